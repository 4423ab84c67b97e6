// SPDX-License-Identifier: Apache-2.0

/// One entry of the watch list: a resource to follow, under a unique name.
package struct Watch: Sendable, Hashable {
    /// The unique name, which notices carry.
    package let name: String
    /// The kind of resource.
    package let kind: Kind
    /// The id that the kind's operation takes: an id, an ARN, or several ids joined with `/`.
    package let resourceID: String
    /// The region that is called.
    package let region: String
    /// The account, if the watch was given by ARN.
    package let account: String?
    /// The credentials to use.
    package let credentials: CredentialSelection
    /// The service's address if the watch overrides it: an http or https URL.
    package let endpoint: String?
    /// How often it is polled.
    package let poll: PollPace
    /// How long the resource may take before it is reported as overdue; nil if that is never reported.
    package let overdueAfter: Duration?
    /// Whether to request the response's large members too.
    package let verbose: Bool
    /// The units to start.
    package let starts: StartRules

    /// A watch; the defaults are those of the watch file.
    package init(
        name: String,
        kind: Kind,
        resourceID: String,
        region: String,
        account: String? = nil,
        credentials: CredentialSelection = .defaultChain,
        endpoint: String? = nil,
        poll: PollPace = .standard,
        overdueAfter: Duration? = nil,
        verbose: Bool = false,
        starts: StartRules = .none
    ) {
        self.name = name
        self.kind = kind
        self.resourceID = resourceID
        self.region = region
        self.account = account
        self.credentials = credentials
        self.endpoint = endpoint
        self.poll = poll
        self.overdueAfter = overdueAfter
        self.verbose = verbose
        self.starts = starts
    }

    /// Identifies the watch across restarts and reloads: the same name on another resource is another watch.
    ///
    /// The account counts too, if it is known: see ``mayBe(inAccount:)``.
    package var identity: WatchIdentity {
        WatchIdentity(name: name, kind: kind.name, resourceID: resourceID, region: region)
    }

    /// Whether a watch of the same identity in account `other` could be this one.
    ///
    /// Equal ids in two accounts are two resources. An unknown account matches any, since a watch that is first written by
    /// its id and later by its ARN is still the same.
    package func mayBe(inAccount other: String?) -> Bool {
        guard let account, let other else { return true }
        return account == other
    }

    /// The lane of its polls.
    package var lane: LaneID {
        LaneID(service: kind.service.lane, region: region, credentials: credentials, endpoint: endpoint)
    }
}

/// What identifies a watch across restarts and reloads.
package struct WatchIdentity: Sendable, Hashable {
    /// The watch's name.
    package let name: String
    /// Its kind's name.
    package let kind: String
    /// The resource's id.
    package let resourceID: String
    /// The region.
    package let region: String

    /// An identity.
    package init(name: String, kind: String, resourceID: String, region: String) {
        self.name = name
        self.kind = kind
        self.resourceID = resourceID
        self.region = region
    }
}

/// Identifies a lane: the queue that all polls with the same credentials, region and service share.
///
/// An overridden endpoint makes a separate lane, since another host has its own limits and outages.
package struct LaneID: Sendable, Hashable {
    /// The service's name: `bedrock`, `bedrock-agent`.
    package let service: String
    /// The region.
    package let region: String
    /// The credentials; a role with another external id is another selection, which STS may refuse separately.
    package let credentials: CredentialSelection
    /// The endpoint, if it is not the service's own.
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
