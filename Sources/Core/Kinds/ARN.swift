// SPDX-License-Identifier: Apache-2.0

/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// Source: AWS IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
package struct ARN: Sendable, Hashable {
    /// The whole ARN, as it was given.
    package let text: String
    /// The partition: `aws`, `aws-cn` or `aws-us-gov`, say.
    package let partition: String
    /// The service: `bedrock`.
    package let service: String
    /// The region; empty for global resources.
    package let region: String
    /// The twelve digits of the account; empty where a resource has none.
    package let account: String
    /// Type and id: `evaluation-job/abcdefghijkl`.
    package let resource: String

    /// Reads an ARN; nil if the text has another shape, more than 2,048 bytes, white space or a control character.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), !parts[2].isEmpty, !parts[5].isEmpty
        else {
            return nil
        }
        guard parts[4].isEmpty || (parts[4].utf8.count == 12 && parts[4].utf8.allSatisfy { (48...57).contains($0) })
        else { return nil }
        self.text = text
        (partition, service, region, account, resource) = (parts[1], parts[2], parts[3], parts[4], parts[5])
    }

    /// What follows the resource's last `/` or `:`.
    package var lastPart: String {
        let separator = resource.lastIndex { $0 == "/" || $0 == ":" }
        return String(resource[(separator.map(resource.index(after:)) ?? resource.startIndex)...])
    }
}
