// SPDX-License-Identifier: Apache-2.0

package import Core

/// How a service's host names are made, and how people configure another address for it.
///
/// Source: botocore 1.44, the services' endpoint rule sets; AWS SDKs and Tools Reference Guide, "Identifiers for
/// service-specific endpoints".
package struct ServiceAddress: Sendable, Hashable {
    /// Which sort of endpoint is wanted.
    package struct Variant: Sendable, Hashable {
        /// One with FIPS 140 cryptography.
        package var fips: Bool
        /// One that is reached by IPv6 as well.
        package var dualStack: Bool

        /// A sort of endpoint; the ordinary one by default.
        package init(fips: Bool = false, dualStack: Bool = false) {
            self.fips = fips
            self.dualStack = dualStack
        }
    }

    /// What stands in front of the region: `bedrock`, `api.sagemaker`.
    package let prefix: String
    /// What `AWS_ENDPOINT_URL_…` has behind it: `BEDROCK_AGENT`.
    package let environmentSuffix: String

    /// The address of a service by the front of its host names and its identifier.
    package init(prefix: String, environmentSuffix: String) {
        self.prefix = prefix
        self.environmentSuffix = environmentSuffix
    }

    /// The address of a service that watches are of.
    package init(_ service: AWSService) {
        self.init(prefix: service.endpointPrefix, environmentSuffix: service.environmentSuffix)
    }

    /// The Security Token Service.
    package static let sts = ServiceAddress(prefix: "sts", environmentSuffix: "STS")
    /// IAM Identity Center's portal: where a role's credentials are got for a token.
    package static let sso = ServiceAddress(prefix: "portal.sso", environmentSuffix: "SSO")
    /// IAM Identity Center's OpenID Connect: where a token is refreshed.
    package static let ssoOIDC = ServiceAddress(prefix: "oidc", environmentSuffix: "SSO_OIDC")

    /// The variable that gives this service another address.
    package var variable: String { "AWS_ENDPOINT_URL_\(environmentSuffix)" }
    /// How the service is called in a `[services …]` section of the config file.
    package var configKey: String { environmentSuffix.lowercased() }

    /// The service's host name in a region.
    ///
    /// Throws where the name is no region's, and where its partition, `given` only by tests, lacks what is wanted.
    package func host(
        in region: String,
        _ variant: Variant = Variant(),
        partition given: Partition? = nil
    ) throws(EndpointFault) -> String {
        guard region.isRegionName else {
            throw EndpointFault(
                code: "InvalidRegion",
                message: "the region \(region.cleaned(limit: 64)) is not the name of a region"
            )
        }
        let partition = given ?? .of(region: region)
        switch (variant.fips, variant.dualStack) {
        case (false, false):
            return globalHost(for: region) ?? "\(prefix).\(region).\(partition.suffix)"
        case (true, false):
            guard partition.supportsFIPS else { throw Self.lack("FIPS", in: partition) }
            return "\(fipsPrefix(in: partition)).\(region).\(partition.suffix)"
        case (false, true):
            guard partition.supportsDualStack else { throw Self.lack("dual-stack", in: partition) }
            return "\(prefix).\(region).\(partition.dualStackSuffix)"
        case (true, true):
            guard partition.supportsFIPS, partition.supportsDualStack else {
                throw Self.lack("FIPS and dual-stack", in: partition)
            }
            return "\(prefix)-fips.\(region).\(partition.dualStackSuffix)"
        }
    }

    /// STS alone has an address for all regions together.
    private func globalHost(for region: String) -> String? {
        region == "aws-global" && prefix == Self.sts.prefix ? "sts.amazonaws.com" : nil
    }

    /// What a FIPS endpoint's name begins with: `…-fips`, but for the services that were named before that was the rule.
    private func fipsPrefix(in partition: Partition) -> String {
        switch (prefix, partition.name) {
        case ("api.sagemaker", "aws"), ("api.sagemaker", "aws-us-gov"): "api-fips.sagemaker"
        case ("sts", "aws-us-gov"), ("portal.sso", "aws-us-gov"), ("oidc", "aws-us-gov"): prefix
        default: "\(prefix)-fips"
        }
    }

    private static func lack(_ feature: String, in partition: Partition) -> EndpointFault {
        EndpointFault(
            message: """
                \(feature) endpoints are asked for, and the partition \(partition.name) does not have them; unset \
                AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT, or their like in the profile
                """
        )
    }
}
