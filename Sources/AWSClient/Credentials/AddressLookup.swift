// SPDX-License-Identifier: Apache-2.0

import Core

/// Finds the services that credentials come from: STS and IAM Identity Center, in a region.
package struct AddressLookup: Sendable {
    /// How such a service is reached.
    struct Address {
        /// Where it is.
        let endpoint: Endpoint
        /// The file of certificates to trust instead of the machine's own; nil for what the environment says.
        let certificates: String?
    }

    private let resolver: EndpointResolver

    /// The addresses as the environment and the profiles have them.
    package init(_ resolver: EndpointResolver) {
        self.resolver = resolver
    }

    /// How a service is reached in a region by a profile's settings, by the default one's if it is nil.
    ///
    /// Throws what is wrong with the settings.
    func callAsFunction(
        _ service: ServiceAddress,
        _ region: String,
        profile: String?
    ) throws(PollFailure) -> Address {
        do throws(PollFailure) {
            return Address(
                endpoint: try resolver.endpoint(of: service, region: region, profile: profile),
                certificates: try resolver.certificates(profile: profile)
            )
        } catch {
            throw .unusableCredentials(error.message)
        }
    }
}
