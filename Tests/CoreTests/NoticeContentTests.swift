// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// Notices are read back from the record, the control socket and the spool as they were rendered.
@Suite struct NoticeContentTests {
    private static let observation = Observation(
        status: "FAILED",
        reason: "The bucket is gone",
        createdAt: Moment.seconds(0).wall,
        finishedAt: Moment.seconds(3).wall,
        details: [Detail(member: "InvalidRecordCount", value: "7"), Detail(member: "Message", value: "")],
        requestID: "0f1e"
    )

    /// One notice of each form.
    private static var rendered: [Notice] {
        let watch = Watch.sample("eval", kind: "evaluation-job")
        let lane = LaneID(service: "bedrock", region: "us-east-1", credentials: .profile("ml-prod"))
        let failure = PollFailure(.transient, httpStatus: 503, message: "busy", requestID: "r")
        var machine = WatchMachine(rules: watch.kind.statuses)
        let changes = [Observation(status: "InProgress"), Observation(status: "Odd"), observation].flatMap { read in
            machine.observe(read, at: .seconds(1)).events.map { watch.notice(of: $0, observation: read) }
        }
        let stamp = Notice.Stamp(eventID: "e1", sequence: 12, observedAt: Moment.seconds(0).wall)
        let cause = Notice.Cause(changes[0].stamped(stamp))
        let events: [WatchEvent] = [
            .overdue(after: .seconds(60), since: Moment.seconds(0).wall, status: "InProgress"),
            .visibilityLost(.unreachable, failure), .visibilityRestored(from: .unreachable, after: .seconds(9)),
            .notFound(.sample(.notFound), wasSeen: true),
        ]
        return changes + events.map { watch.notice(of: $0, observation: nil) } + [
            changes[0].starting(["retrain@a.service", "page.service"]),
            lane.notice(of: .lost(.unauthorized, .sample(.credentials)), watches: 3),
            watch.addedNotice, watch.removedNotice(state: .stopped, status: "Stopped"),
            Matcher.sample().sampleWatch("nightly-1").foundNotice, Matcher.sample().firstListedNotice(found: 3),
            Matcher.sample(account: "123456789012").fullNotice(open: 1_000),
            Matcher.sample().lostNotice(failure: failure, since: nil),
            Matcher.sample().restoredNotice(after: .seconds(9)),
            lane.listingRefusedNotice(kind: watch.kind, failure: .sample(.denied), matchers: ["nightly"]),
            watch.startsHeldNotice(["page.service"]), .stopping, .unitStarted("page.service", for: cause),
            Notice.unitRefused("page.service", reason: "no", for: cause).about(service: "awaitd.service", ofUser: true),
            Notice.unitStarted("page.service", for: .unknown).about(service: "awaitd.service"),
        ]
    }

    @Test(arguments: rendered)
    func eachIsReadBackAsItWas(notice: Notice) {
        let read = Notice(
            event: notice.event, priority: notice.priority, message: notice.message, fields: notice.fields)
        #expect(read == notice)
        #expect(read.content.others.allSatisfy { $0.name.hasPrefix("OBJECT_") })
        #expect(read.journalFields == notice.journalFields)
        let sorted = Notice.Content(notice.fields.sorted { $0.name < $1.name })
        #expect(sorted.watch == notice.content.watch && sorted.reason == notice.content.reason)
        #expect(sorted.matcherSubject == notice.content.matcherSubject && sorted.lane == notice.content.lane)
    }

    @Test(arguments: [
        [("AWAITD_STATE", "paused"), ("AWAITD_SKIPPED", "in-progress,paused"), ("AWAITD_VISIBILITY", "blurred")],
        [("AWAITD_HTTP_STATUS", "0200"), ("AWAITD_DURATION_USEC", "3e6"), ("AWAITD_DURATION_USEC", "7 ")],
        [("AWAITD_STARTS", "a.service  b.service"), ("AWAITD_SKIPPED", "")],
        [("AWAITD_KIND", "evaluation"), ("AWAITD_FINDER", "nightly"), ("AWAITD_FINDER", "twice")],
    ])
    func whatThisVersionDoesNotKnowIsKeptToTheLetter(fields: [(String, String)]) {
        let fields = fields.map { Notice.Field($0.0, $0.1) }
        let content = Notice.Content(fields)
        #expect(content.others == fields)
        let notice = Notice(event: .transition, priority: .notice, message: "m", fields: fields)
        #expect(notice.fields == fields)
        #expect(notice.content.state == nil && notice.starts == [])
    }

    @Test func aCauseIsTheSameFromANoticeAndFromItsFields() throws {
        let stamp = Notice.Stamp(eventID: "e1", sequence: 12, observedAt: Moment.seconds(0).wall)
        let notice = try #require(Self.rendered.first).stamped(stamp)
        #expect(Notice.Cause(notice.journalFields) == Notice.Cause(notice))
        let started = Notice.unitStarted("page.service", for: Notice.Cause(notice))
        #expect(started.message == "started page.service for eval (in-progress)")
        #expect(
            started.fields.map(\.name) == [
                "AWAITD_UNIT", "AWAITD_CAUSE_ID", "AWAITD_WATCH", "AWAITD_KIND", "AWAITD_RESOURCE_ID", "AWAITD_REGION",
                "AWAITD_ACCOUNT", "AWAITD_STATE",
            ]
        )
    }
}
