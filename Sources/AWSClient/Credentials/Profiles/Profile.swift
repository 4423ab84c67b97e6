// SPDX-License-Identifier: Apache-2.0

import Core

/// A profile as the shared files have it, all of them together.
struct Profile {
    /// What one file says of it.
    struct Layer {
        let file: SharedFile
        let keys: [String: String]
    }

    /// A setting and the file that it stands in.
    struct Setting {
        let value: String
        let path: String
    }

    let name: String
    /// What the files say, the first file that has a setting first.
    let layers: [Layer]

    /// A setting; nil if no file has it or it is empty.
    func setting(_ key: String) -> Setting? {
        for layer in layers {
            guard let value = Credentials.trimmed(layer.keys[key]) else { continue }
            return Setting(value: value, path: layer.file.path)
        }
        return nil
    }

    subscript(key: String) -> String? { setting(key)?.value }

    /// The profile's name in quotes, fit for a message.
    var quoted: String { Self.quoted(name) }

    /// A name in quotes, fit for a message.
    static func quoted(_ name: String) -> String { "'\(name.cleaned(limit: 128))'" }

    /// Whether a file has keys for it, if only half of them.
    var hasKeys: Bool { layers.contains(where: Self.hasKeys) }

    static func hasKeys(_ layer: Layer) -> Bool {
        layer.keys["aws_access_key_id"] != nil || layer.keys["aws_secret_access_key"] != nil
    }

    /// Whether it asks for a role that other credentials assume; a web identity's role is something else.
    var hasRole: Bool { self["role_arn"] != nil && self["web_identity_token_file"] == nil }
}
