// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing
import WatchFile

/// What each value may be, at its edges.
@Suite struct ValueTests {
    private func watch(_ extra: String) -> Reading {
        Reading("watches:\n  - {kind: ml-model, id: m-1, region: us-east-1, \(extra)}\n")
    }

    @Test(
        arguments: [
            ("200ms", .milliseconds(200)), ("15s", .seconds(15)), ("5m", .seconds(300)), ("6h", .seconds(21_600)),
            ("2d", .seconds(172_800)), ("1h30m", .seconds(5_400)), ("1ms", .milliseconds(1)), ("'15s'", .seconds(15)),
            ("1d2h3m4s5ms", .milliseconds(93_784_005)),
        ] as [(String, Duration)])
    func readsDurations(_ text: String, _ expected: Duration) {
        #expect(watch("overdue_after: \(text)").watches.first?.overdueAfter == expected)
        #expect(watch("poll: {initial: \(text), max: 1000d}").watches.first?.poll.initial == expected)
    }

    @Test(arguments: [
        "15", "s", "1.5h", "-5s", "+5s", "5 s", "5S", "30m1h", "1h1h", "forever", "0x5s", "101y",
        "999999999999999999999d",
        "40000d", "\u{661}s", "''", "[]", "{}", "1e3s", "",
    ])
    func refusesOtherDurations(_ text: String) {
        #expect(watch("overdue_after: \(text)").diagnostics.count == 1)
        #expect(watch("poll: {initial: \(text)}").diagnostics.count == 1)
    }

    @Test func refusesDurationsOfNothing() {
        #expect(watch("overdue_after: 0s").text.contains("'overdue_after' must be more than zero"))
        #expect(watch("poll: {initial: 0ms}").text.contains("'initial' must be at least 1ms"))
        #expect(watch("poll: {max: 0s}").text.contains("'max' must be at least 1ms"))
    }

    @Test(
        arguments: [
            ("2/s", 2), ("30/m", 0.5), ("36/h", 0.01), ("0.5/s", 0.5), ("1000000/s", 1_000_000), ("'10/s'", 10),
        ] as [(String, Double)])
    func readsRates(_ text: String, _ perSecond: Double) throws {
        let limits = try #require(Reading("limits: {rate: \(text)}\nwatches: []\n").loaded?.list.limits)
        #expect(limits.rate == .perSecond(perSecond))
        #expect(limits.concurrency == 16)
    }

    @Test func readsUnlimited() throws {
        #expect(Reading("limits: {rate: unlimited}\nwatches: []\n").loaded?.list.limits.rate == .unlimited)
    }

    @Test(arguments: [
        "0/s", "-1/s", "0.0/m", "2", "2/d", "/s", "2/", "2 /s", "two/s", "2/s/s", "1e3/s", "nan/s", "inf/s", ".5/s",
        "5./s",
        "1.2.3/s", "1000001/s", "Unlimited", "unlimited/s", "[]", "99999999999999999999999/s", "0x2/s", "",
    ])
    func refusesOtherRates(_ text: String) {
        #expect(Reading("limits: {rate: \(text)}\nwatches: []\n").diagnostics.count == 1)
    }

    @Test(arguments: [("1", 1), ("1024", 1_024), ("'16'", 16), ("007", 7)])
    func readsConcurrency(_ text: String, _ expected: Int) {
        #expect(Reading("limits: {concurrency: \(text)}\nwatches: []\n").loaded?.list.limits.concurrency == expected)
    }

    @Test(arguments: ["0", "-1", "1025", "16.0", "0x10", "1e3", "many", "", "\u{661}", "99999999999999999999", "[1]"])
    func refusesOtherConcurrency(_ text: String) {
        #expect(Reading("limits: {concurrency: \(text)}\nwatches: []\n").diagnostics.count == 1)
    }

    @Test func readsHowMuchHistoryIsKept() {
        #expect(Reading("watches: []\n").loaded?.list.history == .standard)
        let both = Reading("history: {keep: 36h, notices: 1}\nwatches: []\n").loaded?.list.history
        #expect(both == Retention(age: .seconds(129_600), count: 1))
        let one = Reading("history: {notices: 100000000}\nwatches: []\n").loaded?.list.history
        #expect(one == Retention(age: Retention.standard.age, count: 100_000_000))
    }

    @Test(arguments: [
        "keep: 0s", "keep: 90", "keep: -1d", "keep: forever", "keep: [90d]", "keep:", "notices: 0", "notices: -5",
        "notices: 100000001", "notices: 1_000", "notices: 1.5", "notices: 1k", "notices: {}", "notices: ''",
    ])
    func refusesOtherBoundsOfHistory(_ text: String) {
        #expect(Reading("history: {\(text)}\nwatches: []\n").diagnostics.count == 1)
    }

    @Test(arguments: [
        "http://127.0.0.1:9000", "https://example.com", "http://localhost:1/", "https://example.com:65535/prefix",
        "'http://[::1]:4566'", "HTTPS://Example.com", "https://a-b_c.example.com", "HTTP://LocalHost:9",
        "http://127.255.0.1", "'http://[::ffff:127.0.0.1]:4566'",
    ])
    func readsEndpoints(_ text: String) {
        let expected = text.filter { $0 != "'" }
        #expect(watch("endpoint: \(text)").watches.first?.endpoint == expected)
    }

