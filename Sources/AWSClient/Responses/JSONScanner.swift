// SPDX-License-Identifier: Apache-2.0

import Core

/// Passes over the text of a JSON document (RFC 8259), each byte once, and checks it.
///
/// It allocates nothing for what it passes but one bit for each list and object that is open, so that neither the depth nor
/// the number of values of a document costs more than the bytes that they are written with.
struct JSONScanner {
    private let bytes: [UInt8]
    private var position = 0

    /// A string in the document, between its quotes.
    struct Text {
        /// Where it is.
        fileprivate let range: Range<Int>
        /// How many escapes are in it, of two bytes and of six.
        fileprivate let escapes: (short: Int, long: Int)
        /// Whether it is certain that all of it is ASCII: there are no other bytes, and no escapes of six.
        let isASCII: Bool
        /// How many bytes it has in the document.
        var count: Int { range.count }
        /// How many characters it has if all of them are ASCII.
        var asciiCount: Int { count - escapes.short - 5 * escapes.long }
        fileprivate var isEscaped: Bool { escapes != (0, 0) }
    }

    /// At the beginning of a document; a byte order mark is passed.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: "\u{FEFF}".utf8) { position = 3 }
    }

    /// Whether everything has been passed; ask ``next()`` first, which passes white space.
    var isAtEnd: Bool { position == bytes.count }

    /// The first byte of what comes next, after white space; 0 at the end, which nothing begins with.
    mutating func next() -> UInt8 {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return 0
    }

    /// Passes the byte that ``next()`` returned.
    mutating func advance() { position += 1 }

    /// Passes one certain byte.
    mutating func take(_ byte: UInt8) throws(MalformedDocumentError) {
        guard next() == byte else { throw .malformedJSON }
        position += 1
    }

    // MARK: Strings

    /// Passes a string.
    mutating func string() throws(MalformedDocumentError) -> Text {
        try take(UInt8(ascii: "\""))
        let start = position
        var index = position
        var escapes = (short: 0, long: 0)
        var all: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                position = index + 1
                return Text(range: start..<index, escapes: escapes, isASCII: all < 0x80 && escapes.long == 0)
            } else if byte == UInt8(ascii: "\\") {
                let isShort = try isShortEscape(at: index)
                if isShort { escapes.short += 1 } else { escapes.long += 1 }
                index += isShort ? 2 : 6
            } else {
                guard byte >= 0x20 else { throw .malformedJSON }
                all |= byte
                index += 1
            }
        }
        throw .malformedJSON
    }

    /// Whether the escape that begins at an index has two bytes, and not six.
    private func isShortEscape(at index: Int) throws(MalformedDocumentError) -> Bool {
        guard index + 1 < bytes.count else { throw .malformedJSON }
        switch bytes[index + 1] {
        case UInt8(ascii: "u"):
            guard codeUnit(at: index) != nil else { throw .malformedJSON }
            return false
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        default: throw .malformedJSON
        }
    }

    /// The code unit of an escape, `\u` and four hexadecimal digits, at an index; nil if there is none.
    private func codeUnit(at index: Int) -> UInt16? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for digit in bytes[(index + 2)..<(index + 6)] {
            switch digit {
            case 0x30...0x39: unit = unit << 4 | UInt16(digit - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt16(digit - 0x37)
            case 0x61...0x66: unit = unit << 4 | UInt16(digit - 0x57)
            default: return nil
            }
        }
        return unit
    }

    /// The string itself; of one that is longer than `limit` bytes of UTF-8 the beginning and an ellipsis.
    ///
    /// What is not UTF-8, and an escaped half of a surrogate pair, becomes U+FFFD: a message that was cut in the middle of
    /// a character ends in one of these, which must not hide that a job ended.
    func decoded(_ text: Text, limit: Int = .max) -> String {
        guard text.isEscaped else {
            guard text.count > limit else { return String(decoding: bytes[text.range], as: UTF8.self) }
            return String(decoding: whole(bytes[text.range].prefix(limit)), as: UTF8.self) + "…"
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(min(text.count, limit))
        var index = text.range.lowerBound
        while index < text.range.upperBound {
            guard decoded.count <= limit else {
                return String(decoding: whole(decoded[...].prefix(limit)), as: UTF8.self) + "…"
            }
            guard bytes[index] == UInt8(ascii: "\\") else {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            decoded += String(scalar(at: &index)).utf8
        }
        guard decoded.count <= limit else {
            return String(decoding: whole(decoded[...].prefix(limit)), as: UTF8.self) + "…"
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// The character of one escape, or of two that form a pair; moves the index behind them.
    private func scalar(at index: inout Int) -> Unicode.Scalar {
        guard bytes[index + 1] == UInt8(ascii: "u") else {
            defer { index += 2 }
            switch bytes[index + 1] {
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case let other: return Unicode.Scalar(other)
            }
        }
        let unit = codeUnit(at: index) ?? 0xFFFD
        index += 6
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), let trail = codeUnit(at: index), UTF16.isTrailSurrogate(trail),
            let scalar = Unicode.Scalar(0x1_0000 + UInt32(unit & 0x3FF) << 10 + UInt32(trail & 0x3FF))
        else { return "\u{FFFD}" }
        index += 6
        return scalar
    }

    /// Bytes without a character at their end that was cut off.
    private func whole(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let tail = bytes.suffix(3)
        guard let lead = tail.lastIndex(where: { $0 & 0xC0 != 0x80 }), bytes[lead] >= 0xC0 else { return bytes }
        return bytes[..<lead]
    }

    /// Whether a string is a certain name of ASCII characters.
    func isEqual(_ text: Text, to name: [UInt8]) -> Bool {
        guard text.asciiCount == name.count else { return false }
        var index = text.range.lowerBound
        for byte in name {
            if bytes[index] != UInt8(ascii: "\\") {
                guard bytes[index] == byte else { return false }
                index += 1
            } else {
                guard scalar(at: &index).value == UInt32(byte) else { return false }
            }
        }
        return true
    }

    // MARK: Numbers and words

    /// Passes a number.
    private mutating func number() throws(MalformedDocumentError) -> Range<Int> {
        let start = position
        pass(UInt8(ascii: "-"))
        if !pass(UInt8(ascii: "0")) { try digits() }
        if pass(UInt8(ascii: ".")) { try digits() }
        if pass(UInt8(ascii: "e")) || pass(UInt8(ascii: "E")) {
            if !pass(UInt8(ascii: "+")) { pass(UInt8(ascii: "-")) }
            try digits()
        }
        return start..<position
    }

    @discardableResult
    private mutating func pass(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func digits() throws(MalformedDocumentError) {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard position > start else { throw .malformedJSON }
    }

    private mutating func word(_ word: StaticString) throws(MalformedDocumentError) {
        for byte in "\(word)".utf8 {
            guard pass(byte) else { throw .malformedJSON }
        }
    }

    /// Passes `null`, `true`, `false` or a number; returns where it is.
    mutating func scalar() throws(MalformedDocumentError) -> Range<Int> {
        let first = next()
        let start = position
        switch first {
        case UInt8(ascii: "n"): try word("null")
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        default: return try number()
        }
        return start..<position
    }

    /// The value that ``scalar()`` passed.
    func value(of range: Range<Int>) -> JSONValue {
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "t"): return .bool(true)
        case UInt8(ascii: "f"): return .bool(false)
        default: return JSONNumber(bytes[range]).value
        }
    }

    // MARK: Skipping

    /// Passes a value, whatever is in it and however deep it nests.
    mutating func skipValue() throws(MalformedDocumentError) {
        var open = BitStack()
        try skip(&open)
    }

    /// At an element of a list, or at the value of a member of an object, passes it and everything else through the end of
    /// the list or object.
    mutating func skipElements(ofObject isObject: Bool) throws(MalformedDocumentError) {
        var open = BitStack()
        open.push(isObject)
        try skip(&open)
    }

    /// Where the elements are of a list that is a member of a document; nil if there is no such list.
    ///
    /// Of a repeated member, the first counts. Throws if the document is no JSON object, or the list has more elements than
    /// `limit`.
    static func elements(
        of member: String,
        in bytes: [UInt8],
        limit: Int
    ) throws(MalformedDocumentError) -> [Range<Int>]? {
        var scanner = JSONScanner(bytes)
        let name = Array(member.utf8)
        var elements: [Range<Int>]?
        var isPassed = false
        try scanner.take(UInt8(ascii: "{"))
        var isMore = scanner.next() != UInt8(ascii: "}")
        if !isMore { scanner.advance() }
        while isMore {
            let text = try scanner.string()
            try scanner.take(UInt8(ascii: ":"))
            let isList = scanner.next() == UInt8(ascii: "[")
            if !isPassed, scanner.isEqual(text, to: name) {
                isPassed = true
                if isList { elements = try scanner.elements(limit: limit) } else { try scanner.skipValue() }
            } else {
                try scanner.skipValue()
            }
            isMore = try scanner.takeSeparator(orEnd: UInt8(ascii: "}"))
        }
        _ = scanner.next()
        guard scanner.isAtEnd else { throw .malformedJSON }
        return elements
    }

    /// Passes a list; returns where its elements are.
    private mutating func elements(limit: Int) throws(MalformedDocumentError) -> [Range<Int>] {
        try take(UInt8(ascii: "["))
        guard next() != UInt8(ascii: "]") else {
            advance()
            return []
        }
        var elements: [Range<Int>] = []
        repeat {
            guard elements.count < limit else { throw MalformedDocumentError(reason: "lists more than was asked for") }
            _ = next()
            let start = position
            try skipValue()
            elements.append(start..<position)
        } while try takeSeparator(orEnd: UInt8(ascii: "]"))
        return elements
    }

    /// Passes a comma, or the end of a list or object; returns whether it was a comma.
    private mutating func takeSeparator(orEnd end: UInt8) throws(MalformedDocumentError) -> Bool {
        let byte = next()
        guard byte == UInt8(ascii: ",") || byte == end else { throw .malformedJSON }
        advance()
        return byte != end
    }

    private enum Expected {
        case value
        case valueOrEnd
        case name
        case nameOrEnd
        case separatorOrEnd
    }

    /// At a value, passes it and what follows, through the end of the lists and objects that are open.
    ///
    /// Of each of these, `open` says whether it is an object.
    private mutating func skip(_ open: inout BitStack) throws(MalformedDocumentError) {
        var expected = Expected.value
        while position < bytes.count {
            let byte = bytes[position]
            if byte <= 0x20 {
                guard next() != byte else { throw .malformedJSON }
                continue
            }
            switch (byte, expected) {
            case (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrEnd):
                open.push(false)
                expected = .valueOrEnd
                position += 1
            case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrEnd):
                open.push(true)
                expected = .nameOrEnd
                position += 1
            case (UInt8(ascii: "]"), .valueOrEnd), (UInt8(ascii: "}"), .nameOrEnd),
                (UInt8(ascii: "]"), .separatorOrEnd), (UInt8(ascii: "}"), .separatorOrEnd):
                guard open.last == (byte == UInt8(ascii: "}")) else { throw .malformedJSON }
                open.removeLast()
                expected = .separatorOrEnd
                position += 1
                if open.isEmpty { return }
            case (_, .value), (_, .valueOrEnd):
                if byte == UInt8(ascii: "\"") { _ = try string() } else { _ = try scalar() }
                expected = .separatorOrEnd
                if open.isEmpty { return }
            case (UInt8(ascii: ","), .separatorOrEnd):
                expected = open.last == true ? .name : .value
                position += 1
            case (_, .separatorOrEnd): throw .malformedJSON
            case (_, .name), (_, .nameOrEnd):
                _ = try string()
                try take(UInt8(ascii: ":"))
                expected = .value
            }
        }
        throw .malformedJSON
    }
}

