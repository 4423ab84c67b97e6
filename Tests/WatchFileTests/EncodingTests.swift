// SPDX-License-Identifier: Apache-2.0

import Testing
import WatchFile

/// Bytes that are not text, and where that is reported.
@Suite struct EncodingTests {
    private func first(_ bytes: [UInt8]) throws -> Diagnostic {
        try #require(Reading(bytes: bytes).diagnostics.first)
    }

    @Test func aUTF8ByteOrderMarkIsAcceptedAndNotCounted() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(Reading(bytes: mark + Array("watches: []\n".utf8)).loaded != nil)
        #expect(try first(mark + Array("watchs: []\n".utf8)).location == "w.yaml:1:1")
        #expect(try first(mark).message == "there is nothing in this file")
    }

    @Test(arguments: [[0xFF, 0xFE, 0x77, 0x00], [0xFE, 0xFF, 0x00, 0x77]] as [[UInt8]])
    func utf16IsNamed(_ bytes: [UInt8]) throws {
        #expect(try first(bytes).message == "the file is UTF-16, not UTF-8")
    }

    @Test(arguments: [[0xFF, 0xFE, 0, 0, 0x77, 0, 0, 0], [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x77]] as [[UInt8]])
    func utf32IsNamed(_ bytes: [UInt8]) throws {
        #expect(try first(bytes).message == "the file is UTF-32, not UTF-8")
    }

    @Test(
        arguments: [
            [0xE4], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xFF], [0xE2, 0x82],
        ] as [[UInt8]])
    func otherEncodingsAreRefusedWhereTheyBegin(_ bytes: [UInt8]) throws {
        let diagnostic = try first(Array("watches: []\n# \u{E4} ".utf8) + bytes + Array(" x\n".utf8))
        #expect(diagnostic.location == "w.yaml:2:5")
        #expect(diagnostic.message == "the file is not UTF-8 from here on")
    }

    @Test func nulBytesAreRefused() throws {
        let diagnostic = try first(Array("watches: []\n# a\0b\n".utf8))
        #expect(diagnostic.location == "w.yaml:2:4")
        #expect(diagnostic.message == "the file has a NUL byte in it")
    }

    @Test(arguments: [
        ("\u{1}", "U+0001"), ("\u{1B}", "U+001B"), ("\u{7F}", "U+007F"), ("\u{80}", "U+0080"), ("\u{85}", "U+0085"),
        ("\u{9B}", "U+009B"), ("\u{2028}", "U+2028"), ("\u{2029}", "U+2029"), ("\u{FEFF}", "U+FEFF"),
        ("\u{B}", "U+000B"),
    ])
    func controlCharactersAreRefusedOnEachLine(_ character: String, _ name: String) {
        let reading = Reading("# a\(character)b\(character)\nwatches: []\n#\(character)\n")
        #expect(reading.diagnostics.map(\.location).last == "w.yaml:3:2")
        #expect(reading.diagnostics.first?.location == "w.yaml:1:4")
        #expect(reading.diagnostics.allSatisfy { $0.message == "the control character \(name) is not allowed" })
        #expect(!reading.text.contains(character))
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func allLineEndsAreCounted(_ end: String) throws {
        let reading = Reading(["watches: []", "# \u{65E5}", "limit: {}", ""].joined(separator: end))
        #expect(reading.diagnostics.map(\.location) == ["w.yaml:3:1"])
        #expect(reading.diagnostics.first?.excerpt?.text == "limit: {}")
        #expect(Reading(["watches: []", "limits: {rate: 2/s}", ""].joined(separator: end)).loaded != nil)
    }
}
