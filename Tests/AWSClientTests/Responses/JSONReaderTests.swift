// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@Suite("JSON")
struct JSONReaderTests {
    @Test(
        "Values are read as RFC 8259 has them",
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)), ("-0", .integer(0)),
            ("-12", .integer(-12)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1.5", .number(1.5)), ("1.4354E9", .integer(1_435_400_000)), ("1e+2", .integer(100)),
            ("1E-2", .number(0.01)), ("0.0", .integer(0)),
            ("\"\"", .string("")), (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u00e4\u00E4""#, .string("ää")),
            (#""\ud83d\ude00""#, .string("😀")), ("\"😀\u{7F}\"", .string("😀\u{7F}")), (#""\u0000""#, .string("\u{0}")),
            ("[]", .array([])), ("[ 1 , [ ] ]", .array([.integer(1), .array([])])), ("{}", .object([:])),
            (#"{ "a" : { "b" : 1 } }"#, .object(["a": .object(["b": .integer(1)])])),
            (#"{"a":1,"a":2}"#, .object(["a": .integer(1)])),
            ("\u{FEFF}{}", .object([:])), ("\r\n\t[1]\r\n", .array([.integer(1)])),
        ] as [(String, JSONValue)]
    )
    func reads(text: String, value: JSONValue) throws {
        #expect(try JSONReader.value(of: Array(text.utf8)) == value)
    }

    @Test(
        "Text that is not JSON is refused with a reason",
        arguments: [
            "", " ", "{", "[", "\"", "}", "]", ",", "{]", "[}", "[1", "[1,", "[,1]", "[1 2]", "{\"a\"",
            "{\"a\":", "{\"a\":1", "{\"a\":1,",
            "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "nul", "nulll", "True", "NaN",
            "Infinity", "-", "+1", "01", "1.",
            ".5", "1e", "1e+", "0x1", "1e400", "-1e400", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"",
            "\"\\ud800\\u12\"", "\"\\ud800\\", "\"a\nb\"", "\"\t\"", "\"\\", "1 2", "{} x", "<html>",
            "\u{FEFF}", "//", "\u{A0}1",
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: Array(text.utf8)) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test(
        "Half a surrogate pair does not spoil the response",
        arguments: [
            (#""\ud800""#, "\u{FFFD}"), (#""\ud800x""#, "\u{FFFD}x"), (#""\udc00""#, "\u{FFFD}"),
            (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\ud800\ud800""#, "\u{FFFD}\u{FFFD}"),
            (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"), (#""\\ud800 \ud800\n""#, #"\ud800 \#u{FFFD}\#n"#),
        ]
    )
    func halfAPair(json: String, text: String) throws {
        #expect(try JSONReader.value(of: Array(json.utf8)) == .string(text))
    }

    @Test(
        "Bytes that are not UTF-8 do not spoil the response",
        arguments: [
            ([0x22, 0xFF, 0x22], "\u{FFFD}"), ([0x22, 0x61, 0xE9, 0x62, 0x22], "a\u{FFFD}b"),
            ([0x22, 0xC0, 0x80, 0x22], "\u{FFFD}\u{FFFD}"), ([0x22, 0x5C, 0x6E, 0xE2, 0x82, 0x22], "\n\u{FFFD}"),
        ] as [([UInt8], String)]
    )
    func notUTF8(bytes: [UInt8], text: String) throws {
        #expect(try JSONReader.value(of: bytes) == .string(text))
    }

    @Test("Another encoding is refused", arguments: [[0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0x7B, 0x00, 0x7D, 0x00]])
    func anotherEncoding(bytes: [UInt8]) {
        #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: bytes) }
    }

    @Test("Nesting is bounded", arguments: [(64, true), (500, true), (600, false), (200_000, false)])
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

    @Test(
        "The number of values is bounded, not counting the contents of strings", arguments: ["1", "null", "{}", "[]"])
    func count(element: String) throws {
        func list(_ count: Int) -> [UInt8] {
            Array("[\([String](repeating: element, count: count).joined(separator: ","))]".utf8)
        }
        let most = element.hasPrefix("{") || element.hasPrefix("[") ? JSONReader.valueLimit / 2 : JSONReader.valueLimit
        #expect(throws: Never.self) { try JSONReader.value(of: list(most)) }
        let error = #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: list(most + 1)) }
        #expect(error?.reason == "has more than 20000 values in it")
        let text = #""\""# + String(repeating: ",[{", count: 30_000) + #"\\""#
        #expect(throws: Never.self) { try JSONReader.value(of: Array(text.utf8)) }
    }

    @Test("A page instead of JSON is reported as such", arguments: ["<html>", " \r\n<!DOCTYPE html>", "<?xml?>"])
    func page(text: String) {
        let error = #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: Array(text.utf8)) }
        #expect(error?.reason.contains("a page of HTML or XML") == true)
    }
}
