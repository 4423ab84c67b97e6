// SPDX-License-Identifier: Apache-2.0

/// A partition of AWS, with accounts and domains of its own.
///
/// Source: botocore 1.44, `partitions.json`.
package struct Partition: Sendable, Hashable {
    /// The name, as in ARNs: `aws-cn`.
    package let name: String
    /// The DNS suffix of its services.
    package let suffix: String
    /// The DNS suffix of dual-stack endpoints, which are reachable over IPv6 as well.
    package let dualStackSuffix: String
    /// Whether it has endpoints with FIPS 140 cryptography.
    package let supportsFIPS: Bool
    /// Whether it has dual-stack endpoints.
    package let supportsDualStack: Bool
    /// What the names of its regions begin with; a word and a number follow.
    private let prefix: String

    /// A partition.
    package init(
        name: String,
        suffix: String,
        dualStackSuffix: String,
        prefix: String,
        supportsFIPS: Bool = true,
        supportsDualStack: Bool = true
    ) {
        self.name = name
        self.suffix = suffix
        self.dualStackSuffix = dualStackSuffix
        self.prefix = prefix
        self.supportsFIPS = supportsFIPS
        self.supportsDualStack = supportsDualStack
    }

    /// The partition of a region; `aws` for a name that matches no other partition.
    package static func of(region: String) -> Partition {
        others.first { $0.contains(region) } ?? standard
    }

    /// Whether a region belongs to this partition by its name: `us-gov-` and `east-1`, or `aws-us-gov-global`.
    private func contains(_ region: String) -> Bool {
        if region == "\(name)-global" { return true }
        guard region.hasPrefix(prefix) else { return false }
        let parts = region.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy { (48...57).contains($0) }
    }

    private static let standard = Partition(
        name: "aws", suffix: "amazonaws.com", dualStackSuffix: "api.aws", prefix: "")

    private static let others: [Partition] = [
        Partition(
            name: "aws-cn", suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn", prefix: "cn-"),
        Partition(name: "aws-us-gov", suffix: "amazonaws.com", dualStackSuffix: "api.aws", prefix: "us-gov-"),
        Partition(
            name: "aws-eusc", suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu", prefix: "eusc-de-"),
        Partition(name: "aws-iso", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov", prefix: "us-iso-"),
        Partition(name: "aws-iso-b", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud", prefix: "us-isob-"),
        Partition(
            name: "aws-iso-e", suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk", prefix: "eu-isoe-"),
        Partition(
            name: "aws-iso-f", suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov", prefix: "us-isof-"),
    ]
}
