// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// What is said of matchers and of refused listings.
@Suite struct MatcherNoticeTests {
    private static let matcher = Matcher.sample()
    private static let since = Moment.seconds(0).wall
    private static let lane = LaneID(service: "bedrock", region: "us-east-1", credentials: .profile("ml-prod"))
    private static let kind = Kind.sample("model-invocation-job")
    private static let names = ["nightly/a", "nightly/b", "nightly/c", "nightly/d"]

    /// A notice with the event, the priority and the message that are expected of it.
    struct Example: Sendable {
        let notice: Notice?
        let event: NoticeEvent
        let priority: Notice.Priority
        let message: String

        init(_ notice: Notice?, _ event: NoticeEvent, _ priority: Notice.Priority, _ message: String) {
            (self.notice, self.event, self.priority, self.message) = (notice, event, priority, message)
        }
    }

    private static let aboutJobs = [
        Example(
            matcher.firstListedNotice(found: 38), .watchAdded, .info,
            "nightly: 38 jobs found and watched (model-invocation-job in us-east-1, name nightly-*)"),
        Example(
            Matcher.sample(patterns: ["a-*", "b"]).firstListedNotice(found: 1), .watchAdded, .info,
            "nightly: 1 job found and watched (model-invocation-job in us-east-1, name a-* or b)"),
        Example(
            Matcher.sample(kind: "ingestion-job", patterns: ["*"], parent: "KB12345678/DS12345678")
                .firstListedNotice(found: 0),
            .watchAdded, .info,
            "nightly: no job found yet, each is watched as it appears (ingestion-job in us-east-1 within "
                + "KB12345678/DS12345678, any name)"),
        Example(
            matcher.sampleWatch("nightly-7").foundNotice, .watchAdded, .info,
            "nightly/nightly-7: found, and watched from now on: Bedrock batch inference job in us-east-1"),
        Example(
            matcher.removedNotice(open: 0), .watchRemoved, .info,
            "nightly: removed, no job that it found was open"),
        Example(
            matcher.removedNotice(open: 12), .watchRemoved, .info, "nightly: removed, 12 open jobs no longer watched"),
        Example(
            Matcher.sample(patterns: ["a", "b", "c", "d", "e"]).patternsChangedNotice(kept: 3, left: 12),
            .watchRemoved, .info,
            "nightly: now matches name a, b, c or 2 more: 12 open jobs with other names are no longer watched, "
                + "3 still match"),
        Example(
            matcher.patternsChangedNotice(kept: 0, left: 1), .watchRemoved, .info,
            "nightly: now matches name nightly-*: 1 open job with another name is no longer watched, none matches"),
        Example(
            Matcher.sample(atMost: 500).fullNotice(open: 500), .matcherFull, .warning,
            "nightly: watches 500 open jobs, and at_most is 500: others are watched when there is room; raise at_most or "
                + "match fewer names (model-invocation-job in us-east-1, name nightly-*)"),
    ]

    private static let aboutSight = [
        Example(
            matcher.lostNotice(failure: .sample(.denied), since: since), .visibilityLost, .warning,
            "nightly: no complete list since 2026-11-21T10:00:00.000Z: AccessDeniedException: Not authorized; new jobs are "
                + "not found until there is one; allow bedrock:ListModelInvocationJobs to the default credentials"),
        Example(
            matcher.lostNotice(failure: .sample(.transient), since: nil), .visibilityLost, .warning,
            "nightly: no complete list so far: InternalServerException: Service unavailable; new jobs are not found until "
                + "there is one"),
        Example(
            matcher.lostNotice(failure: nil, since: nil), .visibilityLost, .warning,
            "nightly: no complete list so far: AWS's pages do not come to an end; new jobs are not found until there is "
                + "one"),
        Example(
            matcher.restoredNotice(after: .seconds(243)), .visibilityRestored, .notice,
            "nightly: lists its jobs again, after 4min 3s; what has appeared meanwhile is watched"),
        Example(
            matcher.foundUnreadableNotice(
                count: 12, failure: .sample(.denied), visibility: .unauthorized, first: names),
            .visibilityLost, .warning,
            "nightly: 12 found jobs may not be read: AccessDeniedException: Not authorized; allow "
                + "bedrock:GetModelInvocationJob to the default credentials (nightly/a, nightly/b, nightly/c and 9 more)"
        ),
        Example(
            matcher.foundUnreadableNotice(
                count: 1, failure: .sample(.rejected), visibility: .rejected, first: names),
            .visibilityLost, .warning,
            "nightly: AWS refuses the request for 1 found job: ValidationException: Malformed id; check the kind and the "
                + "region (nightly/a)"),
        Example(
            lane.listingRefusedNotice(kind: kind, failure: .sample(.denied), matchers: []), .listingRefused, .notice,
            "bedrock in us-east-1 with profile ml-prod: ListModelInvocationJobs is refused: AccessDeniedException: Not "
                + "authorized; the watches of kind model-invocation-job are read one by one; allow "
                + "bedrock:ListModelInvocationJobs to profile ml-prod, or write `limits: {listings: never}`"),
        Example(
            lane.listingRefusedNotice(kind: kind, failure: .sample(.rejected), matchers: []), .listingRefused, .notice,
            "bedrock in us-east-1 with profile ml-prod: ListModelInvocationJobs is refused: ValidationException: Malformed "
                + "id; the watches of kind model-invocation-job are read one by one; write `limits: {listings: never}` to "
                + "stop asking"),
        Example(
            lane.listingRefusedNotice(kind: kind, failure: .sample(.denied), matchers: ["a", "b", "c", "d"]),
            .listingRefused, .warning,
            "bedrock in us-east-1 with profile ml-prod: ListModelInvocationJobs is refused: AccessDeniedException: Not "
                + "authorized; matchers a, b, c and 1 more find no jobs; allow bedrock:ListModelInvocationJobs to profile "
                + "ml-prod"),
        Example(
            lane.listingRefusedNotice(kind: kind, failure: .sample(.rejected), matchers: ["a"]), .listingRefused,
            .warning,
            "bedrock in us-east-1 with profile ml-prod: ListModelInvocationJobs is refused: ValidationException: Malformed "
                + "id; matcher a finds no jobs; check the kind and the region"),
    ]

