// SPDX-License-Identifier: Apache-2.0

/// Names by which operations and members of AWS are known as secrets.
package enum SecretNames {
    /// Words in the names of operations that return secrets.
    package static let words = [
        "secret", "password", "credential", "authorizationtoken", "authtoken", "federationtoken", "sessiontoken",
        "accesstoken", "apikey", "accesskey", "privatekey",
    ]
    /// Words in the names of members that are secrets.
    private static let memberWords =
        words + ["passphrase", "securitytoken", "refreshtoken", "presignedurl", "environmentvariables"]

    /// Whether a member of a response is a secret by its name, or within what is one.
    package static func isMember(_ path: String) -> Bool {
        path.split(separator: ".").contains { piece in
            let name = piece.prefix { $0 != "[" }.lowercased().filter { $0 != "_" && $0 != "-" }
            if name.hasSuffix("status") || name.hasSuffix("state") { return false }
            return name == "variables" || memberWords.contains(where: name.contains)
        }
    }
}
