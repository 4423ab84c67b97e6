// SPDX-License-Identifier: Apache-2.0

import Testing
import awaitd

/// Which words shells are offered.
@Suite struct WordCompletionTests {
    private static let arn = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"

    private static var known: WordCompletion.Known {
        var known = WordCompletion.Known()
        known.add("nightly", kind: "evaluation", id: "ev-1")
        known.add("bedrock", kind: "evaluation-job", id: arn)
        known.names.append("training-job:churn-*")
        return known
    }

    @Test(
        arguments: [
            ("", ["bedrock", "nightly", "training-job:churn-*"]), ("n", ["nightly"]),
            ("ev", ["evaluation-job:", "evaluation-job:\(arn)", "evaluation:", "evaluation:ev-1"]),
            ("evaluation:", ["evaluation:ev-1"]), ("evaluation:ev-1", ["evaluation:ev-1"]), ("arn:", [arn]),
            ("training", ["training-job:churn-*"]), ("EV", []),
        ])
    func targetsAreNamesResourcesAndKinds(typed: String, words: [String]) {
        let kinds = ["evaluation", "evaluation-job"]
        #expect(WordCompletion.targets(Self.known, kinds: kinds, after: typed) == words)
    }

    @Test func kindsAreOfferedAtOnceWhereNothingIsWatched() {
        #expect(WordCompletion.targets(.init(), kinds: ["b", "a"], after: "") == ["a:", "b:"])
    }

    @Test func whatATerminalCouldTakeForACommandIsLeftOut() {
        let odd = ["a\u{1B}[2J", "a\nb", "a\tb", "a\u{202E}b", "", "a\u{9B}m", String(repeating: "a", count: 3_000)]
        #expect(WordCompletion.words(odd + ["a b", "a", "a"], after: "") == ["a", "a b"])
    }

    @Test func theirNumberIsBounded() {
        let many = (0..<2_000).map { "job-\($0)" }
        #expect(WordCompletion.words(many, after: "").count == WordCompletion.most)
        #expect(WordCompletion.words(many, after: "job-1999") == ["job-1999"])
    }

    @Test(
        arguments: [
            ("a b", "a b"), ("a\\ b", "a b"), ("'a b", "a b"), ("'a b'", "a b"), ("\"a \\\" b", "a \" b"),
            ("\"a\\b", "a\\b"), ("'a\\b", "a\\b"), ("it\\'s", "it's"), ("'it'\\''s", "it's"), ("''", ""), ("\\", ""),
            ("a\\:b", "a:b"),
        ])
    func quotesAreTakenOff(word: String, plain: String) {
        #expect(WordCompletion.unquoted(word) == plain)
    }

    @Test func anOptionsValueIsFound() {
        #expect(WordCompletion.option("--config", in: ["wait", "--config", "'a b'", "x"]) == "a b")
        #expect(WordCompletion.option("--config", in: ["wait", "--config=a\\ b"]) == "a b")
        #expect(WordCompletion.option("--config", in: ["wait", "--config"]) == nil)
        #expect(WordCompletion.option("--config", in: ["wait", "x"]) == nil)
    }
}
