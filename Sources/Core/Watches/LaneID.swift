// SPDX-License-Identifier: Apache-2.0

/// The queue that all polls with the same credentials, region and service share.
///
/// An overridden endpoint makes a lane of its own: another host has its own limits and its own outages.
package struct LaneID: Sendable, Hashable {
    /// The service's name: `bedrock`, `bedrock-agent`.
    package let service: String
    /// The region.
    package let region: String
    /// Where the credentials come from; a role with another external id is another source, which may be refused by itself.
    package let credentials: CredentialSelection
    /// The address, if it is not the service's own.
    package let endpoint: String?

    /// A lane's identity.
    package init(service: String, region: String, credentials: CredentialSelection, endpoint: String? = nil) {
        self.service = service
        self.region = region
        self.credentials = credentials
        self.endpoint = endpoint
    }

    /// The lane as `AWAITD_LANE` names it: `service/region/credential source`.
    package var label: String { "\(service)/\(region)/\(credentials.label)" }
}