    @Test(arguments: [
        "example.com", "127.0.0.1:9000", "ftp://example.com", "http://", "http:///path", "https://:443",
        "http:example.com",
        "http://user@example.com", "http://user:word@example.com", "http://example.com?a=b", "http://example.com/#here",
        "http://example.com:0", "http://example.com:65536", "http://example.com:99999999999999999999",
        "http://example.com:port", "'http://exa mple.com'", "http://ex\u{E4}mple.com", "''", "file:///etc/passwd",
        "'http://[::1'", "http://example.com/%zz", "\"http://example.com/\\n\"",
    ])
    func refusesOtherEndpoints(_ text: String) {
        let reading = watch("endpoint: \(text)")
        #expect(reading.diagnostics.count == 1)
        #expect(!reading.text.contains("help: remove it") || text.contains("@"))
        // A password is not shown.
        #expect(!reading.text.contains("user") || reading.text.contains("user name"))
        #expect(!reading.text.contains("user:") && !reading.text.contains(":word"))
    }

    @Test(arguments: [
        "http://10.0.0.1", "http://example.com:9000", "HTTP://127.example.com", "http://127.0.0.256",
        "http://localhost.com",
        "http://127.1", "'http://[::2]'", "http://0.0.0.0", "http://aws.localhost:4566", "http://localhost.:1",
        "http://127.0.0.08",
    ])
    func plainHTTPToAnotherMachineNeedsPermission(_ text: String) {
        let yaml = "watches:\n  - {kind: evaluation, id: a, region: us-east-1, endpoint: \(text)}\n"
        let refused = Reading(yaml)
        #expect(refused.text.hasPrefix("w.yaml:2:60: error: 'endpoint' is plain http to another machine\n"))
        #expect(refused.text.contains("AWAITD_ALLOW_PLAIN_HTTP=1"))
        #expect(refused.diagnostics.count == 1)
        #expect(Reading(yaml, allowsPlainHTTP: true).watches.count == 1)
        let shared = "defaults: {endpoint: \(text)}\nwatches: []\n"
        #expect(Reading(shared).diagnostics.count == 1)
        #expect(Reading(shared, allowsPlainHTTP: true).diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("defaults: {endpoint: 'https://other.example'}\nwatches: []\n", "w.yaml:1:22"),
        ("watches: [{kind: evaluation, id: a, region: us-east-1, endpoint: 'https://other.example'}]\n", "w.yaml:1:66"),
    ])
    func onlyTheAddressesOfTheEnvironmentAreAllowed(_ yaml: String, _ place: String) {
        let policy = EndpointPolicy(environment: ["AWAITD_ALLOWED_ENDPOINTS": "vpce.example"])
        func text(_ yaml: String) -> String {
            let loader = WatchListLoader(endpoints: policy)
            return Reading.from { () throws(WatchListError) in try loader.parse(Array(yaml.utf8), file: "w.yaml") }.text
        }
        #expect(text(yaml).hasPrefix("\(place): error: 'endpoint' is not among the addresses that AWAITD_ALLOWED_"))
        #expect(text(yaml.replacing("other", with: "vpce")).isEmpty)
    }

    @Test(arguments: [("true", true), ("false", false), ("'true'", true)])
    func readsBooleans(_ text: String, _ expected: Bool) {
        #expect(watch("verbose: \(text)").watches.first?.verbose == expected)
    }

    @Test(arguments: ["yes", "no", "on", "off", "True", "TRUE", "1", "0", "y", "maybe", "~"])
    func refusesOtherBooleans(_ text: String) {
        #expect(watch("verbose: \(text)").diagnostics.count == 1)
    }

    @Test func namesHaveOneTo255Characters() {
        for count in [1, 255] {
            let name = String(repeating: "\u{E4}", count: count)
            #expect(watch("name: '\(name)'").watches.first?.name == name)
        }
        #expect(watch("name: '\(String(repeating: "a", count: 256))'").text.contains("has 256 characters"))
        #expect(watch("name: ''").text.contains("'name' is empty"))
    }

    @Test(arguments: ["\\0", "\\t", "\\n", "\\e[31m", "\\x7f", "\\u0085", "\\u2028", "\\u202e"])
    func namesHaveNoControlCharacters(_ escape: String) {
        #expect(watch("name: \"a\(escape)b\"").text.contains("'name' has the control character U+"))
        #expect(watch("profile: \"a\(escape)b\"").text.contains("'profile' has the control character U+"))
    }

    @Test(arguments: ["churn nightly", "\u{65E5}\u{672C}", "a: b", "#1", "no", "null", "\u{1F469}\u{200D}\u{1F52C}"])
    func namesMayBeAnyOtherText(_ name: String) {
        #expect(watch("name: '\(name)'").watches.first?.name == name)
    }

    @Test(arguments: Set(KindTable.builtIn.words).sorted())
    func kindsGoByNameAndOperation(_ word: String) throws {
        let sharing = KindTable.builtIn.kinds(named: word)
        guard Kind.builtIn(named: word) != nil else {
            let text = Reading("watches: [{kind: \(word), id: a, region: us-east-1}]\n").text
            #expect(sharing.count > 1 && sharing.allSatisfy { text.contains($0.name) }, "\(text)")
            return
        }
        let kind = try #require(Kind.builtIn(named: word))
        let id = kind.sampleID
        let watch = try #require(Reading("watches: [{kind: \(word), id: '\(id)', region: us-east-1}]\n").watches.first)
        #expect(watch.kind == kind)
        #expect(watch.resourceID == id)
        #expect(watch.name == (ARN(id)?.lastPart ?? id))
    }

    @Test func numbersAndWordsOfOtherTypesAreText() throws {
        let watch = try #require(
            Reading("watches: [{name: 007, kind: evaluation, id: 1.50, profile: no, region: us-east-1}]\n").watches
                .first
        )
        #expect(watch.name == "007")
        #expect(watch.resourceID == "1.50")
        #expect(watch.credentials == .profile("no"))
    }
}
