// SPDX-License-Identifier: Apache-2.0

/// Checks of unit names, and the escaping of text that becomes part of one (systemd.unit(5), "String Escaping for
/// Inclusion in Unit Names").
package enum UnitName {
    /// The most characters of a unit's name: systemd's 255 (systemd.unit(5), `UNIT_NAME_MAX`) less room for `.env`.
    ///
    /// The file for `EnvironmentFile=` is named after the unit, and a file name has at most 255 characters.
    package static let limit = 251

    /// The end of the names of units that awaitd starts; an alias has the type of its unit, so no alias gets around it.
    package static let type = ".service"
    /// The beginning of the names of systemd's own units, among which are those that stop the machine.
    private static let systemdPrefix = "systemd-"

    /// Text escaped as `systemd-escape` does it: `a/b c` becomes `a-b\x20c`.
    ///
    /// Slashes become dashes. Everything but ASCII letters, digits, `:`, `_` and `.`, and also a leading dot, becomes
    /// `\xHH` byte for byte.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for (index, byte) in text.utf8.enumerated() {
            if byte == UInt8(ascii: "/") {
                result.append("-")
            } else if isPlain(byte), index > 0 || byte != UInt8(ascii: ".") {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "\\x" + String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
            }
        }
        return result
    }

    /// Whether every character is allowed in a unit's name.
    package static func isValid(characters text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "\\") }
    }

    /// Why a unit is never started, whatever an administrator allows, and what to do about it; nil if it may be.
    ///
    /// The name may also be a template's.
    package static func refusal(of name: String) -> (reason: String, help: String)? {
        guard name.hasSuffix(type) else {
            return ("only services are started", "name a service that has `Wants=\(name)`")
        }
        guard !name.hasPrefix(systemdPrefix) else {
            return ("systemd's own services are not started", "name a service of your own")
        }
        return nil
    }

    /// Whether awaitd may start a unit of this name: a service that is not systemd's own and not a template, made of
    /// characters that systemd allows, and not too long.
    package static func isStartable(_ name: String) -> Bool {
        isUnit(name) && refusal(of: name) == nil
    }

    /// Whether systemd takes this as the name of a unit that can be started.
    package static func isUnit(_ name: String) -> Bool {
        guard name.utf8.count <= limit, let dot = name.lastIndex(of: "."),
            UnitPattern.types.contains(String(name[dot...]))
        else { return false }
        let parts = name[..<dot].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let prefix = parts.first, !prefix.isEmpty, prefix.utf8.first != UInt8(ascii: "."),
            isValid(characters: prefix)
        else { return false }
        // systemd allows an '@' in an instance; awaitd never makes one.
        return parts.count == 1 || (!parts[1].isEmpty && isValid(characters: parts[1]))
    }

    /// The name without its instance: `retrain@.service` for `retrain@7.service`.
    package static func template(of name: String) -> String {
        guard let at = name.firstIndex(of: "@"), let dot = name.lastIndex(of: "."), at < dot else { return name }
        return String(name[...at]) + String(name[dot...])
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || [UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
    }
}

/// The units that a watch list may start.
///
/// Units whose names begin with `awaitd-on-` are always allowed; others if the administrator names them in `units.allow`,
/// one a line: `page-oncall.service`, `retrain@.service` for all its instances, `ml-*.service` for all names that begin and
/// end so. Instances are never allowed by accident: `*` matches no `@`, so `ml-*@.service` is another line.
package struct AllowedUnits: Sendable, Hashable {
    /// The prefix of unit names that need no permission.
    package static let prefix = "awaitd-on-"
    /// The file's name; it is beside the watch file.
    package static let fileName = "units.allow"

    private let patterns: [String]

    /// Only units that need no permission.
    package static let none = AllowedUnits("")

    /// Parses the text of a file.
    ///
    /// Empty lines and lines that begin with `#` are ignored. So is a lone `*`: allowing every unit would be too much.
    package init(_ text: String) {
        patterns = text.split(whereSeparator: \.isNewline)
            .map { $0.trimmed }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") && $0 != "*" }
    }

    /// Whether a unit may be started, by its name or its template's.
    package func allows(_ unit: String) -> Bool {
        let template = UnitName.template(of: unit)
        return template.hasPrefix(Self.prefix)
            || patterns.contains { Self.matches(unit, $0) || Self.matches(template, $0) }
    }

    /// Whether a pattern matches, in which the first `*` matches any characters but `@`.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
        let (head, tail) = (pattern[..<star], pattern[pattern.index(after: star)...])
        guard !head.isEmpty, name.utf8.count >= head.utf8.count + tail.utf8.count, name.hasPrefix(head),
            name.hasSuffix(tail)
        else { return false }
        return !name.utf8.dropFirst(head.utf8.count).dropLast(tail.utf8.count).contains(UInt8(ascii: "@"))
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let kept = drop { $0.isWhitespace }
        guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(kept[...last])
    }
}
