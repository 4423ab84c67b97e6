// SPDX-License-Identifier: Apache-2.0

/// A unit's name as systemd takes it, and the escaping of text that becomes a part of one (systemd.unit(5), "String
/// Escaping for Inclusion in Unit Names").
package enum UnitName {
    /// The most characters of a unit's name: of systemd's 255 (systemd.unit(5), `UNIT_NAME_MAX`) those that leave room
    /// for `.env`, since the file for `EnvironmentFile=` is called by the unit's name, and a file's name has 255 at most.
    package static let limit = 251

    /// The types that awaitd starts.
    package static let types = ["service", "target"]

    /// Text as it stands in a unit's name: `a/b c` becomes `a-b\x20c`.
    ///
    /// As `systemd-escape` does it: slashes become dashes; all but ASCII letters, digits, `:`, `_` and `.`, and a dot in
    /// front, become `\xHH` byte for byte.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for (index, byte) in text.utf8.enumerated() {
            if byte == UInt8(ascii: "/") {
                result.append("-")
            } else if isPlain(byte), index > 0 || byte != UInt8(ascii: ".") {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "\\x" + hex(byte >> 4) + hex(byte & 0xF)
            }
        }
        return result
    }

    /// Whether every character may stand in a unit's name.
    package static func isValid(characters text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "\\") }
    }

    /// Whether a name is one that may be started: no template, of a type of ours, made of the characters that systemd
    /// allows, and not too long.
    package static func isStartable(_ name: String) -> Bool {
        guard name.utf8.count <= limit, let dot = name.lastIndex(of: "."),
            types.contains(String(name[name.index(after: dot)...]))
        else { return false }
        let parts = name[..<dot].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let prefix = parts.first, !prefix.isEmpty, prefix.utf8.first != UInt8(ascii: "."),
            isValid(characters: prefix)
        else { return false }
        // systemd allows an '@' in an instance; we do not make any.
        return parts.count == 1 || (!parts[1].isEmpty && isValid(characters: parts[1]))
    }

    /// The name without its instance: `retrain@7.service` is one of `retrain@.service`.
    package static func template(of name: String) -> String {
        guard let at = name.firstIndex(of: "@"), let dot = name.lastIndex(of: "."), at < dot else { return name }
        return String(name[...at]) + String(name[dot...])
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func hex(_ digit: UInt8) -> String { String(digit, radix: 16) }
}
