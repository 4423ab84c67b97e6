// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import awaitd

/// What a notice says in a message, how it is escaped, and where it is cut.
@Suite struct MessageTests {
    @Test func itReadsWell() throws {
        let message = try #require(Message(environment: .notice()))
        #expect(message.subject == "churn-nightly: failed")
        #expect(
            message.text() == """
                churn-nightly: INPROGRESS → FAILED after 42min: row 18

                evaluation ev-1 in us-east-1, account 123456789012
                Seen at 2026-11-21 10:05:52 UTC

                awaitd history churn-nightly
                """)
        #expect(message.priority == .error)
    }

    @Test(arguments: [
        (
            ["AWAITD_STATE": "completed", "AWAITD_UNMET": "BinaryAUC >= 0.85 (found 0.61)"],
            "churn-nightly: completed, expectation not met", "Expectation not met: BinaryAUC >= 0.85 (found 0.61)"
        ),
        (
            ["AWAITD_STATE": "completed", "AWAITD_CAVEAT": "numberOfDocumentsFailed 3"],
            "churn-nightly: completed, with a caveat", "Caveat: numberOfDocumentsFailed 3"
        ),
        (["AWAITD_EVENT": "anomaly"], "churn-nightly: failed (unexpected)", ""),
        (["AWAITD_EVENT": "test", "AWAITD_STATE": ""], "churn-nightly: test message", ""),
    ])
    func whatIsWrongIsInTheSubject(more: [String: String], subject: String, fact: String) throws {
        let message = try #require(Message(environment: .notice(more)))
        #expect(message.subject == subject)
        #expect(fact.isEmpty || message.text().contains("\n\(fact)\n"))
    }

    /// An event id becomes a header and part of an address: anything but an id is none.
    @Test(arguments: ["", "a b", "id\r\nBcc: x@y", "é", "<x>", String(repeating: "a", count: 65)])
    func withoutAnIdentityThereIsNoMessage(id: String) {
        #expect(Message(environment: .notice(["AWAITD_EVENT_ID": id])) == nil)
    }

    @Test func withoutASentenceThereIsNoMessage() {
        #expect(Message(environment: .notice(["AWAITD_MESSAGE": ""])) == nil)
        #expect(Message(environment: [:]) == nil)
    }

    @Test(
        arguments: [
            (Markup.plain, "<!channel> @here *b* <a> & :x: `c` [l](u)", "<!channel> @here *b* <a> & :x: `c` [l](u)"),
            (.silent, "<!channel> @here *b*", "<!channel> @\u{200B}here *b*"),
            (.slack, "<!channel> @here *b* <a> &amp;", "&lt;!channel&gt; @here *b* &lt;a&gt; &amp;amp;"),
            (
                .markdown, "<@1> @here *b* a_c ~~d~~ `e` # | ||f|| \\",
                ##"\<\@1\> \@here \*b\* a\_c \~\~d\~\~ \`e\` \# \| \|\|f\|\| \\"##
            ),
        ] as [(Markup, String, String)])
    func textIsText(markup: Markup, text: String, escaped: String) {
        #expect(markup.escaped(text) == escaped)
    }

    @Test(
        arguments: [
            (Markup.plain, "abcdef", 6, "abcdef"), (.plain, "abcdef", 5, "abcd…"), (.plain, "abcdef", 1, "…"),
            // Escapes and characters of several scalars stay whole.
            (.slack, "ab<cd", 6, "ab…"), (.slack, "ab<cd", 8, "ab&lt;cd"), (.slack, "<<<", 9, "&lt;&lt;…"),
            (.markdown, "a*b*c", 5, #"a\*b…"#), (.plain, "ae\u{301}e\u{301}", 4, "ae\u{301}…"),
            (.plain, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12, "👩‍👩‍👧‍👦…"), (.plain, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 11, "…"),
        ] as [(Markup, String, Int, String)])
    func aLongTextIsCutBetweenCharactersAfterEscaping(markup: Markup, text: String, limit: Int, cut: String) {
        #expect(markup.cut(text, to: limit) == cut)
    }

    @Test(arguments: Markup.allCases, ["x", "<", "*", "é", "👩‍👩‍👧‍👦"])
    func aLongTextEndsInTheCommandThatShowsAllOfIt(markup: Markup, unit: String) throws {
        let long = String(repeating: unit, count: 3_000)
        let message = try #require(Message(environment: .notice(["AWAITD_MESSAGE": long, "AWAITD_WATCH": "a b"])))
        let text = message.text(markup)
        #expect(text.utf16.count <= 1_500)
        #expect(text.hasSuffix("…\n\nawaitd history 'a b'"))
        #expect(text.hasPrefix(markup.escaped(unit)))
    }

    @Test func theLongestNameLeavesRoomForTheSentence() throws {
        let name = String(repeating: "<", count: 255)
        let message = try #require(Message(environment: .notice(["AWAITD_WATCH": name])))
        for markup in Markup.allCases {
            #expect(message.text(markup).utf16.count <= 1_500)
            #expect(message.text(markup).hasPrefix(markup.escaped("churn-nightly: INPROGRESS")))
        }
        #expect(message.subject.unicodeScalars.count < 200)
    }

    @Test func controlCharactersAreNotPassedOn() throws {
        let message = try #require(
            Message(environment: .notice(["AWAITD_MESSAGE": "a\u{1B}[31m\r\nb\u{202E}c", "AWAITD_WATCH": "w\n\nx"])))
        #expect(message.text().hasPrefix("a [31m b c\n\n"))
        #expect(message.subject == "w x: failed")
    }
}

extension [String: String] {
    /// The environment of a unit that a failed job starts.
    static func notice(_ more: [String: String] = [:]) -> [String: String] {
        [
            "AWAITD_EVENT": "transition", "AWAITD_EVENT_ID": "0123456789abcdef0123456789abcdef",
            "AWAITD_MESSAGE": "churn-nightly: INPROGRESS → FAILED after 42min: row 18", "AWAITD_PRIORITY": "3",
            "AWAITD_WATCH": "churn-nightly", "AWAITD_STATE": "failed", "AWAITD_KIND": "evaluation",
            "AWAITD_RESOURCE_ID": "ev-1", "AWAITD_REGION": "us-east-1", "AWAITD_ACCOUNT": "123456789012",
            "AWAITD_OBSERVED_AT": "2026-11-21T10:05:52.123Z", "PATH": "/usr/bin",
        ].merging(more) { $1 }
    }
}
