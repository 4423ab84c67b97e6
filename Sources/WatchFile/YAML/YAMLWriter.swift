// SPDX-License-Identifier: Apache-2.0

import Core

/// A value of YAML that awaitd writes.
indirect enum YAMLValue {
    /// A text, which is put in quotes where YAML could take it for something else.
    case text(String)
    /// A number or a truth value, as it is.
    case word(String)
    /// A list.
    case list([YAMLValue])
    /// Keys and values, in one line if they fit.
    case mapping([(String, YAMLValue)])
    /// Keys and values, each in a line of its own.
    case lines([(String, YAMLValue)])

    /// A list of texts; nil if there are none.
    static func texts(_ texts: [String]) -> YAMLValue? {
        texts.isEmpty ? nil : .list(texts.map(YAMLValue.text))
    }

    /// A text by itself, several as a list; nil if there are none.
    static func oneOrMore(_ texts: [String]) -> YAMLValue? {
        texts.count == 1 ? texts.first.map(YAMLValue.text) : self.texts(texts)
    }

    /// Keys and texts without those that are missing; nil if all are.
    static func some(members: [(String, String?)]) -> YAMLValue? {
        let found = members.compactMap { key, text in text.map { (key, YAMLValue.text($0)) } }
        return found.isEmpty ? nil : .mapping(found)
    }

    /// The value in one line; nil if it must have several.
    var line: String? {
        switch self {
        case .text(let text): return text.yaml(inFlow: true)
        case .word(let word): return word
        case .list(let values):
            let lines = values.compactMap(\.line)
            return lines.count == values.count ? "[\(lines.joined(separator: ", "))]" : nil
        case .mapping(let entries):
            let lines = entries.compactMap { key, value in value.line.map { "\(key.yaml(inFlow: true)): \($0)" } }
            return lines.count == entries.count ? "{\(lines.joined(separator: ", "))}" : nil
        case .lines: return nil
        }
    }
}

/// Writes YAML as people do: short lists and mappings in one line, the others with a line for each entry.
struct YAMLWriter {
    /// How wide a line gets if it can be divided.
    private static let width = 100

    /// What has been written, each line with its end.
    private(set) var text = ""

    /// Writes a mapping as an item of a list that is indented by two columns.
    mutating func write(item entries: [(String, YAMLValue)]) {
        write(item: .lines(entries), indent: 2)
    }

    private mutating func write(_ entries: [(String, YAMLValue)], indent: Int, startingWith lead: String? = nil) {
        for (index, entry) in entries.enumerated() {
            let head = index == 0 ? lead ?? spaces(indent) : spaces(indent)
            write(entry.1, after: head + entry.0.yaml(inFlow: false) + ":", indent: indent)
        }
    }

    private mutating func write(_ value: YAMLValue, after head: String, indent: Int) {
        if case .text(let plain) = value { return add("\(head) \(plain.yaml(inFlow: false))") }
        if let line = value.line, head.count + 1 + line.count <= Self.width || value.isEmpty {
            return add("\(head) \(line)")
        }
        add(head)
        switch value {
        case .text, .word: break
        case .list(let values): for value in values { write(item: value, indent: indent + 2) }
        case .mapping(let entries), .lines(let entries): write(entries, indent: indent + 2)
        }
    }

    private mutating func write(item value: YAMLValue, indent: Int) {
        let head = spaces(indent) + "- "
        switch value {
        case .mapping(let entries), .lines(let entries):
            if let line = value.line, head.count + line.count <= Self.width { return add(head + line) }
            write(entries, indent: indent + 2, startingWith: head)
        case .text(let text): add(head + text.yaml(inFlow: false))
        case .word, .list: add(head + (value.line ?? ""))
        }
    }

    private mutating func add(_ line: String) { text += line + "\n" }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension YAMLValue {
    fileprivate var isEmpty: Bool {
        switch self {
        case .text, .word: false
        case .list(let values): values.isEmpty
        case .mapping(let entries), .lines(let entries): entries.isEmpty
        }
    }
}

extension String {
    /// This text as a scalar of YAML, in quotes if some reader could take it for something else.
    fileprivate func yaml(inFlow: Bool) -> String {
        if isPlainYAML(inFlow: inFlow) { return self }
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.isUnsafeInText: quoted += "\\U" + String(scalar.value, radix: 16).leftPadded(to: 8)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private func isPlainYAML(inFlow: Bool) -> Bool {
        guard let first = utf8.first, let last = utf8.last, first.isASCIILetterOrDigit || "_/".utf8.contains(first),
            last != UInt8(ascii: " "), last != UInt8(ascii: ":")
        else { return false }
        let others = inFlow ? " _-+./:'()@=*" : " _-+./:'()@=*,[]{}"
        guard utf8.allSatisfy({ $0.isASCIILetterOrDigit || others.utf8.contains($0) }), !contains(": ") else {
            return false
        }
        // Not what YAML 1.1 or 1.2 reads as a number, a time, a truth value or nothing.
        if first.isASCIIDigit { return utf8.contains { $0.isASCIILetterOrDigit && !$0.isASCIIDigit } && !isNumberLike }
        return !["true", "false", "yes", "no", "on", "off", "y", "n", "null"].contains(lowercased())
    }

    /// Whether a text that begins with a digit could be a number with a letter in it: 1e5, 0x1F, 0o17.
    private var isNumberLike: Bool {
        utf8.allSatisfy { $0.isASCIIDigit || "abcdefABCDEFxXoO+-._:".utf8.contains($0) }
    }

    private func leftPadded(to count: Int) -> String {
        String(repeating: "0", count: Swift.max(0, count - self.count)) + self
    }
}