/// A stack of Booleans, one in a bit.
private struct BitStack {
    /// Sixty-four in each, the last one in the lowest bit.
    private var full: [UInt64] = []
    private var top: UInt64 = 0
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// The one that was pushed last; nil if there is none.
    var last: Bool? { count == 0 ? nil : top & 1 == 1 }

    mutating func push(_ bit: Bool) {
        if count & 63 == 0, count > 0 { full.append(top) }
        top = top << 1 | (bit ? 1 : 0)
        count += 1
    }

    mutating func removeLast() {
        top >>= 1
        count -= 1
        if count & 63 == 0, count > 0 { top = full.removeLast() }
    }
}

/// A number as it is written in JSON.
private struct JSONNumber {
    private let text: ArraySlice<UInt8>

    /// More digits than any number has that means something.
    private static let lengthLimit = 256
    /// The longest one that is looked at digit by digit.
    private static let exactLimit = 64

    /// A number that has been checked.
    init(_ text: ArraySlice<UInt8>) {
        self.text = text
    }

    /// A whole number if it is one and fits into 64 bits, in whatever notation; else the nearest double.
    ///
    /// What no double is near to is kept as text, since it must not hide what else a response says.
    var value: JSONValue {
        guard text.count <= Self.lengthLimit else {
            return .string(String(decoding: text.prefix(Self.lengthLimit), as: UTF8.self) + "…")
        }
        if text.count <= Self.exactLimit, let whole { return .integer(whole) }
        let text = String(decoding: text, as: UTF8.self)
        guard let number = Double(text), number.isFinite else { return .string(text) }
        // Digits that a double does not have do not make a fraction.
        if number.magnitude < 9_007_199_254_740_992, let whole = Int64(exactly: number) { return .integer(whole) }
        return .number(number)
    }

