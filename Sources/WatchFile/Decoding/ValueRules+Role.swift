// SPDX-License-Identifier: Apache-2.0

import Core

extension ValueRules {
    /// The ARN of a role.
    static func roleARN(_ text: String) throws(Fault) -> String {
        guard let arn = RoleARN(text) else {
            throw Fault("is not the ARN of a role", help: "one is arn:aws:iam::123456789012:role/NAME")
        }
        return arn.text
    }

    /// What a role's owner asks for: 2 to 1224 letters, digits and a few signs, as STS takes them.
    ///
    /// Source: AWS Security Token Service API Reference, "AssumeRole".
    static func externalID(_ text: String) throws(Fault) -> String {
        guard (2...1_224).contains(text.utf8.count) else { throw Fault("must be 2 to 1224 characters long") }
        guard text.isExternalID else { throw Fault("may have letters, digits and _=,.@:/-+ in it, and nothing else") }
        return text
    }
}
