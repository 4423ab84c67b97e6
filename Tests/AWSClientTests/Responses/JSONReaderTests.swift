// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
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
            ".5", "1e", "1e+", "0x1", "[1,]", "{\"a\":1,}", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"",
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

    @Test(
        "A number that no double is near to is kept as text, and does not hide the rest",
        arguments: [
            ("1e400", "1e400"), ("-1e400", "-1e400"),
            ("0." + String(repeating: "1", count: 300), "0." + String(repeating: "1", count: 254) + "…"),
        ]
    )
    func hugeNumber(json: String, text: String) throws {
        #expect(try JSONReader.value(of: Array(json.utf8)) == .string(text))
    }

    @Test(
        "Numbers are exact where they are whole and fit into 64 bits",
        arguments: [
            ("-9223372036854775808", .integer(.min)), ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
            ("9007199254740993", .integer(9_007_199_254_740_993)),
            ("9007199254740993.0", .integer(9_007_199_254_740_993)),
            ("1e18", .integer(1_000_000_000_000_000_000)), ("1e19", .number(1e19)), ("1e-400", .integer(0)),
            ("0e999999999999999999999", .integer(0)), ("1.0000000000000001", .integer(1)), ("100e-2", .integer(1)),
            ("1.410793700124E9", .number(1_410_793_700.124)), ("2.5e-300", .number(2.5e-300)),
        ] as [(String, JSONValue)]
    )
    func numbers(text: String, value: JSONValue) throws {
        #expect(try JSONReader.value(of: Array(text.utf8)) == value)
    }

    private static func lists(_ levels: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: "["), count: levels) + [UInt8](repeating: UInt8(ascii: "]"), count: levels)
    }

    private static func objects(_ levels: Int) -> [UInt8] {
        Array(String(repeating: #"{"a":"#, count: levels).utf8) + Array("1".utf8)
            + [UInt8](repeating: UInt8(ascii: "}"), count: levels)
    }

    @Test("What is kept nests 64 deep at most", arguments: [(64, true), (65, false), (500, false), (200_000, false)])
    func depth(levels: Int, isRead: Bool) {
        for text in [Self.lists(levels), Self.objects(levels)] {
            #expect(((try? JSONReader.value(of: text)) != nil) == isRead)
        }
        let error = #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: Self.lists(65)) }
        #expect(error?.reason == "nests deeper than 64 levels")
    }

    @Test(
        "The number of values is bounded, not counting the contents of strings", arguments: ["1", "null", "{}", "[]"])
    func count(element: String) throws {
        func list(_ count: Int) -> [UInt8] {
            Array("[\([String](repeating: element, count: count).joined(separator: ","))]".utf8)
        }
        #expect(throws: Never.self) { try JSONReader.value(of: list(JSONReader.valueLimit - 1)) }
        let error = #expect(throws: MalformedDocumentError.self) {
            try JSONReader.value(of: list(JSONReader.valueLimit))
        }
        #expect(error?.reason == "has more than 20000 values in it")
        let text = #""\""# + String(repeating: ",[{", count: 30_000) + #"\\""#
        #expect(throws: Never.self) { try JSONReader.value(of: Array(text.utf8)) }
    }

    @Test("A page instead of JSON is reported as such", arguments: ["<html>", " \r\n<!DOCTYPE html>", "<?xml?>"])
    func page(text: String) {
        let error = #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: Array(text.utf8)) }
        #expect(error?.reason.contains("a page of HTML or XML") == true)
    }

    // MARK: Reading in part

    private static let selection = JSONSelection(paths: ["a", "b.c", "b.d"])

    @Test(
        "What nothing names is passed over, and named members come back wherever they stand",
        arguments: [
            (#"{"x":1,"a":2,"y":{"a":3}}"#, #"{"a":2}"#),
            (#"{"b":{"c":1,"x":2,"d":[1,{"x":3}]},"c":4}"#, #"{"b":{"c":1,"d":[1,{"x":3}]}}"#),
            (#"{"b":[{"c":1,"x":2}]}"#, #"{"b":[{"c":1}]}"#), (#"{"b":7}"#, #"{"b":7}"#),
            (#"{"a":1,"a":2}"#, #"{"a":1}"#),
            (#"{"\u0061":1,"b":{"\u0063":2}}"#, #"{"a":1,"b":{"c":2}}"#), (#"{"\u00e4":1,"a\\":1}"#, "{}"),
            ("[1,2]", "[1,2]"),
        ]
    )
    func inPart(json: String, kept: String) throws {
        let value = try JSONReader.value(of: Array(json.utf8), keeping: Self.selection)
        #expect(JSONWriter.compact(value) == kept)
    }

    @Test(
        "Passing over a value checks it",
        arguments: [
            "[", "[1,]", "[1 2]", "[}", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:2}", "[[[1}]]", "[nul]",
            "[01]", "\"\\x\"",
            "[\"\n\"]", "[1", "{\"a\":1", "[\u{1}]", "]", "}", ",", "", "[1]]", "{}}",
        ])
    func passesOverChecks(value: String) {
        let json = Array("{\"x\":\(value),\"a\":1}".utf8)
        #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: json, keeping: Self.selection) }
        #expect(throws: MalformedDocumentError.self) { try JSONReader.value(of: json) }
    }

    @Test("Named members are read beside others of any depth, number and size", arguments: [0, 1])
    func beside(order: Int) throws {
        let named = Array(#""a":"\u00e4","b":{"c":1}"#.utf8)
        let others = [
            Self.lists(100_000), Self.objects(100_000), Array("[\(String(repeating: "0,", count: 100_000))0]".utf8),
            [0x22] + [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000) + [0x22],
        ]
        for other in others {
            let other = Array(#""x":"#.utf8) + other
            let members = order == 0 ? other + [UInt8(ascii: ",")] + named : named + [UInt8(ascii: ",")] + other
            let json = [UInt8(ascii: "{")] + members + [UInt8(ascii: "}")]
            for selection in [Self.selection, Self.everythingAndNamed] {
                let value = try JSONReader.value(of: json, keeping: selection)
                #expect(value[path: "a"] == .string("ä"))
                #expect(value[path: "b.c"] == .integer(1))
            }
        }
    }

    /// As for a built-in kind: all others are kept too.
    private static let everythingAndNamed = JSONSelection(Kind.Response(status: "a", reason: "b.c"))

    @Test("What is beyond the limits is marked by an ellipsis")
    func marks() throws {
        func kept(_ json: [UInt8]) throws -> JSONValue? {
            try JSONReader.value(
                of: Array(#"{"x":"#.utf8) + json + [UInt8(ascii: "}")], keeping: Self.everythingAndNamed)[path: "x"]
        }
        let deep = JSONWriter.compact(try #require(try kept(Self.lists(500))))
        #expect(deep == String(repeating: "[", count: 63) + #""…""# + String(repeating: "]", count: 63))
        guard case .array(let elements) = try kept(Array("[\(String(repeating: "0,", count: 50_000))0]".utf8)) else {
            Issue.record("not a list")
            return
        }
        #expect(elements.last == .string("…") && elements.count < JSONReader.valueLimit)
        let long = try kept(Array("\"\(String(repeating: "ä", count: 50_000))\"".utf8))?.text
        #expect(long?.hasSuffix("ä…") == true)
        #expect((DetailReader.valueLimit..<10_000).contains(long?.utf8.count ?? 0))
    }

    // MARK: Lists

    @Test(
        "A path goes to the first element of a list, or to each",
        arguments: [
            (#"{"a":[{"b":1},{"b":2}]}"#, "a[0].b", "1"), (#"{"a":[{"b":1},{"b":2}]}"#, "a[].b", "[1,2]"),
            (#"{"a":[{"b":1},{"b":2}]}"#, "a.b", nil), (#"{"a":{"b":1}}"#, "a[0].b", nil),
            (#"{"a":{"b":1}}"#, "a[].b", nil), (#"{"a":[]}"#, "a[0].b", nil), (#"{"a":[]}"#, "a[].b", nil),
            (#"{"a":[{"c":1},{"b":2}]}"#, "a[0].b", nil), (#"{"a":[{"c":1},7,{"b":2}]}"#, "a[].b", "[2]"),
            (#"{"a":["x","y"]}"#, "a[0]", #""x""#), (#"{"a":["x","y"]}"#, "a[]", #"["x","y"]"#),
            (#"{"a":[[{"b":1}],[{"b":2}]]}"#, "a[0][0].b", "1"),
            (#"{"a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":3}]}]}"#, "a[].b[].c", "[1,2,3]"),
            (#"{"a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":3}]}]}"#, "a[].b[0].c", "[1,3]"),
            (#"{"a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":3}]}]}"#, "a[0].b[].c", "[1,2]"),
        ] as [(String, String, String?)]
    )
    func listPaths(json: String, path: String, expected: String?) throws {
        let whole = try JSONReader.value(of: Array(json.utf8))
        #expect(whole[path: path].map { JSONWriter.compact($0) } == expected)
        let part = try JSONReader.value(of: Array(json.utf8), keeping: JSONSelection(paths: [path]))
        #expect(part[path: path] == whole[path: path])
    }

    @Test("A path stands for a hundred elements at most")
    func manyElements() throws {
        let json = "{\"a\":[\(Array(repeating: #"{"b":[1,2,3]}"#, count: 500).joined(separator: ","))]}"
        let value = try JSONReader.value(of: Array(json.utf8), keeping: JSONSelection(paths: ["a[].b[]"]))
        guard case .array(let elements) = value[path: "a[].b[]"] else {
            Issue.record("not a list")
            return
        }
        #expect(elements.count == 100)
    }

    @Test(
        "Of a list, only what a path names is kept",
        arguments: [
            (["a[0].b"], #"{"a":[{"b":1,"x":2},{"b":3,"x":4}],"b":5}"#, #"{"a":[{"b":1}]}"#),
            (["a[].b"], #"{"a":[{"b":1,"x":2},{"b":3,"x":4}],"b":5}"#, #"{"a":[{"b":1},{"b":3}]}"#),
            (["a[0].b", "a[].c"], #"{"a":[{"b":1,"c":2,"x":3},{"b":4,"c":5}]}"#, #"{"a":[{"b":1,"c":2},{"c":5}]}"#),
            (
                ["a[0].b", "a[0].c.d"], #"{"a":[{"c":{"d":1,"x":2},"b":[3]},{"c":{"d":4}}]}"#,
                #"{"a":[{"b":[3],"c":{"d":1}}]}"#
            ),
            (["a[0].b.c"], #"{"a":[{"b":[{"c":1,"x":2}]}]}"#, #"{"a":[{"b":[{"c":1}]}]}"#),
            (["a[0]"], #"{"a":["x","y"]}"#, #"{"a":["x"]}"#),
            (["a[0].b"], #"{"a":[{"b":1}],"a":[{"b":2}]}"#, #"{"a":[{"b":1}]}"#),
            (["a[0].b"], #"{"a":[{"b":1,"b":2}]}"#, #"{"a":[{"b":1}]}"#),
            (["a[0].b"], #"{"a":[]}"#, #"{"a":[]}"#), (["a[0].b"], #"{"a":[{}]}"#, #"{"a":[{}]}"#),
            (
                ["a[].value"], #"{"a":[{"name":"PASSWORD","value":"x","y":1}]}"#,
                #"{"a":[{"name":"PASSWORD","value":"x"}]}"#
            ),
        ] as [([String], String, String)]
    )
    func listsInPart(paths: [String], json: String, kept: String) throws {
        let value = try JSONReader.value(of: Array(json.utf8), keeping: JSONSelection(paths: paths))
        #expect(JSONWriter.compact(value) == kept)
    }

    @Test("What is omitted is omitted in lists, by whichever path", arguments: ["a[0].b", "a[].b", "a.b"])
    func omittedInLists(path: String) throws {
        let response = Kind.Response(
            status: "a[0].s", moreReasons: ["a[].r"], opened: ["a[0]"], omitted: [path, "c.b"])
        let json = #"{"a":[{"b":"secret","s":1,"r":2,"x":3},{"b":"secret","s":4,"r":5,"x":6}],"c":[{"b":"secret"}]}"#
        let value = try JSONReader.value(of: Array(json.utf8), keeping: JSONSelection(response))
        #expect(JSONWriter.compact(value) == #"{"a":[{"r":2,"s":1,"x":3},{"r":5,"s":4,"x":6}],"c":[{}]}"#)
    }

    @Test("Named members in a list are read beside others of any depth, number and size")
    func besideInLists() throws {
        let others = [
            Self.lists(100_000), Self.objects(100_000), Array("[\(String(repeating: "0,", count: 100_000))0]".utf8),
            [0x22] + [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000) + [0x22],
        ]
        let responses = [
            Kind.Response(status: "a[0].s", reason: "a[0].r[].m", opened: ["a[0]"]),
            Kind.Response(status: "a[0].s", reason: "a[0].r[].m", keepsOthers: false),
        ]
        for (other, response) in others.flatMap({ other in responses.map { (other, $0) } }) {
            let before = Array(#"{"x":"#.utf8) + other + Array(#","a":[{"y":"#.utf8) + other
            let json =
                before + Array(#","s":"DONE","r":[{"m":"b"},{"m":"c"}]},"#.utf8) + other + Array("]}".utf8)
            let value = try JSONReader.value(of: json, keeping: JSONSelection(response))
            #expect(value[path: "a[0].s"] == .string("DONE"))
            #expect(value[path: "a[0].r[].m"] == .array([.string("b"), .string("c")]))
        }
    }

    @Test("What is named of each element has the allowance of one member")
    func boundedElements() throws {
        let element = #"{"m":"\#(String(repeating: "x", count: 1_000))"}"#
        let json = "{\"r\":[\(Array(repeating: element, count: 2_000).joined(separator: ","))],\"s\":1}"
        let value = try JSONReader.value(of: Array(json.utf8), keeping: JSONSelection(paths: ["r[].m", "s"]))
        #expect(value[path: "s"] == .integer(1))
        #expect((60_000..<80_000).contains(JSONWriter.compact(value).utf8.count))
    }
}
