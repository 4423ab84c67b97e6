// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import Testing

@Suite struct WatchStatusTests {
    @Test func aLaterVersionsWordsAreReadAsTheNearestOfThisOne() throws {
        let json = """
            {"watches": [{
                "name": "a", "kind": "k", "resource_id": "r", "region": "us-east-1", "state": "paused", "status": null,
                "since": "2026-11-21T10:00:00.000Z", "visibility": "foggy", "next_poll": "soon", "progress": 0.5
            }], "matchers": []}
            """
        let watch = try #require(
            try JSONDecoder().decode(StatusReport.self, from: Data(json.utf8)).watches.first)
        #expect((watch.state, watch.visibility) == (.unknown, .unreachable))
        #expect(watch.since == Timestamp(rfc3339: "2026-11-21T10:00:00Z"))
        #expect(watch.status == nil && watch.nextPoll == nil && watch.reason == nil)
    }

    @Test func whatHasNothingToSayIsNull() throws {
        let watch = WatchStatus(
            name: "a", kind: "k", resourceID: "r/1", region: "us-east-1", state: .unseen, status: nil, since: nil,
            visibility: .visible, nextPoll: nil, reason: nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(StatusReport(watches: [watch])), as: UTF8.self)
        #expect(
            json == #"{"listings":[],"matchers":[],"watches":[{"estimated_end":null,"estimated_from":null,"#
                + #""expectation":null,"kind":"k","matcher":null,"name":"a","next_poll":null,"#
                + #""reason":null,"region":"us-east-1","resource_id":"r/1","since":null,"state":"unseen","status":null,"#
                + #""unmet":null,"visibility":"visible"}]}"#)
        #expect(try JSONDecoder().decode(StatusReport.self, from: Data(json.utf8)).watches == [watch])
    }

    @Test(arguments: [
        (#""estimated_end": "2026-11-21T10:00:00.000Z", "estimated_from": 38"#, 38),
        (#""estimated_end": "2026-11-21T10:00:00.000Z""#, 0), (#""estimated_end": "soon", "estimated_from": 38"#, nil),
        (#""estimated_end": null, "estimated_from": null"#, nil), (#""estimated_from": 38"#, nil),
    ])
    func anEstimateIsATimeWithHowManyItComesFrom(members: String, samples: Int?) throws {
        let json = """
            {"watches": [{"name": "a", "kind": "k", "resource_id": "r", "region": "us-east-1", "state": "in-progress",
                "visibility": "visible", \(members)}]}
            """
        let watch = try #require(try JSONDecoder().decode(StatusReport.self, from: Data(json.utf8)).watches.first)
        #expect(watch.estimatedEnd?.samples == samples)
        #expect(watch.estimatedEnd.map { $0.at == Timestamp(rfc3339: "2026-11-21T10:00:00Z") } ?? true)
        let again = try JSONEncoder().encode(StatusReport(watches: [watch]))
        #expect(try JSONDecoder().decode(StatusReport.self, from: again).watches == [watch])
    }

    @Test(
        arguments: [
            (#""expectation": "met", "unmet": null"#, .met),
            (#""expectation": "unmet", "unmet": "a > 1 (found 0)""#, .unmet("a > 1 (found 0)")),
            (#""expectation": null"#, nil), (#""expectation": "half", "unmet": null"#, nil), (#""unmet": "a""#, nil),
        ] as [(String, ExpectationOutcome?)])
    func anOutcomeIsReadAsItWasWritten(members: String, outcome: ExpectationOutcome?) throws {
        let json = """
            {"watches": [{"name": "a", "kind": "k", "resource_id": "r", "region": "us-east-1", "state": "completed",
                "visibility": "visible", \(members)}]}
            """
        let watch = try #require(try JSONDecoder().decode(StatusReport.self, from: Data(json.utf8)).watches.first)
        #expect(watch.expectation == outcome)
        let again = try JSONEncoder().encode(StatusReport(watches: [watch]))
        #expect(try JSONDecoder().decode(StatusReport.self, from: again).watches == [watch])
    }

    @Test func anOlderDaemonHasNoMatchers() throws {
        let report = try JSONDecoder().decode(StatusReport.self, from: Data(#"{"watches": []}"#.utf8))
        #expect(report == StatusReport(watches: []))
    }

    @Test func aReportWithMatchersAndListsIsReadAsItWasWritten() throws {
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        let report = StatusReport(
            watches: [],
            matchers: [
                MatcherStatus(
                    name: "m", kind: "training-job", patterns: ["a-*", "b"], open: 1, found: 2, listedAt: time,
                    visibility: .unauthorized, reason: "AccessDenied: no"),
                MatcherStatus(
                    name: "n", kind: "training-job", patterns: ["*"], open: 0, found: 0, listedAt: nil,
                    visibility: .visible, reason: nil),
            ],
            listings: [
                ListingStatus(
                    operation: "ListTrainingJobs", kind: "training-job", region: "us-east-1", parent: nil, watches: 12,
                    pages: 3, listedAt: time, next: time + .seconds(9), refused: nil)
            ]
        )
        #expect(try JSONDecoder().decode(StatusReport.self, from: try JSONEncoder().encode(report)) == report)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(report.matchers[1]), as: UTF8.self)
        #expect(
            json == #"{"found":0,"kind":"training-job","listed_at":null,"name":"n","open":0,"patterns":["*"],"#
                + #""reason":null,"visibility":"visible"}"#)
    }
}
