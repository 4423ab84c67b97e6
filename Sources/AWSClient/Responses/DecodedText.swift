// SPDX-License-Identifier: Apache-2.0

/// The bytes of a text with its encodings undone, each with where it comes from.
///
/// Undone are percent-encoding (RFC 3986), also of percent signs, the character entities of XML, and the backslashes
/// before quotes and separators in strings of JSON and shells: so a secret and its name are found however they were quoted.
/// Takes time in proportion to the text.
struct DecodedText {
    /// The text as it is.
    let source: [UInt8]
    /// The text decoded.
    let bytes: [UInt8]
    /// Where each decoded byte comes from; empty if nothing is encoded.
    private let units: [Unit]

    /// The most layers that are told apart.
    private static let mostLayers: UInt8 = 3

    /// One byte, decoded.
    private struct Unit {
        var byte: UInt8
        /// Where it begins, and where the next one does.
        let start: Int
        var end: Int
        var layers: UInt8 = 0
        var slashes: UInt8 = 0
    }

    /// Decodes a text.
    init(_ source: [UInt8]) {
        self.source = source
        guard source.contains(where: { $0 == Self.percent || $0 == Self.backslash || $0 == Self.ampersand }) else {
            bytes = source
            units = []
            return
        }
        units = Self.withoutEscapes(Self.withoutLayers(source))
        bytes = units.map(\.byte)
    }

    /// How many layers of percent-encoding and entities a decoded byte was in, three at most.
    ///
    /// What ends a value is in no more layers than what began it: `%26` does not end what a plain `=` began.
    func layers(at index: Int) -> UInt8 { units.isEmpty ? 0 : units[index].layers }

    /// How many backslashes were before a quote, three at most.
    func slashes(at index: Int) -> UInt8 { units.isEmpty ? 0 : units[index].slashes }

    /// Where decoded bytes are in ``source``; the range is not empty.
    func sourceRange(of range: Range<Int>) -> Range<Int> {
        units.isEmpty ? range : units[range.lowerBound].start..<units[range.upperBound - 1].end
    }

    // MARK: Units

    private static let percent = UInt8(ascii: "%")
    private static let backslash = UInt8(ascii: "\\")
    private static let ampersand = UInt8(ascii: "&")

    /// The bytes of a text without percent-encoding and entities.
    private static func withoutLayers(_ source: [UInt8]) -> [Unit] {
        var units: [Unit] = []
        units.reserveCapacity(source.count)
        var position = 0
        while position < source.count {
            let unit =
                switch source[position] {
                case percent: percentEncoded(source, position)
                case ampersand: entity(source, position)
                default: Unit(byte: source[position], start: position, end: position + 1)
                }
            units.append(unit)
            position = unit.end
        }
        return units
    }

    /// The bytes without the backslashes that escape something.
    private static func withoutEscapes(_ units: [Unit]) -> [Unit] {
        guard units.contains(where: { $0.byte == backslash }) else { return units }
        var result: [Unit] = []
        result.reserveCapacity(units.count)
        var position = 0
        while position < units.count {
            guard units[position].byte == backslash else {
                result.append(units[position])
                position += 1
                continue
            }
            // A run is looked at once, however long it is.
            let end = units[position...].firstIndex { $0.byte != backslash } ?? units.count
            let (escaped, next) = Self.escaped(units, at: end, after: position..<end)
            if let escaped { result.append(escaped) } else { result += units[position..<end] }
            position = next
        }
        return result
    }

    /// `%3D`, and encoded again `%253D`.
    private static func percentEncoded(_ source: [UInt8], _ start: Int) -> Unit {
        var unit = Unit(byte: percent, start: start, end: start + 1)
        while let value = hexadecimal(source[unit.end...].prefix(2), digits: 2) {
            unit.end += 2
            unit.byte = UInt8(value)
            unit.layers = min(unit.layers + 1, mostLayers)
            guard unit.byte == percent else { break }
        }
        return unit
    }

