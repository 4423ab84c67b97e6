// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// An IAM policy: what is allowed, and nothing else.
///
/// Source: AWS IAM User Guide, "IAM JSON policy elements reference".
package struct PolicyDocument: Encodable, Equatable {
    /// One permission.
    package struct Statement: Encodable, Equatable {
        /// A name that is unique in its policy: letters and digits.
        package let id: String
        /// What may be called.
        package let action: String
        /// On what, sorted.
        package let resources: [String]

        private let effect = "Allow"

        enum CodingKeys: String, CodingKey {
            case id = "Sid"
            case effect = "Effect"
            case action = "Action"
            case resources = "Resource"
        }
    }

    private let version = "2012-10-17"
    /// The permissions, sorted by action.
    package let statements: [Statement]

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case statements = "Statement"
    }

    /// The most that a managed policy may have, without white space (IAM User Guide, "IAM and AWS STS quotas").
    package static let longest = 6_144

    /// How many characters it has, without white space.
    package var length: Int { Self.encoded(self, []).utf8.count }

    /// The policy as JSON, indented.
    package var json: String { Self.encoded(self, .prettyPrinted) }

    /// Several policies by account, as one JSON object.
    package static func json(_ policies: [String: PolicyDocument]) -> String { encoded(policies, .prettyPrinted) }

    private static func encoded(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        guard let bytes = try? encoder.encode(value) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
