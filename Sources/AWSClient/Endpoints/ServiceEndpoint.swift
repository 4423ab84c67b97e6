// SPDX-License-Identifier: Apache-2.0

package import Core

/// How a service's host names are formed, and what the settings for its endpoint are called.
///
/// Source: botocore 1.44, the services' endpoint rule sets; AWS SDKs and Tools Reference Guide, "Identifiers for
/// service-specific endpoints".
package struct ServiceEndpoint: Sendable, Hashable {
    /// The variant of an endpoint.
    package struct Variant: Sendable, Hashable {
        /// With FIPS 140 cryptography.
        package var fips: Bool
        /// Reachable over IPv6 as well.
        package var dualStack: Bool

        /// A variant; the ordinary endpoint by default.
        package init(fips: Bool = false, dualStack: Bool = false) {
            self.fips = fips
            self.dualStack = dualStack
        }
    }

    /// The part of the host name before the region: `bedrock`, `api.sagemaker`.
    package let prefix: String
    /// What follows `AWS_ENDPOINT_URL_`: `BEDROCK_AGENT`.
    package let environmentSuffix: String
    /// What else may follow it, and counts less: `STATES` besides `SFN`.
    private let otherSuffixes: [String]

    /// A service by the prefix of its host names and its identifiers, the one that counts most first.
    package init(prefix: String, environmentSuffix: String, otherSuffixes: [String] = []) {
        self.prefix = prefix
        self.environmentSuffix = environmentSuffix
        self.otherSuffixes = otherSuffixes
    }

    /// A service that watches read from.
    package init(_ service: AWSService) {
        self.init(
            prefix: service.endpointPrefix,
            environmentSuffix: service.environmentSuffix,
            otherSuffixes: Array(service.environmentSuffixes.dropFirst())
        )
    }

    /// The Security Token Service.
    package static let sts = ServiceEndpoint(prefix: "sts", environmentSuffix: "STS")
    /// IAM Identity Center's portal, which gives a role's credentials for a token.
    package static let sso = ServiceEndpoint(prefix: "portal.sso", environmentSuffix: "SSO")
    /// IAM Identity Center's OpenID Connect, which refreshes a token.
    package static let ssoOIDC = ServiceEndpoint(prefix: "oidc", environmentSuffix: "SSO_OIDC")

    /// The environment variable that sets this service's endpoint.
    package var variable: String { "AWS_ENDPOINT_URL_\(environmentSuffix)" }
    /// All environment variables that set this service's endpoint; the first that is set counts.
    package var variables: [String] { [variable] + otherSuffixes.map { "AWS_ENDPOINT_URL_\($0)" } }
    /// The service's keys in a `[services …]` section of the config file; the first with an address counts.
    package var configKeys: [String] { ([environmentSuffix] + otherSuffixes).map { $0.lowercased() } }

    /// The service's host name in a region.
    ///
    /// Throws a failure of cause `rejected` if the region's name is malformed, or if its partition, `given` only by
    /// tests, lacks the variant.
    package func host(
        in region: String,
        _ variant: Variant = Variant(),
        partition given: Partition? = nil
    ) throws(PollFailure) -> String {
        guard region.isRegionName else {
            throw .invalidEndpoint(
                "the region '\(region.revealed(limit: 64))' is not the name of a region",
                code: "InvalidRegion"
            )
        }
        let partition = given ?? .of(region: region)
        switch (variant.fips, variant.dualStack) {
        case (false, false):
            return globalHost(for: region) ?? "\(ordinaryPrefix(in: region)).\(region).\(partition.suffix)"
        case (true, false):
            guard partition.supportsFIPS else { throw Self.unsupported("FIPS", in: partition) }
            return "\(fipsPrefix(in: region, of: partition)).\(region).\(partition.suffix)"
        case (false, true):
            guard partition.supportsDualStack else { throw Self.unsupported("dual-stack", in: partition) }
            return "\(dualStackPrefix(in: partition)).\(region).\(partition.dualStackSuffix)"
        case (true, true):
            guard partition.supportsFIPS, partition.supportsDualStack else {
                throw Self.unsupported("FIPS and dual-stack", in: partition)
            }
            return "\(prefix)-fips.\(region).\(partition.dualStackSuffix)"
        }
    }

    /// Only STS has a global endpoint.
    private func globalHost(for region: String) -> String? {
        region == "aws-global" && prefix == Self.sts.prefix ? "sts.amazonaws.com" : nil
    }

    /// What an ordinary endpoint's name begins with.
    private func ordinaryPrefix(in region: String) -> String {
        prefix == "transcribe" && ["cn-north-1", "cn-northwest-1"].contains(region) ? "cn.transcribe" : prefix
    }

    /// What a FIPS endpoint's name begins with: `…-fips`, except for services named before that became the rule.
    private func fipsPrefix(in region: String, of partition: Partition) -> String {
        switch (prefix, partition.name) {
        case ("api.sagemaker", "aws"), ("api.sagemaker", "aws-us-gov"): "api-fips.sagemaker"
        case ("batch", "aws"), ("transcribe", "aws"), ("transcribe", "aws-us-gov"): "fips.\(prefix)"
        case ("sts", "aws-us-gov"), ("portal.sso", "aws-us-gov"), ("oidc", "aws-us-gov"), ("batch", "aws-us-gov"),
            ("elasticmapreduce", "aws-us-gov"):
            prefix
        default: Self.ordinaryFIPS[prefix]?.contains(region) == true ? prefix : "\(prefix)-fips"
        }
    }

    /// The regions in which a service's ordinary endpoint is a FIPS endpoint.
    private static let ordinaryFIPS: [String: Set<String>] = [
        "states": ["us-gov-west-1"], "databrew": ["us-gov-west-1"],
        "emr-containers": ["us-gov-east-1", "us-gov-west-1"],
    ]

    /// What a dual-stack endpoint's name begins with; that of Step Functions in GovCloud is a FIPS endpoint always.
    private func dualStackPrefix(in partition: Partition) -> String {
        prefix == "states" && partition.name == "aws-us-gov" ? "states-fips" : prefix
    }

    private static func unsupported(_ feature: String, in partition: Partition) -> PollFailure {
        .invalidEndpoint(
            """
            \(feature) endpoints are required, but the partition \(partition.name) does not have them; unset \
            AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT, or the profile's settings of the same meaning
            """
        )
    }
}
