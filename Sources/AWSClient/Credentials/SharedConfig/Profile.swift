// SPDX-License-Identifier: Apache-2.0

import Core

/// A profile, with what each of the shared files says of it.
struct Profile {
    /// What one file says of it.
    struct Layer {
        let file: SharedFile
        let keys: [String: String]
        /// The line of each key.
        let lines: [String: Int]

        /// Whether it has keys, if only half of a pair.
        var hasKeys: Bool { keys["aws_access_key_id"] != nil || keys["aws_secret_access_key"] != nil }
    }

    let name: String
    /// The files' settings, in order of precedence.
    let layers: [Layer]

    /// A setting's value and the path of the file that has it; nil if it is empty or in no file.
    func setting(_ key: String) -> (value: String, path: String)? {
        for layer in layers {
            if let value = Credentials.trimmed(layer.keys[key]) { return (value, layer.file.path) }
        }
        return nil
    }

    subscript(key: String) -> String? { setting(key)?.value }

    /// The file and the line that have a setting, for messages: `/root/.aws/config (line 4)`; nil if no file has it.
    func place(of key: String) -> String? {
        guard let layer = layers.first(where: { Credentials.trimmed($0.keys[key]) != nil }) else { return nil }
        return layer.file.path + (layer.lines[key].map { " (line \($0))" } ?? "")
    }

    /// Where a setting is, to notice when it is lost.
    func origin(of key: String) -> CredentialOrigin {
        CredentialOrigin(profile: name, key: key, path: setting(key)?.path ?? "")
    }

    /// Throws if one of the settings by which credentials are found is there without a value.
    ///
    /// Passed over, it would let other credentials be used than those that were asked for.
    func checkNoneIsEmpty() throws(CredentialError) {
        for key in CredentialOrigin.keys where self[key] == nil {
            guard let layer = layers.first(where: { $0.keys[key] != nil }) else { continue }
            throw CredentialError("the \(key) of profile \(quoted) in \(layer.file.path) is empty")
        }
    }

    /// The profile and the file that has a setting, for messages: `profile 'ml' in /root/.aws/config`.
    func location(of key: String) -> String {
        "profile \(quoted) in \(setting(key)?.path ?? "the shared files")"
    }

    /// The profile's name in quotes, fit for a message.
    var quoted: String { Self.quoted(name) }

    /// A name in quotes, fit for a message.
    static func quoted(_ name: String) -> String { "'\(name.revealed(limit: 128))'" }

    /// Whether a file has keys for it, if only half of a pair.
    var hasKeys: Bool { layers.contains(where: \.hasKeys) }

    /// Whether it has a role that other credentials assume, rather than a web identity's role.
    var hasRole: Bool { self["role_arn"] != nil && self["web_identity_token_file"] == nil }
}

/// The setting of a shared file by which credentials were found.
struct CredentialOrigin: Sendable, Hashable {
    /// The profile's name.
    let profile: String
    let key: String
    /// The file that has it.
    let path: String

    /// The settings by which a profile's credentials are found, besides keys.
    static let keys = [
        "role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name",
        "credential_process",
    ]
    /// The setting by which keys are found.
    static let accessKey = "aws_access_key_id"
}