    @Test(arguments: aboutJobs + aboutSight)
    func eachReadsWellAlone(example: Example) throws {
        let notice = try #require(example.notice)
        #expect(notice.message == example.message)
        #expect(notice.event == example.event && notice.priority == example.priority)
    }

    @Test func nothingIsSaidOfPatternsThatLeaveNothingOut() {
        #expect(Self.matcher.patternsChangedNotice(kept: 7, left: 0) == nil)
    }

    @Test func aMatchersNoticeNamesNoWatch() {
        let notice = Matcher.sample(account: "123456789012").firstListedNotice(found: 2)
        #expect(
            notice.fields.map { "\($0.name)=\($0.value)" } == [
                "AWAITD_MATCHER=nightly", "AWAITD_KIND=model-invocation-job",
                "AWAITD_OPERATION=ListModelInvocationJobs",
                "AWAITD_REGION=us-east-1", "AWAITD_ACCOUNT=123456789012",
            ]
        )
        #expect(notice.starts.isEmpty)
    }

    @Test func everyNoticeOfAFoundJobNamesItsMatcher() {
        let watch = Self.matcher.sampleWatch("nightly-7")
        let events: [WatchEvent] = [
            .notFound(.sample(.notFound), wasSeen: true), .visibilityLost(.unauthorized, .sample(.denied)),
            .overdue(after: .seconds(60), since: Self.since, status: nil),
        ]
        let notices =
            [watch.foundNotice, watch.removedNotice(state: .inProgress, status: "InProgress")]
            + [watch.startsHeldNotice(["page.service"])] + events.map { watch.notice(of: $0, observation: nil) }
        for notice in notices {
            #expect(notice["AWAITD_MATCHER"] == "nightly" && notice["AWAITD_WATCH"] == "nightly/nightly-7")
            #expect(notice.content.matcher == "nightly" && notice.content.name == "nightly/nightly-7")
        }
        #expect(Watch.sample().addedNotice["AWAITD_MATCHER"] == nil)
    }

    @Test func aRefusedListingIsAboutItsLane() {
        let notice = Self.lane.listingRefusedNotice(kind: Self.kind, failure: .sample(.denied), matchers: ["nightly"])
        #expect(
            notice.fields.map { "\($0.name)=\($0.value)" } == [
                "AWAITD_KIND=model-invocation-job", "AWAITD_OPERATION=ListModelInvocationJobs",
                "AWAITD_LANE=bedrock/us-east-1/profile:ml-prod", "AWAITD_REGION=us-east-1",
                "AWAITD_ERROR_CODE=AccessDeniedException", "AWAITD_HTTP_STATUS=403", "AWAITD_REASON=Not authorized",
            ]
        )
    }

    @Test(arguments: [
        (PollFailure.Cause.throttled, Visibility.throttled), (.transient, .unreachable), (.clockSkew, .unreachable),
        (.credentials, .unauthorized), (.denied, .unauthorized), (.notFound, .notFound), (.rejected, .rejected),
    ])
    func whyAMatcherCannotListIsItsVisibility(cause: PollFailure.Cause, visibility: Visibility) {
        let notice = Self.matcher.lostNotice(failure: .sample(cause), since: nil)
        #expect(notice.content.visibility == visibility)
        #expect(notice["AWAITD_ERROR_CODE"] == PollFailure.sample(cause).code)
        #expect(notice["AWAITD_MATCHER"] == "nightly" && notice["AWAITD_WATCH"] == nil)
    }

    @Test func whatComesFromOutsideIsCleanedAndCut() {
        let long = String(repeating: "x", count: 5_000)
        let matcher = Matcher.sample("n\u{1B}[2Jx", patterns: ["a\nb*"] + [long], parent: "p\u{202E}q" + long)
        let failure = PollFailure(.denied, code: "C\u{7}" + long, httpStatus: 403, message: "m\r\n" + long)
        let notices = [
            matcher.firstListedNotice(found: 1), matcher.removedNotice(open: 1), matcher.fullNotice(open: 1),
            matcher.lostNotice(failure: failure, since: nil), matcher.restoredNotice(after: .zero),
            matcher.foundUnreadableNotice(
                count: 9, failure: failure, visibility: .unauthorized, first: ["f\u{0}", long, long, long]),
            Self.lane.listingRefusedNotice(kind: Self.kind, failure: failure, matchers: ["l\t", long, long, long]),
        ]
        for notice in notices {
            #expect(notice.message == notice.message.cleaned(limit: 4_000))
            #expect(notice.message.utf8.count < 1_500, "\(notice.message)")
            for name in ["AWAITD_ERROR_CODE", "AWAITD_REASON"] {
                #expect(notice[name].map { $0 == $0.cleaned(limit: 4_000) } ?? true)
            }
        }
    }
}
