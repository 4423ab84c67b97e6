// SPDX-License-Identifier: Apache-2.0

/// Reads some texts of a small XML document, such as a response of STS: elements, text, character references, CDATA.
///
/// It knows no document types, entities or schemas, and rejects documents that need them. The document is read in one pass
/// whose cost is that of its bytes, and nothing is kept but the texts that are wanted. Source: Extensible Markup Language
/// (XML) 1.0.
package struct XMLReader {
    /// The largest document, in bytes: 256 KiB.
    package static let sizeLimit = 262_144
    /// The longest name of an element, in bytes, its prefix included.
    package static let nameLimit = 128
    /// How many bytes of a text are kept.
    package static let textLimit = 65_536
    private static let depthLimit = 32
    private static let elementLimit = 4_096

    /// A path that is asked for.
    private struct Wanted {
        let path: String
        let names: [[UInt8]]
    }

    private let bytes: [UInt8]
    private var position = 0
    private let wanted: [Wanted]
    /// Where the names of the elements are that are open, without prefixes.
    private var open: [Range<Int>] = []
    /// The path of the innermost element, if it is asked for and has no text yet.
    private var current: String?
    private var text: [UInt8] = []
    private var texts: [String: String] = [:]
    private var elements = 0

    /// The texts of the innermost elements at some paths, trimmed; a path without a text is not in the result.
    ///
    /// `AssumeRoleResult/Credentials/AccessKeyId` is a path: the outermost element is left out, and so are prefixes of names.
    /// Of an element that comes twice, the first counts.
    package static func texts(
        of bytes: [UInt8],
        at paths: [String]
    ) throws(MalformedDocumentError) -> [String: String] {
        guard bytes.count <= sizeLimit else {
            throw MalformedDocumentError(reason: "is larger than \(sizeLimit / 1_024) KiB")
        }
        var reader = XMLReader(bytes, paths)
        try reader.read()
        return reader.texts
    }

    private init(_ bytes: [UInt8], _ paths: [String]) {
        self.bytes = bytes
        wanted = paths.map { Wanted(path: $0, names: $0.split(separator: "/").map { Array($0.utf8) }) }
    }

    private mutating func read() throws(MalformedDocumentError) {
        skip("\u{FEFF}")
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<") { try markup() } else { try characters() }
        }
        guard open.isEmpty, elements > 0 else { throw .brokenXML }
    }

    private mutating func markup() throws(MalformedDocumentError) {
        if skip("<!--") {
            _ = try take(through: "-->")
        } else if skip("<![CDATA[") {
            keep(try take(through: "]]>"))
        } else if skip("<?") {
            _ = try take(through: "?>")
        } else if skip("<!") {
            throw MalformedDocumentError(reason: "has a document type in it")
        } else if skip("</") {
            let name = try name(in: try take(through: ">"))
            guard let last = open.last, bytes[last] == bytes[name] else { throw .brokenXML }
            close()
        } else {
            position += 1
            try begin(try tag())
        }
    }

    /// Passes a tag after its `<`; an attribute's value may have a `>` of its own.
    private mutating func tag() throws(MalformedDocumentError) -> Range<Int> {
        let start = position
        var quote: UInt8?
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return start..<(position - 1)
            }
        }
        throw .brokenXML
    }

    private mutating func begin(_ tag: Range<Int>) throws(MalformedDocumentError) {
        let name = try name(in: tag)
        elements += 1
        guard !name.isEmpty else { throw .brokenXML }
        guard open.count < Self.depthLimit, elements <= Self.elementLimit else {
            throw MalformedDocumentError(reason: "has more elements than any response has")
        }
        open.append(name)
        changeElement()
        if bytes[tag].last == UInt8(ascii: "/") { close() }
    }

    /// Ends the innermost element; the text since its beginning is its own, unless it had elements in it.
    private mutating func close() {
        if let current, let trimmed = Credentials.trimmed(String(decoding: text, as: UTF8.self)) {
            texts[current] = trimmed
        }
        open.removeLast()
        changeElement()
    }

    /// Looks up whether the text of what is now the innermost element is asked for.
    private mutating func changeElement() {
        text.removeAll(keepingCapacity: true)
        let names = open.dropFirst()
        current =
            wanted.first { wanted in
                wanted.names.count == names.count && texts[wanted.path] == nil
                    && zip(wanted.names, names).allSatisfy { bytes[$1].elementsEqual($0) }
            }?.path
    }

    private mutating func keep(_ range: Range<Int>) {
        guard current != nil else { return }
        text += bytes[range].prefix(Self.textLimit - text.count)
    }

    private mutating func characters() throws(MalformedDocumentError) {
        var start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            guard bytes[position] == UInt8(ascii: "&") else {
                position += 1
                continue
            }
            keep(start..<position)
            let reference = bytes[position...].prefix(12)
            guard let semicolon = reference.firstIndex(of: UInt8(ascii: ";")) else { throw .brokenXML }
            let name = String(decoding: reference[(position + 1)..<semicolon], as: UTF8.self)
            let character = try Self.character(name)
            if current != nil, text.count + 4 <= Self.textLimit { text += character.utf8 }
            position = semicolon + 1
            start = position
        }
        keep(start..<position)
    }

    /// The character that `&amp;`, `&#38;` or `&#x26;` refers to.
    private static func character(_ name: String) throws(MalformedDocumentError) -> String {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let digits = name.dropFirst(name.hasPrefix("#x") ? 2 : 1)
            guard name.hasPrefix("#"), digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
                let value = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10), let scalar = Unicode.Scalar(value)
            else { throw MalformedDocumentError(reason: "has an entity that is not XML's own") }
            return String(scalar)
        }
    }

    /// Where the name is, without its prefix, that a tag begins with.
    private func name(in tag: Range<Int>) throws(MalformedDocumentError) -> Range<Int> {
        let name = bytes[tag].prefix(Self.nameLimit + 1).prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }
        guard name.count <= Self.nameLimit else {
            throw MalformedDocumentError(reason: "has an element with a name of more than \(Self.nameLimit) bytes")
        }
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
        return start..<name.endIndex
    }

    @discardableResult
    private mutating func skip(_ prefix: String) -> Bool {
        guard bytes[position...].starts(with: prefix.utf8) else { return false }
        position += prefix.utf8.count
        return true
    }

    /// Passes everything through a mark; returns where the bytes before the mark are.
    private mutating func take(through mark: String) throws(MalformedDocumentError) -> Range<Int> {
        let mark = Array(mark.utf8)
        let start = position
        while position < bytes.count {
            if bytes[position] == mark[0], bytes[position...].starts(with: mark) {
                defer { position += mark.count }
                return start..<position
            }
            position += 1
        }
        throw .brokenXML
    }
}

extension MalformedDocumentError {
    fileprivate static let brokenXML = MalformedDocumentError(reason: "breaks off or is not XML")
}
