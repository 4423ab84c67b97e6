// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing
import awaitd

@Suite struct JSONTextTests {
    @Test(
        arguments: [
            (#"{"a":"plain"}"#, #"{"a":"plain"}"#),
            (#"{"a":"Prüfung ✅ 評価 🧪"}"#, #"{"a":"Prüfung ✅ 評価 🧪"}"#),
            ("{\"a\":\"x\u{7F}\u{85}\u{9B}2J\"}", #"{"a":"x\u007f\u0085\u009b2J"}"#),
            ("{\"a\":\"\u{202E}gpj.exe\u{202C}\u{2066}\u{61C}\"}", #"{"a":"\u202egpj.exe\u202c\u2066\u061c"}"#),
            ("{\"a\":\"\u{E0041}\u{FEFF}\"}", #"{"a":"\udb40\udc41\ufeff"}"#),
            ("{\n  \"a\" : \"\u{9B}\"\n}", "{\n  \"a\" : \"\\u009b\"\n}"),
        ])
    func whatMovesACursorIsEscaped(json: String, shown: String) throws {
        #expect(json.escapingUnsafeJSON == shown)
        let values = try [json, shown].map { try JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
        #expect(values[0] == values[1], "the value is the same")
    }

    @Test func everyCharacterIsTheSameAfterwards() throws {
        let values = Array(UInt32(0x20)...0x1_FFFF) + Array(0xE_0000...0xE_01FF) + Array(0x10_FF00...0x10_FFFF)
        let all = values.compactMap(Unicode.Scalar.init).filter { $0 != "\"" && $0 != "\\" }
        let text = String(String.UnicodeScalarView(all))
        let shown = "[\"\(text)\"]".escapingUnsafeJSON
        #expect(try JSONDecoder().decode([String].self, from: Data(shown.utf8)) == [text])
        #expect(!shown.unicodeScalars.contains { (0x7F...0x9F).contains($0.value) || $0.value == 0x202E })
    }
}
