// SPDX-License-Identifier: Apache-2.0

/// The units that a watch list may have started.
///
/// Those whose names begin with `awaitd-on-` always; others if the administrator names them in `units.allow`, one a line:
/// `page-oncall.service`, `retrain@.service` for all its instances, `ml-*.service` for all that begin and end so.
package struct AllowedUnits: Sendable, Hashable {
    /// What the names of units begin with that need no permission.
    package static let prefix = "awaitd-on-"
    /// The file's name, beside the watch file.
    package static let fileName = "units.allow"

    private let patterns: [String]

    /// Those that need no permission.
    package static let none = AllowedUnits("")

    /// What a file allows.
    ///
    /// Lines that are empty or begin with `#` say nothing. A `*` alone allows nothing: all of them would be too many.
    package init(_ text: String) {
        patterns = text.split(whereSeparator: \.isNewline)
            .map { $0.trimmed }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") && $0 != "*" }
    }

    /// Whether a unit, by its name or its template's, may be started.
    package func allows(_ unit: String) -> Bool {
        let template = UnitName.template(of: unit)
        return template.hasPrefix(Self.prefix)
            || patterns.contains { Self.matches(unit, $0) || Self.matches(template, $0) }
    }

    /// One `*` in a pattern stands for any characters.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
        let (head, tail) = (pattern[..<star], pattern[pattern.index(after: star)...])
        return !head.isEmpty && name.utf8.count >= head.utf8.count + tail.utf8.count && name.hasPrefix(head)
            && name.hasSuffix(tail)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let kept = drop { $0.isWhitespace }
        guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(kept[...last])
    }
}
