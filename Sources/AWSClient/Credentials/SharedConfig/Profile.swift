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
