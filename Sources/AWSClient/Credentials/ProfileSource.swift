// SPDX-License-Identifier: Apache-2.0

import Lifecycle

/// The keys of a profile in one or more of the shared files, the first file that has them first.
package struct ProfileSource: CredentialSource {
    private let profile: String
    private let sharedFiles: [SharedFile]
    private let cache: SharedFiles

    /// A profile of files, in the order in which they count.
    package init(profile: String, in sharedFiles: [SharedFile], cache: SharedFiles) {
        self.profile = profile
        self.sharedFiles = sharedFiles
        self.cache = cache
    }

    package var title: String { "profile \(quoted)" }
    package var files: [String] { sharedFiles.map(\.path) }

    private var quoted: String { "'\(profile.cleaned(limit: 128))'" }

    package func look() async -> CredentialFinding {
        var reasons: [String] = []
        var found: [(path: String, keys: [String: String])] = []
        for shared in sharedFiles {
            switch cache.content(of: shared.path) {
            case .missing:
                reasons.append("\(shared.path) does not exist")
            case .unusable(let reason):
                return .unusable("\(shared.path) \(reason)")
            case .file(let file):
                guard let keys = shared.profile(profile, in: file) else {
                    reasons.append("\(shared.path) has no profile \(quoted)")
                    continue
                }
                found.append((shared.path, keys))
            }
        }
        // A role outranks keys, in whichever file it stands, and a process outranks only the config file's keys.
        if let refusal = unsupported(in: found, Self.outrankingKeys) { return refusal }
        for (path, keys) in found {
            if let finding = keysFinding(keys, path: path) { return finding }
            if let refusal = unsupported(in: [(path, keys)], Self.outrankedByKeys) { return refusal }
            reasons.append("profile \(quoted) in \(path) has no aws_access_key_id")
        }
        return .absent(reasons.joined(separator: ", "))
    }

    private static let outrankingKeys: [(key: String, title: String)] = [
        ("role_arn", "assuming a role"),
        ("web_identity_token_file", "a web identity"),
        ("sso_session", "IAM Identity Center (SSO)"),
        ("sso_start_url", "IAM Identity Center (SSO)"),
        ("sso_account_id", "IAM Identity Center (SSO)"),
    ]

    private static let outrankedByKeys: [(key: String, title: String)] = [
        ("credential_process", "a credential process"),
        ("login_session", "a console login"),
    ]

    private func unsupported(
        in found: [(path: String, keys: [String: String])],
        _ settings: [(key: String, title: String)]
    ) -> CredentialFinding? {
        for (path, keys) in found {
            guard let setting = settings.first(where: { keys[$0.key] != nil }) else { continue }
            return .unusable(
                """
                profile \(quoted) in \(path) asks for \(setting.title) (\(setting.key)), which this version of awaitd does \
                not support yet; name a profile that has keys
                """
            )
        }
        return nil
    }

    private func keysFinding(_ keys: [String: String], path: String) -> CredentialFinding? {
        guard keys["aws_access_key_id"] != nil || keys["aws_secret_access_key"] != nil else { return nil }
        do throws(Credentials.Fault) {
            return .found(
                try .checked(
                    accessKeyID: keys["aws_access_key_id"],
                    secretAccessKey: keys["aws_secret_access_key"],
                    sessionToken: keys["aws_session_token"] ?? keys["aws_security_token"]
                )
            )
        } catch {
            return .unusable("profile \(quoted) in \(path) cannot be used: \(error.reason)")
        }
    }
}
