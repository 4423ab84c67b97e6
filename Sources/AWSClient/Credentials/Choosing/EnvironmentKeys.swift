// SPDX-License-Identifier: Apache-2.0

import Core

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
enum EnvironmentKeys {
    /// The keys of an environment captured at the start.
    static func look(in environment: [String: String]) -> CredentialFinding {
        let id = Credentials.trimmed(environment["AWS_ACCESS_KEY_ID"])
        let secret = Credentials.trimmed(environment["AWS_SECRET_ACCESS_KEY"])
        guard id != nil || secret != nil else { return .absent("AWS_ACCESS_KEY_ID is not set") }
        do throws(Credentials.Fault) {
            return .found(
                .keys(
                    try .checked(
                        accessKeyID: id,
                        secretAccessKey: secret,
                        sessionToken: environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"],
                        expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap(Timestamp.init(rfc3339:))
                    )
                )
            )
        } catch {
            return .unusable("the environment's AWS_ACCESS_KEY_ID and its companions cannot be used: \(error.reason)")
        }
    }
}
