// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@Suite("The XML of STS")
struct XMLReaderTests {
    @Test(
        "Texts are found by their path",
        arguments: [
            ("<a><b>x</b></a>", ["b": "x"]), ("<?xml version='1.0'?>\n<a>\n <b> x </b>\n</a>\n", ["b": "x"]),
            ("<n:a xmlns:n='u'><n:b at='>'>x</n:b></n:a>", ["b": "x"]),
            ("<a><b><c>1</c><d/><c>2</c></b></a>", ["b/c": "1"]),
            ("<a><b>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</b></a>", ["b": "<&>\"'AB"]),
            ("<a><b>x<!-- <c>no</c> -->y<![CDATA[<z>]]></b></a>", ["b": "xy<z>"]),
            ("\u{FEFF}<a><b>x</b></a>", ["b": "x"]), ("<a/>", [:]), ("<a><b></b></a>", [:]),
        ]
    )
    func finds(text: String, expected: [String: String]) throws {
        #expect(try XMLReader.texts(of: Array(text.utf8), at: ["b", "b/c", "c", "b/d"]) == expected)
    }

    @Test(
        "What is broken or asks for more than this reader gives is refused",
        arguments: [
            "", " ", "x", "<", "<a", "<a>", "<a><b></a>", "</a>", "<a></b>", "<a>&b;</a>", "<a>&#xD800;</a>",
            "<a>&amp</a>",
            "<a>&#+5;</a>", "<!DOCTYPE a><a/>", "<a><!-- </a>", "<a b='></a>", "<a><![CDATA[</a>", "< a/>",
            String(repeating: "<a>", count: 33) + String(repeating: "</a>", count: 33),
            "<a>" + String(repeating: "<b/>", count: 5_000) + "</a>",
            "<a>" + String(repeating: "x", count: 300_000) + "</a>",
            "<" + String(repeating: "a", count: 129) + "/>",
        ]
    )
    func refuses(text: String) {
        #expect(throws: MalformedDocumentError.self) { try XMLReader.texts(of: Array(text.utf8), at: ["b"]) }
    }

    private static let paths = ["AssumeRoleResult/Credentials/AccessKeyId", "Error/Code"]

    @Test("Nothing is kept but the texts that are asked for, each within its bound")
    func bounds() throws {
        let name = String(repeating: "n", count: XMLReader.nameLimit)
        let others = (0..<4_000).map { "<x\($0)>1</x\($0)>" }.joined()
        let text = String(repeating: "&amp;x", count: 20_000)
        let document = "<r><\(name)>\(others)<b>\(text)</b></\(name)></r>"
        let texts = try XMLReader.texts(of: Array(document.utf8), at: ["\(name)/b", "c"])
        #expect(texts.keys.elementsEqual(["\(name)/b"]))
        #expect(texts.values.allSatisfy { $0.utf8.count <= XMLReader.textLimit && $0.hasPrefix("&x&x") })
    }

    @Test("Nothing that is done to an answer makes it crash or hang", arguments: 0..<8)
    func survives(seed: UInt64) {
        let original = TestResponses.role(key: "ASIAROLE").body
        var random = SeededGenerator(seed: seed)
        let bits = Array("<>/!?&;#[]-='\"\u{0}\u{FF}".utf8)
        for _ in 0..<500 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bits[Int.random(in: 0..<bits.count, using: &random)], at: place)
                default: bytes.replaceSubrange(place..<min(place + 40, bytes.count), with: bytes.prefix(40))
                }
                if bytes.isEmpty { bytes = original }
            }
            let texts = try? XMLReader.texts(of: bytes, at: Self.paths)
            #expect((texts?.count ?? 0) <= Self.paths.count)
        }
    }
}

/// A generator of numbers that gives the same ones for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
