// SPDX-License-Identifier: Apache-2.0

import Core
import Systemd
import Testing

struct JournalFieldRulesTests {
    @Test(
        arguments: [
            ("MESSAGE", true), ("AWAITD_DETAIL_BINARY_AUC", true), ("A", true), ("A1_", true),
            (String(repeating: "A", count: 64), true), (String(repeating: "A", count: 65), false),
            ("", false), ("_UNDER", false), ("9DIGIT", false), ("lower", false), ("DASH-ED", false), ("A=B", false),
            ("A\nB", false), ("Ä", false), ("AÄ", false), ("A B", false),
        ]
    )
    func `A name is valid exactly when journald takes it`(name: String, valid: Bool) {
        #expect(JournalFieldRules.isValid(name: name) == valid)
    }

    @Test
    func `Fields with bad names are left out, the others stay in order`() {
        let fields = [
            Notice.Field("MESSAGE", "m"), Notice.Field("bad", "x"), Notice.Field("AWAITD_A", "a\nb=c"),
            Notice.Field("_PID", "1"),
        ]
        #expect(JournalFieldRules.bounded(fields) == [fields[0], fields[2]])
    }

    @Test(arguments: ["x", "ü", "漢", "🦊"])
    func `A long value is cut at a character`(character: String) throws {
        let long = String(repeating: character, count: 10_000)
        let value = try #require(JournalFieldRules.bounded([Notice.Field("A", long)]).first).value
        #expect(value.utf8.count <= JournalFieldRules.valueLimit)
        #expect(value.utf8.count > JournalFieldRules.valueLimit - 8)
        #expect(value.hasSuffix(character + "…"))
    }

    @Test
    func `A value of just the limit is not touched`() {
        let field = Notice.Field("A", String(repeating: "x", count: JournalFieldRules.valueLimit))
        #expect(JournalFieldRules.bounded([field]) == [field])
    }

    @Test
    func `An entry is bounded in bytes and in fields`() {
        let wide = (0..<100).map { Notice.Field("F\($0)", String(repeating: "x", count: 3_000)) }
        let size = JournalFieldRules.bounded(wide).reduce(0) { $0 + $1.name.utf8.count + 1 + $1.value.utf8.count }
        #expect(size <= JournalFieldRules.entryLimit)
        #expect(size > JournalFieldRules.entryLimit - 4_000)

        let many = (0..<2_000).map { Notice.Field("F\($0)", "") }
        #expect(JournalFieldRules.bounded(many).count == JournalFieldRules.fieldLimit)
    }

    @Test
    func `Nothing that journalctl would show as a blob is sent, whatever an old record has`() {
        let field = Notice.Field("AWAITD_A", "row\u{FFFF} 18\n\ttab \u{1B}[31m \u{1FFFE}\u{9B}x")
        #expect(JournalFieldRules.bounded([field]).map(\.value) == ["row  18\n\ttab  [31m   x"])
    }
}