    /// The exact value, if it is a whole number that fits into 64 bits.
    private var whole: Int64? {
        // The digits from the first to the last that is no zero, as a number, and how many zeros follow them.
        var digits: UInt64 = 0
        var isTooLong = false
        var zeros = 0
        var fraction = 0
        var isFraction = false
        var exponent = 0
        var rest = text
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        loop: while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent = Self.exponent(rest)
                break loop
            case UInt8(ascii: "0"):
                zeros += 1
                if isFraction { fraction += 1 }
            default:
                if digits == 0 { zeros = 0 }
                for _ in 0...zeros {
                    let (product, isTooLarge) = digits.multipliedReportingOverflow(by: 10)
                    (digits, isTooLong) = (product, isTooLong || isTooLarge)
                }
                let (sum, isTooLarge) = digits.addingReportingOverflow(UInt64(byte - 0x30))
                (digits, isTooLong) = (sum, isTooLong || isTooLarge)
                zeros = 0
                if isFraction { fraction += 1 }
            }
        }
        guard digits != 0 || isTooLong else { return 0 }
        exponent += zeros - fraction
        guard !isTooLong, (0...19).contains(exponent) else { return nil }
        for _ in 0..<exponent {
            let (product, isTooLarge) = digits.multipliedReportingOverflow(by: 10)
            guard !isTooLarge else { return nil }
            digits = product
        }
        if isNegative { return digits == UInt64(Int64.max) + 1 ? .min : Int64(exactly: digits).map { -$0 } }
        return Int64(exactly: digits)
    }

    /// The number after an `e`; what does not fit is far from any whole number of 64 bits, unless all digits are zeros.
    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let isNegative = text.first == UInt8(ascii: "-")
        var number = 0
        for byte in isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text {
            number = min(99_999, number * 10 + Int(byte - 0x30))
        }
        return isNegative ? -number : number
    }
}
