// SPDX-License-Identifier: Apache-2.0

/// The ARN of an IAM role: `arn:aws:iam::123456789012:role/path/Name`.
package struct RoleARN: Sendable, Hashable {
    /// The ARN.
    package let text: String
    /// The partition: `aws`, `aws-cn`.
    package let partition: String
    /// The account's twelve digits.
    package let account: String
    /// The role's path and name.
    package let role: String

    /// Reads an ARN; nil if it is none of a role, or has characters that IAM does not allow.
    ///
    /// Source: AWS Security Token Service API Reference, "AssumeRole": 20 to 2048 characters.
    package init?(_ text: String) {
        guard let arn = ARN(text), text.utf8.count >= 20, arn.service == "iam", arn.region.isEmpty,
            !arn.account.isEmpty, arn.resource.hasPrefix("role/"), arn.resource.last != "/"
        else { return nil }
        self.text = text
        (partition, account, role) = (arn.partition, arn.account, String(arn.resource.dropFirst("role/".count)))
    }
}
