// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import Testing

@Suite("JSON")
struct JSONReaderTests {
    @Test(
        "Values are read as RFC 8259 has them",
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)), ("-0", .integer(0)),
            ("-12", .integer(-12)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1.5", .number(1.5)), ("1.4354E9", .number(1_435_400_000)), ("1e+2", .number(100)),
            ("1E-2", .number(0.01)), ("0.0", .number(0)),
            ("\"\"", .string("")), (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u00e4\u00E4""#, .string("ää")),
            (#""\ud83d\ude00""#, .string("😀")), ("\"😀\u{7F}\"", .string("😀\u{7F}")), (#""\u0000""#, .string("\u{0}")),
            ("[]", .array([])), ("[ 1 , [ ] ]", .array([.integer(1), .array([])])), ("{}", .object([:])),
            (#"{ "a" : { "b" : 1 } }"#, .object(["a": .object(["b": .integer(1)])])),
            (#"{"a":1,"a":2}"#, .object(["a": .integer(2)])),
            ("\u{FEFF}{}", .object([:])), ("\r\n\t[1]\r\n", .array([.integer(1)])),
        ] as [(String, JSONValue)]
    )
    func reads(text: String, value: JSONValue) throws {
        #expect(try JSONReader.value(of: Array(text.utf8)) == value)
    }

    @Test(
        "What is no JSON is refused with a reason",
        arguments: [
            "", " ", "{", "[", "\"", "}", "]", ",", "{]", "[}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"",
            "{\"a\":", "{\"a\":1", "{\"a\":1,",
            "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "nul", "nulll", "True", "NaN",
            "Infinity", "-", "+1", "01", "1.",
            ".5", "1e", "1e+", "0x1", "1e400", "-1e400", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\ud800\"",
            "\"\\ud800x\"", "\"\\udc00\"",
            "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"a\nb\"", "\"\t\"", "\"\\", "1 2", "{} x", "<html>",
            "\u{FEFF}", "\u{FEFF}\u{FEFF}{}", "//", "\u{A0}1",
        ]
    )
    func refuses(text: String) {
        let fault = #expect(throws: JSONReader.Fault.self) { try JSONReader.value(of: Array(text.utf8)) }
        #expect(fault?.reason.isEmpty == false)
    }

    @Test(
        "Bytes that are no UTF-8 are refused",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFF, 0xFE, 0x7B, 0x00],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        #expect(throws: JSONReader.Fault.self) { try JSONReader.value(of: bytes) }
    }

    @Test("Nesting is bounded", arguments: [(64, true), (65, false), (200_000, false)])
    func depth(levels: Int, isRead: Bool) {
        let text =
            [UInt8](repeating: UInt8(ascii: "["), count: levels + 1)
            + [UInt8](repeating: UInt8(ascii: "]"), count: levels + 1)
        #expect(((try? JSONReader.value(of: text)) != nil) == isRead)
        let objects =
            Array(String(repeating: #"{"a":"#, count: levels).utf8) + Array("1".utf8)
            + [UInt8](repeating: UInt8(ascii: "}"), count: levels)
        #expect(((try? JSONReader.value(of: objects)) != nil) == isRead)
    }

    @Test("It agrees with another reader about thousands of mutilated answers", arguments: 0..<8 as Range<UInt64>)
    func agrees(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let samples = [
            RecordedAnswers.evaluation, RecordedAnswers.model, RecordedAnswers.evaluationJob,
            #"[1,-2.5e3,"\u00e4\ud83d\ude00\n",{"a":{},"b":[]},true,false,null,0.1,"é"]"#,
        ].map { Array($0.utf8) }
        let spice = Array("{}[]\",:\\u0019eE+-.tfn \u{0}\u{FF}ä".utf8)
        var values = 0
        for _ in 0..<400 {
            var bytes = samples[Int(random.next() % UInt64(samples.count))]
            for _ in 0..<(random.next() % 3) {
                let position = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[position] = spice[Int(random.next() % UInt64(spice.count))]
                case 1: bytes.remove(at: position)
                default: bytes.insert(spice[Int(random.next() % UInt64(spice.count))], at: position)
                }
            }
            // FoundationEssentials refuses 0e1, which RFC 8259 allows.
            let text = String(decoding: bytes, as: UTF8.self)
            guard !text.contains("0e"), !text.contains("0E") else { continue }
            let ours = try? JSONReader.value(of: bytes)
            let theirs = try? JSONDecoder().decode(Decoded.self, from: Data(bytes))
            #expect((ours != nil) == (theirs != nil), "\(text)")
            if let ours, let theirs {
                values += 1
                #expect(theirs.agrees(with: ours), "\(text)")
                #expect(try JSONReader.value(of: Array(JSONWriter.compact(ours).utf8)).isEqual(to: ours))
            }
        }
        #expect(values > 100)
    }
}

/// A small generator with a seed, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A value as FoundationEssentials reads it.
private indirect enum Decoded: Decodable {
    case null, bool(Bool), number(Double), string(String), array([Decoded]), object([String: Decoded])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let elements = try? container.decode([Decoded].self) {
            self = .array(elements)
        } else {
            self = .object(try container.decode([String: Decoded].self))
        }
    }

    func agrees(with value: JSONValue) -> Bool {
        switch (self, value) {
        case (.null, .null): true
        case (.bool(let mine), .bool(let other)): mine == other
        case (.number(let mine), .integer(let other)): mine == Double(other)
        case (.number(let mine), .number(let other)): mine == other
        case (.string(let mine), .string(let other)): mine == other
        case (.array(let mine), .array(let other)):
            mine.count == other.count && zip(mine, other).allSatisfy { $0.agrees(with: $1) }
        // Of members that come twice, each reader keeps another one.
        case (.object(let mine), .object(let other)): Set(mine.keys) == Set(other.keys)
        default: false
        }
    }
}

extension JSONValue {
    /// Whether two values are the same once whole numbers are written without a point.
    fileprivate func isEqual(to other: JSONValue) -> Bool {
        JSONWriter.compact(self) == JSONWriter.compact(other)
    }
}
