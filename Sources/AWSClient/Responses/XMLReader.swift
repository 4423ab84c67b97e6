// SPDX-License-Identifier: Apache-2.0

/// Reads the texts of a small XML document, such as a response of STS: elements, text, character references, CDATA.
///
/// It knows no document types, entities or schemas, and rejects documents that need them. The work is bounded by the size of
/// the document, its depth and the number of its elements. Source: Extensible Markup Language (XML) 1.0.
package struct XMLReader {
    /// The largest document, in bytes: 256 KiB.
    package static let sizeLimit = 262_144
    private static let depthLimit = 32
    private static let elementLimit = 4_096

    private var rest: ArraySlice<UInt8>
    private var path: [String] = []
    private var texts: [String: String] = [:]
    private var text: [UInt8] = []
    private var elements = 0

    /// The texts of a document's innermost elements by their path.
    ///
    /// `AssumeRoleResult/Credentials/AccessKeyId` is one: the outermost element is left out, and so are prefixes of names. Of
    /// an element that comes twice, the first counts.
    package static func texts(of bytes: [UInt8]) throws(MalformedDocumentError) -> [String: String] {
        guard bytes.count <= sizeLimit else {
            throw MalformedDocumentError(reason: "is larger than \(sizeLimit / 1_024) KiB")
        }
        var reader = XMLReader(rest: bytes[...])
        try reader.read()
        return reader.texts
    }

    private init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    private mutating func read() throws(MalformedDocumentError) {
        skip("\u{FEFF}")
        while let byte = rest.first {
            if byte == UInt8(ascii: "<") { try markup() } else { try characters() }
        }
        guard path.isEmpty, elements > 0 else { throw .broken }
    }

    private mutating func markup() throws(MalformedDocumentError) {
        if skip("<!--") {
            try skip(through: "-->")
        } else if skip("<![CDATA[") {
            text += try take(through: "]]>")
        } else if skip("<?") {
            try skip(through: "?>")
        } else if skip("<!") {
            throw MalformedDocumentError(reason: "has a document type in it")
        } else if skip("</") {
            let name = Self.local(try take(through: ">"))
            guard let last = path.last, last == name else { throw .broken }
            close()
        } else {
            rest.removeFirst()
            try open(try tag())
        }
    }

    /// The text between `<` and its `>`; an attribute's value may have a `>` of its own.
    private mutating func tag() throws(MalformedDocumentError) -> [UInt8] {
        var quote: UInt8?
        for index in rest.indices {
            let byte = rest[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                defer { rest = rest[(index + 1)...] }
                return Array(rest[..<index])
            }
        }
        throw .broken
    }

    private mutating func open(_ tag: [UInt8]) throws(MalformedDocumentError) {
        let isEmpty = tag.last == UInt8(ascii: "/")
        let name = Self.local(tag)
        elements += 1
        guard !name.isEmpty else { throw .broken }
        guard path.count < Self.depthLimit, elements <= Self.elementLimit else {
            throw MalformedDocumentError(reason: "has more elements than any response has")
        }
        path.append(name)
        text = []
        if isEmpty { close() }
    }

    /// Ends the innermost element; the text since its beginning is its own, unless it had elements in it.
    private mutating func close() {
        let key = path.dropFirst().joined(separator: "/")
        if let trimmed = Credentials.trimmed(String(decoding: text, as: UTF8.self)), texts[key] == nil {
            texts[key] = trimmed
        }
        text = []
        path.removeLast()
    }

    private mutating func characters() throws(MalformedDocumentError) {
        let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
        var piece = rest[..<end]
        rest = rest[end...]
        while let ampersand = piece.firstIndex(of: UInt8(ascii: "&")) {
            text += piece[..<ampersand]
            guard let semicolon = piece[ampersand...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                throw .broken
            }
            text += try Self.character(String(decoding: piece[(ampersand + 1)..<semicolon], as: UTF8.self)).utf8
            piece = piece[(semicolon + 1)...]
        }
        text += piece
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

    /// A name without its prefix, from the beginning of a tag.
    private static func local(_ tag: [UInt8]) -> String {
        let name = tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }
        let colon = name.lastIndex(of: UInt8(ascii: ":"))
        return String(decoding: colon.map { name[($0 + 1)...] } ?? name, as: UTF8.self)
    }

    @discardableResult
    private mutating func skip(_ prefix: String) -> Bool {
        guard rest.starts(with: prefix.utf8) else { return false }
        rest = rest.dropFirst(prefix.utf8.count)
        return true
    }

    private mutating func skip(through end: String) throws(MalformedDocumentError) {
        _ = try take(through: end)
    }

    private mutating func take(through end: String) throws(MalformedDocumentError) -> [UInt8] {
        let mark = Array(end.utf8)
        var index = rest.startIndex
        while let start = rest[index...].firstIndex(of: mark[0]) {
            if rest[start...].starts(with: mark) {
                defer { rest = rest[(start + mark.count)...] }
                return Array(rest[..<start])
            }
            index = start + 1
        }
        throw .broken
    }
}

extension MalformedDocumentError {
    fileprivate static let broken = MalformedDocumentError(reason: "breaks off or is not XML")
}
