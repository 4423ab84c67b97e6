// SPDX-License-Identifier: Apache-2.0

/// A value of a configuration file, with the place where it stands.
///
/// Scalars are text: the schema gives them types.
struct ConfigNode {
    /// What the value is.
    enum Content {
        /// A text; plain is what has no quotes.
        case scalar(String, isPlain: Bool)
        /// A list.
        case sequence([ConfigNode])
        /// Keys and values in their order. A key given twice is in it once, with its first value.
        case mapping([Entry])
        /// Something that has been reported already and has no value: an alias.
        case invalid
    }

    /// A key with its value.
    struct Entry {
        let key: String
        let keyMark: SourceMark
        let value: ConfigNode
    }

    let content: Content
    let mark: SourceMark

    /// Whether YAML calls it null: nothing at all, `~` or `null`, without quotes.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
