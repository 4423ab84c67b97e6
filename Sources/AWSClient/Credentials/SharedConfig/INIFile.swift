// SPDX-License-Identifier: Apache-2.0

/// A file in the format of the shared config and credentials files.
///
/// Reads what botocore reads (Python's RawConfigParser): `#` and `;` begin a comment line, `=` or `:` ends a key, a line
/// indented deeper than its key continues the value, keys are case-insensitive. A repeated section or key is an error
/// there; here, as in AWS's other SDKs, sections are merged and the last value of a key counts.
package struct INIFile: Sendable {
    /// The sections, by the text between the brackets; keys in lower case.
    package let sections: [String: [String: String]]
    /// The names of ``sections``, in order of first appearance.
    package let order: [String]
    /// The line of each key, by section and key.
    let lines: [String: [String: Int]]

    /// The largest file that is parsed, in bytes: 1 MiB.
    package static let sizeLimit = 1_048_576

    /// Parses a file's bytes.
    ///
    /// Throws what is wrong with them; names the line and never quotes it, as it may hold a secret.
    package init(_ bytes: [UInt8]) throws(FileError) {
        guard bytes.count <= Self.sizeLimit else { throw .unusable("is larger than 1 MiB") }
        guard !bytes.contains(0) else { throw .unusable("has NUL bytes in it, so it is not a text file") }
        guard var text = String(validating: bytes, as: UTF8.self) else { throw .unusable("is not UTF-8 text") }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        var reader = Reader()
        var number = 0
        for line in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" }) {
            number += 1
            try reader.read(String(line), number: number)
        }
        sections = reader.sections
        order = reader.order
        lines = reader.lines
    }

    /// The parser's state between lines.
    private struct Reader {
        var sections: [String: [String: String]] = [:]
        var order: [String] = []
        var lines: [String: [String: Int]] = [:]
        private var section: String?
        private var key: (name: String, indent: Int)?

        mutating func read(_ line: String, number: Int) throws(FileError) {
            let text = INIFile.trimmed(line)
            guard !text.isEmpty else { return }
            if text.hasPrefix("#") || text.hasPrefix(";") { return }
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            if let section, let key, indent > key.indent {
                sections[section, default: [:]][key.name, default: ""] += "\n" + text
                return
            }
            if text.hasPrefix("[") {
                guard let name = INIFile.sectionName(text) else {
                    throw .unusable("has a section without a closing bracket (line \(number))")
                }
                section = name
                key = nil
                if sections[name] == nil {
                    sections[name] = [:]
                    order.append(name)
                }
                return
            }
            guard let section else { throw .unusable("has a line before the first [section] (line \(number))") }
            guard let separator = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
                throw .unusable("has a line that is neither a [section] nor 'key = value' (line \(number))")
            }
            let name = INIFile.trimmed(text[..<separator]).lowercased()
            guard !name.isEmpty else { throw .unusable("has a value without a key (line \(number))") }
            sections[section, default: [:]][name] = INIFile.trimmed(text[text.index(after: separator)...])
            lines[section, default: [:]][name] = number
            key = (name, indent)
        }
    }

    /// The name between the brackets of a line that begins with one; nil if none closes it.
    ///
    /// A comment may have brackets too. Where something else follows, the last bracket closes the name, as in botocore.
    private static func sectionName(_ text: String) -> String? {
        guard let first = text.firstIndex(of: "]"), let last = text.lastIndex(of: "]") else { return nil }
        let rest = trimmed(text[text.index(after: first)...])
        let end = rest.hasPrefix("#") || rest.hasPrefix(";") ? first : last
        return trimmed(text[text.index(after: text.startIndex)..<end])
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        Credentials.trimmed(String(text)) ?? ""
    }
}
