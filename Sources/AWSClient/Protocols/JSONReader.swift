// SPDX-License-Identifier: Apache-2.0

/// Reads JSON (RFC 8259) into a ``JSONValue``, within bounds.
///
/// FoundationEssentials' JSONDecoder throws and catches an error for each type that a value is not: it takes 37 µs for an
/// evaluation's answer and 96 µs for a Bedrock job's, which is as much as the whole request. This takes a few.
package struct JSONReader {
    /// Why bytes are not JSON.
    package struct Fault: Error, Hashable {
        /// Words that end a sentence: `nests deeper than 64 levels`.
        package let reason: String
    }

    /// The deepest nesting that is read.
    ///
    /// Answers of AWS have less than ten levels.
    package static let depthLimit = 64

    let bytes: [UInt8]
    var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The one value that `bytes` are; a byte order mark in front is passed over.
    package static func value(of bytes: [UInt8]) throws(Fault) -> JSONValue {
        var reader = JSONReader(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.fault("has more behind its end") }
        return value
    }

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        guard depth <= Self.depthLimit else { throw fault("nests deeper than \(Self.depthLimit) levels") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some: return try number()
        case nil: throw fault(bytes.isEmpty ? "is empty" : "ends too early")
        }
    }

    private mutating func object(depth: Int) throws(Fault) -> JSONValue {
        var members: [String: JSONValue] = [:]
        position += 1
        skipSpace()
        if skip("}") { return .object(members) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw fault("has no member's name where one must be") }
            let name = try string()
            skipSpace()
            guard skip(":") else { throw fault("has no colon behind a member's name") }
            members[name] = try value(depth: depth + 1)
            skipSpace()
            if skip("}") { return .object(members) }
            guard skip(",") else { throw fault("has neither a comma nor an end behind a member") }
        }
    }

    private mutating func array(depth: Int) throws(Fault) -> JSONValue {
        var elements: [JSONValue] = []
        position += 1
        skipSpace()
        if skip("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if skip("]") { return .array(elements) }
            guard skip(",") else { throw fault("has neither a comma nor an end behind an element") }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
        for byte in word.description.utf8 {
            guard peek == byte else { throw fault("has a word that is no JSON") }
            position += 1
        }
        return value
    }

    var peek: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    func fault(_ reason: String) -> Fault {
        Fault(reason: "\(reason) (byte \(position))")
    }
}
