// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("nightly-*", "nightly-1", true), ("nightly-*", "nightly-", true), ("nightly-*", "nightly", false),
        ("nightly-*", "my-nightly-1", false), ("*", "", true), ("*", "anything at all", true), ("**", "", true),
        ("?", "", false), ("?", "a", true), ("?", "ab", false), ("?", "é", true), ("?", "🚀", true),
        // One scalar, not one character: e with an accent of its own is two.
        ("?", "e\u{301}", false), ("??", "e\u{301}", true), ("e?", "e\u{301}", true),
        ("a?c", "abc", true), ("a?c", "ac", false), ("*-v2", "churn-v2", true), ("*-v2", "churn-v2-old", false),
        ("*a*b*", "xxaxxbxx", true), ("*a*b*", "xxbxxaxx", false), ("a*b*c", "abcbc", true), ("a*bc", "abcbc", true),
        ("a*bcd", "abcbc", false), ("Churn*", "churn-1", false), ("churn", "churn", true), ("churn", "churn-1", false),
        // Nothing else is special.
        ("[ab]", "a", false), ("[ab]", "[ab]", true), (#"\*"#, #"\x"#, true), (#"\*"#, "*", false),
        ("a.c", "abc", false),
        ("{a,b}", "{a,b}", true), ("a/*", "a/b/c", true), ("*?", "", false), ("*?", "a", true), ("?*?", "a", false),
    ])
    func matchesWholeNames(pattern: String, name: String, matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }

    /// Every text of up to five letters against every pattern of up to five signs, and the definition itself.
    @Test func agreesWithItsDefinition() {
        var names: [[Character]] = [[]]
        var patterns: [[Character]] = [[]]
        for _ in 0..<5 {
            names += names.filter { $0.count == names.last?.count }.flatMap { name in "ab".map { name + [$0] } }
            patterns += patterns.filter { $0.count == patterns.last?.count }
                .flatMap { pattern in "a?*".map { pattern + [$0] } }
        }
        #expect(names.count == 63 && patterns.count == 364)
        for pattern in patterns {
            let compiled = NamePattern(String(pattern))
            for name in names where compiled.matches(String(name)) != Self.matches(pattern[...], name[...]) {
                Issue.record("'\(String(pattern))' and '\(String(name))'")
            }
        }
    }

    /// What a pattern means, without regard to the time that it takes.
    private static func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        guard let sign = pattern.first else { return name.isEmpty }
        if sign == "*" {
            return matches(pattern.dropFirst(), name) || (!name.isEmpty && matches(pattern, name.dropFirst()))
        }
        guard let first = name.first, sign == "?" || sign == first else { return false }
        return matches(pattern.dropFirst(), name.dropFirst())
    }

    /// Patterns that take other matchers seconds to for ever: here milliseconds, and half a second without -O.
    @Test(arguments: ["a*a*a*a*a*a*a*a*a*a*b", String(repeating: "a*", count: 127) + "b"])
    func manyStarsTakeNoLongerThanPatternTimesName(text: String) {
        let pattern = NamePattern(text)
        let names = (0..<1_000).map { _ in String(repeating: "a", count: 255) }
        let start = ContinuousClock.now
        #expect(!names.contains(where: pattern.matches))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func anyOfAMatchersPatternsWillDo() {
        let matcher = Matcher(
            name: "m",
            patterns: [NamePattern("a*"), NamePattern("*z")],
            settings: Watch.sample("w").settings
        )
        #expect(["a", "z", "abc", "xyz"].allSatisfy(matcher.matches))
        #expect(!matcher.matches("b"))
    }
}
