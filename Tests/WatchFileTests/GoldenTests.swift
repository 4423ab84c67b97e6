// SPDX-License-Identifier: Apache-2.0

import Testing
import WatchFile

/// A text, and all of its diagnostics.
struct Golden: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let yaml: String
    let expected: String

    init(_ name: String, _ yaml: String, _ expected: String) {
        (testDescription, self.yaml, self.expected) = (name, yaml, expected)
    }
}

/// Diagnostics as they are printed, to the letter.
@Suite struct GoldenTests {
    @Test(arguments: structure + syntax + watches + matchers + settings + starts + expectations + kinds + kindLanguage)
    func printsExactlyThis(_ golden: Golden) {
        #expect(Reading(golden.yaml).text == golden.expected)
    }

    @Test func coloursSetOffWhatMatters() throws {
        let diagnostic = try #require(Reading("watch: []\n").diagnostics.first)
        #expect(
            diagnostic.rendered(colored: true) == """
                \u{1B}[1mw.yaml:1:1:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m \u{1B}[1munknown key 'watch' in a watch file\u{1B}[0m
                watch: []
                \u{1B}[1;32m^\u{1B}[0m
                \u{1B}[1;36mhelp:\u{1B}[0m did you mean 'watches'?
                """
        )
    }

    @Test func keepsAHundredAndCountsTheRest() throws {
        let entries = String(repeating: "  - {kind: nope, id: a, region: us-east-1}\n", count: 123)
        let reading = Reading("watches:\n" + entries)
        #expect(reading.diagnostics.count == 100)
        #expect(reading.text.hasSuffix("\nand 23 more"))
    }

    @Test func aFileNameCannotCommandATerminal() {
        let text = Reading("", file: "a\u{1B}[2J\nb.yaml").text
        #expect(text.hasPrefix("a<U+001B>[2J\\nb.yaml:1:1: error: "))
    }
}
