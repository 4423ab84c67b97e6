// SPDX-License-Identifier: Apache-2.0

/// One pair of keys that requests may be signed with.
///
/// Never real ones.
package struct Credential: Sendable, Hashable {
    /// The access key id.
    package let accessKeyID: String
    /// The secret access key.
    package let secretAccessKey: String
    /// The session token that must come with it; nil where none may.
    package let sessionToken: String?

    /// A pair of keys.
    ///
    /// - Parameters:
    ///   - accessKeyID: The access key id.
    ///   - secretAccessKey: The secret access key.
    ///   - sessionToken: The session token that must come with it; nil where none may.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// The pair that AWS's own documentation and test suite sign with.
    package static let example = Credential(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    )
}
