// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// Finds the services that credentials come from: STS and IAM Identity Center, in a region.
package struct AddressLookup: Sendable {
    private let find: @Sendable (ServiceAddress, String) throws(PollFailure) -> Endpoint

    /// Addresses as a closure finds them.
    package init(
        _ find: @escaping @Sendable (_ service: ServiceAddress, _ region: String) throws(PollFailure) -> Endpoint
    ) {
        self.find = find
    }

    /// The addresses as the environment and the default profile have them.
    package init(_ resolver: EndpointResolver) {
        find = { service, region throws(PollFailure) in
            do throws(PollFailure) {
                return try resolver.endpoint(of: service, region: region)
            } catch {
                throw .unusableCredentials(error.message)
            }
        }
    }

    /// The address of a service in a region.
    ///
    /// Throws what is wrong with the settings.
    package func callAsFunction(_ service: ServiceAddress, _ region: String) throws(PollFailure) -> Endpoint {
        try find(service, region)
    }
}

extension String {
    /// Whether this could be a region: small letters, digits and hyphens between them, at most 63 of them.
    var isRegionName: Bool {
        !isEmpty && utf8.count <= 63 && !hasPrefix("-") && !hasSuffix("-")
            && utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
