// SPDX-License-Identifier: Apache-2.0

/// A part of AWS with its own accounts and its own domain.
///
/// Source: botocore 1.43, `partitions.json`.
package struct Partition: Sendable, Hashable {
    /// The name, as ARNs have it: `aws-cn`.
    package let name: String
    /// What the host names of its services end in.
    package let suffix: String
    /// What the names of its regions begin with.
    package let prefix: String

    private static let standard = Partition(name: "aws", suffix: "amazonaws.com", prefix: "")

    private static let others: [Partition] = [
        Partition(name: "aws-cn", suffix: "amazonaws.com.cn", prefix: "cn-"),
        Partition(name: "aws-us-gov", suffix: "amazonaws.com", prefix: "us-gov-"),
        Partition(name: "aws-eusc", suffix: "amazonaws.eu", prefix: "eusc-"),
        Partition(name: "aws-iso", suffix: "c2s.ic.gov", prefix: "us-iso-"),
        Partition(name: "aws-iso-b", suffix: "sc2s.sgov.gov", prefix: "us-isob-"),
        Partition(name: "aws-iso-e", suffix: "cloud.adc-e.uk", prefix: "eu-isoe-"),
        Partition(name: "aws-iso-f", suffix: "csp.hci.ic.gov", prefix: "us-isof-"),
    ]

    /// The partition of a region, by how its name begins; `aws` for all that begin like no other's.
    package static func of(region: String) -> Partition {
        others.first { region.hasPrefix($0.prefix) } ?? standard
    }
}
