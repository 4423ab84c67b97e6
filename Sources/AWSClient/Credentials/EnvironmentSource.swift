// SPDX-License-Identifier: Apache-2.0

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
package struct EnvironmentSource: CredentialSource {
    private let environment: [String: String]

    /// The source of an environment captured at the start.
    package init(environment: [String: String]) {
        self.environment = environment
    }

    package var title: String { "the environment" }
    package var files: [String] { [] }

    package func look() async -> CredentialFinding {
        let id = Credentials.trimmed(environment["AWS_ACCESS_KEY_ID"])
        let secret = Credentials.trimmed(environment["AWS_SECRET_ACCESS_KEY"])
        guard id != nil || secret != nil else { return .absent("AWS_ACCESS_KEY_ID is not set") }
        do throws(Credentials.Fault) {
            let token = environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"]
            return .found(try .checked(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
        } catch {
            return .unusable("the environment's AWS_ACCESS_KEY_ID and its companions cannot be used: \(error.reason)")
        }
    }
}