    /// `&quot;`, and encoded again `&amp;quot;`; a character of ASCII by its number.
    private static func entity(_ source: [UInt8], _ start: Int) -> Unit {
        var unit = Unit(byte: ampersand, start: start, end: start + 1)
        while true {
            guard let (byte, end) = reference(source, unit.end) else { return unit }
            unit = Unit(byte: byte, start: start, end: end, layers: min(unit.layers + 1, mostLayers))
            guard byte == ampersand else { return unit }
        }
    }

    private static let entities: [(name: [UInt8], byte: UInt8)] = [
        (Array("quot;".utf8), UInt8(ascii: "\"")), (Array("apos;".utf8), UInt8(ascii: "'")),
        (Array("amp;".utf8), UInt8(ascii: "&")), (Array("lt;".utf8), UInt8(ascii: "<")),
        (Array("gt;".utf8), UInt8(ascii: ">")),
    ]

    /// The character of a reference, after its ampersand, and where the reference ends.
    private static func reference(_ source: [UInt8], _ start: Int) -> (UInt8, Int)? {
        guard start < source.count else { return nil }
        guard source[start] == UInt8(ascii: "#") else {
            for entity in entities where source[start...].starts(with: entity.name) {
                return (entity.byte, start + entity.name.count)
            }
            return nil
        }
        let isHexadecimal = start + 1 < source.count && source[start + 1] | 0x20 == UInt8(ascii: "x")
        var position = start + (isHexadecimal ? 2 : 1)
        var value = 0
        let first = position
        while position < source.count, position - first < 6,
            let digit = hexadecimalDigit(source[position]), isHexadecimal || digit < 10
        {
            value = value * (isHexadecimal ? 16 : 10) + digit
            position += 1
        }
        guard position > first, position < source.count, source[position] == UInt8(ascii: ";"), value < 0x80 else {
            return nil
        }
        return (UInt8(value), position + 1)
    }

    /// What a run of backslashes escapes, and where to go on; nil for anything but `\"`, `\/`, `\=`, `\u003d` and the like.
    private static func escaped(_ units: [Unit], at end: Int, after run: Range<Int>) -> (Unit?, Int) {
        guard end < units.count else { return (nil, end) }
        var unit = Unit(
            byte: units[end].byte, start: units[run.lowerBound].start, end: units[end].end, layers: units[end].layers,
            slashes: UInt8(min(run.count, Int(mostLayers))))
        if "\"'`/=:@&".utf8.contains(unit.byte) { return (unit, end + 1) }
        if unit.byte == UInt8(ascii: "u"),
            let value = hexadecimal(units[(end + 1)...].prefix(4).map(\.byte)[...], digits: 4), value < 0x80
        {
            unit.byte = UInt8(value)
            unit.end = units[end + 4].end
            return (unit, end + 5)
        }
        return (nil, end)
    }

    private static func hexadecimal(_ text: ArraySlice<UInt8>, digits: Int) -> Int? {
        guard text.count == digits else { return nil }
        var value = 0
        for byte in text {
            guard let digit = hexadecimalDigit(byte) else { return nil }
            value = value * 16 + digit
        }
        return value
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: nil
        }
    }
}

/// Some characters of ASCII.
struct ASCIISet: Sendable {
    /// A bit for each of them, of the first 64 characters and of the others.
    private let low, high: UInt64

    /// The characters of a text; others than ASCII are ignored.
    init(_ text: String) {
        func bits(_ range: Range<UInt8>) -> UInt64 {
            text.utf8.reduce(0) { range.contains($1) ? $0 | 1 << UInt64($1 - range.lowerBound) : $0 }
        }
        (low, high) = (bits(0..<64), bits(64..<128))
    }

    /// Whether a byte of UTF-8 is one of them.
    func contains(_ byte: UInt8) -> Bool {
        byte < 0x80 && (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 == 1
    }
}
