// SPDX-License-Identifier: Apache-2.0

import Core

/// Why a file that configures a way for messages cannot be used; it quotes no value, which may be a secret.
package struct MessageSettingsError: Error, Hashable {
    /// The line, from 1; nil if it is about the whole file.
    package let line: Int?
    /// What is wrong, and what to do.
    package let reason: String

    init(_ line: Int? = nil, _ reason: String) {
        self.line = line
        self.reason = reason
    }
}

/// Who gets mail, as `mail.conf` says: `to = ops@example.com`, a line for each.
package struct MailSettings: Sendable, Hashable {
    /// The recipients.
    package private(set) var recipients: [String] = []
    /// The sender; nil for the unit's user on this host.
    package private(set) var sender: String?

    /// Reads the text of a file.
    package init(_ text: String) throws(MessageSettingsError) {
        for (line, key, value) in try settings(text, keys: ["to", "from"]) {
            guard MailMessage.isAddress(value) else {
                throw MessageSettingsError(line, "'\(key)' takes one address, such as ops@example.com")
            }
            if key == "to" { recipients.append(value) } else { sender = value }
        }
        guard !recipients.isEmpty else {
            throw MessageSettingsError(nil, "it names no recipient: to = ops@example.com")
        }
    }
}

/// The receivers of `webhook.conf`: each begins with `url = https://…`.
package struct WebhookSettings: Sendable, Hashable {
    /// The receivers, in their order.
    package private(set) var webhooks: [Webhook] = []

    /// Reads the text of a file.
    package init(_ text: String) throws(MessageSettingsError) {
        for (line, key, value) in try settings(text, keys: ["url", "format", "header"]) {
            guard !value.unicodeScalars.contains(where: \.isUnsafeInText) else {
                throw MessageSettingsError(line, "'\(key)' has characters that cannot be seen; remove them")
            }
            if key == "url" {
                let isAddress = ["https://", "http://"].contains {
                    value.hasPrefix($0) && value.utf8.count > $0.utf8.count
                }
                guard isAddress, !value.contains(" ") else {
                    throw MessageSettingsError(line, "'url' takes an address that begins with https://")
                }
                webhooks.append(Webhook(url: value))
                continue
            }
            guard !webhooks.isEmpty else { throw MessageSettingsError(line, "'\(key)' has to follow a 'url'") }
            if key == "format" {
                guard let format = WebhookFormat(rawValue: value) else {
                    let known = WebhookFormat.allCases.map(\.rawValue).joined(separator: ", ")
                    throw MessageSettingsError(line, "that is no format; valid formats: \(known)")
                }
                webhooks[webhooks.count - 1].format = format
            } else {
                let name = value.prefix { $0 != ":" }
                guard name.count < value.count, !name.isEmpty,
                    name.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") })
                else { throw MessageSettingsError(line, "'header' takes a name and a value: Authorization: Bearer …") }
                webhooks[webhooks.count - 1].headers.append(value)
            }
        }
        guard !webhooks.isEmpty else { throw MessageSettingsError(nil, "it names no receiver: url = https://…") }
    }
}

/// The lines `key = value` of a text, with their numbers; empty lines and those that begin with `#` are passed over.
private func settings(
    _ text: String,
    keys: [String]
) throws(MessageSettingsError) -> [(line: Int, key: String, value: String)] {
    var found: [(Int, String, String)] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        let line = line.trimmed
        if line.isEmpty || line.hasPrefix("#") { continue }
        guard let equals = line.firstIndex(of: "=") else {
            throw MessageSettingsError(index + 1, "write key = value; valid keys: \(keys.joined(separator: ", "))")
        }
        let key = line[..<equals].trimmed
        let value = line[line.index(after: equals)...].trimmed
        guard keys.contains(key) else {
            throw MessageSettingsError(index + 1, "unknown key; valid keys: \(keys.joined(separator: ", "))")
        }
        guard !value.isEmpty, value.utf8.count <= 4_000 else {
            throw MessageSettingsError(index + 1, "'\(key)' has \(value.isEmpty ? "no value" : "too long a value")")
        }
        found.append((index + 1, key, value))
    }
    return found
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        let kept = drop { $0.isWhitespace }
        guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(kept[...last])
    }
}
