// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import WatchFile

/// What a valid entry with `match` becomes.
@Suite struct MatcherTests {
    private func matchers(_ entries: String) -> [Matcher] {
        Reading("defaults: {region: us-east-1, profile: p, overdue_after: 6h}\nwatches:\n" + entries).loaded?.list
            .matchers ?? []
    }

    @Test func theContractsExample() throws {
        let reading = Reading(
            """
            defaults: {region: us-east-1, profile: ml-prod}
            limits: {listings: never}
            watches:
              - name: nightly
                kind: model-invocation-job
                match: "nightly-*"
                newer_than: 2d
              - kind: evaluation
                id: ev-1
            """
        )
        let list = try #require(reading.loaded?.list)
        #expect(list.watches.map(\.name) == ["ev-1"] && list.limits.listings == .never)
        let matcher = try #require(list.matchers.first)
        #expect(
            matcher
                == Matcher(
                    name: "nightly",
                    patterns: [NamePattern("nightly-*")],
                    settings: Watch.Settings(
                        kind: try #require(Kind.builtIn(named: "model-invocation-job")),
                        region: "us-east-1",
                        account: nil,
                        credentials: .profile("ml-prod"),
                        endpoint: nil,
                        poll: .standard,
                        overdueAfter: nil,
                        verbose: false,
                        starts: .none,
                        matcher: "nightly"
                    ),
                    newerThan: .seconds(172_800)
                )
        )
        #expect(matcher.atMost == 1_000 && reading.loaded?.origins["nightly"]?.text == "w.yaml:4:11")
        #expect(reading.text.isEmpty)
    }

    @Test func everySettingIsTaken() throws {
        let matcher = try #require(
            matchers(
                """
                  - kind: GetMLModel
                    match: [a*, "*b"]
                    newer_than: 1h30m
                    at_most: 100000
                    region: eu-west-1
                    profile: q
                    role_arn: arn:aws:iam::123456789012:role/R
                    external_id: xx
                    endpoint: http://127.0.0.1:9
                    poll: {initial: 1s, max: 2s}
                    overdue_after: 1h
                    verbose: true
                    on: {failed: a@.service}
                """
            ).first
        )
        #expect(matcher.name == "ml-model:a*,*b" && matcher.patterns.map(\.text) == ["a*", "*b"])
        #expect(matcher.newerThan == .seconds(5_400) && matcher.atMost == 100_000)
        let settings = matcher.settings
        #expect(settings.region == "eu-west-1" && settings.endpoint == "http://127.0.0.1:9")
        #expect(settings.credentials == .role(arn: "arn:aws:iam::123456789012:role/R", externalID: "xx", profile: "q"))
        #expect(settings.poll == PollPace(initial: .seconds(1), max: .seconds(2)))
        #expect(settings.overdueAfter == .seconds(3_600) && settings.verbose)
        #expect(settings.starts != .none && settings.matcher == matcher.name)
    }

    @Test func defaultsApplyAndEachHasSettingsOfItsOwn() {
        let found = matchers(
            """
              - {kind: training-job, match: a}
              - {kind: training-job, match: b}
              - {kind: training-job, id: c}
            """
        )
        #expect(found.map(\.name) == ["training-job:a", "training-job:b"])
        #expect(found.map(\.settings.matcher) == ["training-job:a", "training-job:b"])
        #expect(found.allSatisfy { $0.settings.credentials == .profile("p") })
        #expect(found.allSatisfy { $0.settings.overdueAfter == .seconds(21_600) })
        #expect(found.allSatisfy { $0.newerThan == Matcher.defaultNewerThan && $0.atMost == Matcher.defaultAtMost })
    }

    @Test(arguments: [
        ("ingestion-job", "KBKBKBKBKB/DSDSDSDSDS", "us-east-1", nil),
        ("pipeline-execution", "churn", "us-east-1", nil),
        ("sagemaker-job", "Training", "us-east-1", nil),
        (
            "automated-reasoning-policy-test",
            "arn:aws:bedrock:eu-west-1:123456789012:automated-reasoning-policy/abcdefghijkl/12345678-1234-4234-8234-123456789012",
            "eu-west-1", "123456789012"
        ),
        ("flow-version", "arn:aws:bedrock:us-west-2:123456789012:flow/FFFFFFFFFF", "us-west-2", "123456789012"),
    ])
    func aParentGivesRegionAndAccountIfItIsAnARN(
        kind: String, parent: String, region: String, account: String?
    ) throws {
        let matcher = try #require(matchers("  - {kind: \(kind), match: '*', within: '\(parent)'}\n").first)
        #expect(matcher.parent == parent)
        #expect(matcher.settings.region == region && matcher.settings.account == account)
    }

    @Test func aLongDefaultNameIsCut() throws {
        let patterns = (0..<3).map { "'\($0)" + String(repeating: "é", count: 150) + "'" }.joined(separator: ", ")
        let matcher = try #require(matchers("  - {kind: training-job, match: [\(patterns)]}\n").first)
        #expect(matcher.name.unicodeScalars.count == 255 && matcher.name.hasPrefix("training-job:0éé"))
    }

    @Test(arguments: [("match: 7", "7"), ("match: '?'", "?"), ("match: [a, A]", "a,A"), ("match: true", "true")])
    func patternsAreTextAsItStands(entry: String, name: String) {
        #expect(matchers("  - {kind: training-job, \(entry)}\n").map(\.name) == ["training-job:\(name)"])
    }

    @Test func aPatternIsAsLongAsANameMayBe() {
        let longest = String(repeating: "🚀", count: 255)
        #expect(matchers("  - {name: m, kind: training-job, match: '\(longest)'}\n").count == 1)
        let reading = Reading("watches:\n  - {name: m, kind: training-job, region: us-east-1, match: 'a\(longest)'}\n")
        #expect(reading.diagnostics.map(\.message) == ["'match' has 256 characters, and at most 255 are allowed"])
        let odd = Reading("watches:\n  - {name: m, kind: training-job, region: us-east-1, match: \"a\\u200B\"}\n")
        #expect(odd.diagnostics.map(\.message) == ["'match' has the control character U+200B in it"])
    }

    @Test func matchersAndWatchesCountTogether() {
        let watches = (1...99_999).map { "- {kind: evaluation, id: e\($0)}\n" }.joined()
        let head = "defaults: {region: us-east-1}\nwatches:\n- {kind: evaluation, match: '*'}\n"
        #expect(Reading(head + watches).loaded?.list.watches.count == 99_999)
        let reading = Reading(head + watches + "- {kind: evaluation, match: 'a'}\n")
        #expect(
            reading.diagnostics.map(\.message)
                == ["there are 100001 watches and matchers in all, and at most 100000 are allowed"])
    }

    @Test(arguments: [
        ("/{id}", "/jobs", "", true), ("/runs/{id}", "/runs", "", false), ("/{a}/{b}", "/jobs", "", true),
        ("/v1/{id}", "/jobs", "http://127.0.0.1:9/2015-03-31", false),
    ])
    func whatAnOwnKindsMatcherMayFindReadsNoSecrets(
        path: String, listPath: String, endpoint: String, isRefused: Bool
    ) {
        let reading = Reading(
            """
            kinds:
              - name: job
                service: example
                protocol: rest-json
                operation: GetJob
                path: \(path)
                status: s
                statuses: {X: completed}
                listing: {operation: ListJobs, path: \(listPath), items: jobs, item: {id: id, status: s}}
            watches:
              - {kind: job, match: "*", region: us-east-1\(endpoint.isEmpty ? "" : ", endpoint: '\(endpoint)'")}

            """
        )
        #expect((reading.loaded == nil) == isRefused)
        #expect(reading.diagnostics.contains { $0.message.hasSuffix("which reads secrets") } == isRefused)
    }

    @Test func aPOSTOfItsListTakesNoPathFromAnEndpoint() {
        let reading = Reading(
            """
            kinds:
              - name: compute
                service: batch
                protocol: rest-json
                operation: DescribeComputeEnvironments
                path: /v1/x/{id}
                status: s
                statuses: {X: completed}
                listing: {operation: ListJobs, method: POST, path: /v1/listjobs, items: jobs, item: {id: id, status: s}}
            watches:
              - {kind: compute, match: "*", region: us-east-1, endpoint: 'http://127.0.0.1:9/a'}
              - {kind: compute, id: "b", region: us-east-1, endpoint: 'http://127.0.0.1:9/a'}

            """
        )
        #expect(
            reading.diagnostics.map(\.message)
                == Array(
                    repeating: "'endpoint' has a path, with which this kind's POST could do more than read", count: 2))
    }
}
