// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct NoticeTests {
    private func notices(_ watch: Watch, _ observations: [Observation]) -> [Notice] {
        var machine = WatchMachine(rules: watch.kind.statuses)
        return observations.enumerated().flatMap { second, observation in
            machine.observe(observation, at: .seconds(Double(second))).events
                .map { watch.notice(of: $0, observation: observation) }
        }
    }

    @Test func aLifeReadsWell() {
        let start = Timestamp(microseconds: 1_795_255_200_000_000)
        let messages = notices(
            .sample(),
            [
                Observation(status: "PENDING", createdAt: start),
                Observation(status: "INPROGRESS", createdAt: start, startedAt: start),
                Observation(
                    status: "COMPLETED",
                    createdAt: start,
                    startedAt: start,
                    finishedAt: start + .seconds(2_530),
                    details: [Detail(member: "BinaryAUC", value: "0.93")]
                ),
            ]
        ).map(\.message)
        #expect(
            messages == [
                "churn-nightly: first seen as PENDING", "churn-nightly: PENDING → INPROGRESS",
                "churn-nightly: INPROGRESS → COMPLETED after 42min 10s (BinaryAUC 0.93)",
            ]
        )
    }

    static let sentences: [([Observation], String, Notice.Priority)] = [
        ([Observation(status: "COMPLETED")], "churn-nightly: already COMPLETED when first seen", .notice),
        (
            [Observation(status: "PENDING"), Observation(status: "COMPLETED")],
            "churn-nightly: PENDING → COMPLETED (in progress not seen)", .notice
        ),
        (
            [Observation(status: "INPROGRESS"), Observation(status: "FAILED", reason: "No\u{1B}[31m data\nat s3://x")],
            "churn-nightly: INPROGRESS → FAILED: No [31m data at s3://x", .error
        ),
        (
            [Observation(status: "COMPLETED"), Observation(status: "DELETED")],
            "churn-nightly: COMPLETED → DELETED", .warning
        ),
        (
            [Observation(status: "COMPLETED"), Observation(status: "PENDING")],
            "churn-nightly: went back from COMPLETED to PENDING; it is watched on", .warning
        ),
        (
            [Observation(status: "PENDING"), Observation(status: "PAUSED")],
            "churn-nightly: has a status that this version does not know: PAUSED (was PENDING); it is watched on",
            .warning
        ),
        (
            [Observation(status: "FAILED"), Observation(status: "COMPLETED")],
            "churn-nightly: was FAILED and is now COMPLETED, which a finished job does not do", .warning
        ),
    ]

    @Test(arguments: sentences)
    func eachChangeHasItsSentence(observations: [Observation], message: String, priority: Notice.Priority) throws {
        let last = try #require(notices(.sample(), observations).last)
        #expect(last.message == message)
        #expect(last.priority == priority)
    }

    @Test func aTransitionHasTheContractsFields() throws {
        let start = Timestamp(microseconds: 1_795_255_200_000_000)
        let observation = Observation(
            status: "FAILED",
            reason: "The bucket is gone",
            createdAt: start,
            finishedAt: start + .seconds(3),
            details: [Detail(member: "InvalidRecordCount", value: "7")],
            requestID: "0f1e"
        )
        let watch = Watch.sample("eval", kind: "evaluation-job")
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        _ = machine.observe(Observation(status: "PENDING"), at: .seconds(0))
        let event = try #require(machine.observe(observation, at: .seconds(1)).events.first)
        let stamp = Notice.Stamp(eventID: "e1", sequence: 12, observedAt: start)
        let fields = watch.notice(of: event, observation: observation).stamped(stamp).journalFields
        #expect(
            fields.map { "\($0.name)=\($0.value)" } == [
                "MESSAGE=eval: PENDING → FAILED after 3s: The bucket is gone", "PRIORITY=3",
                "MESSAGE_ID=\(NoticeEvent.transition.messageID)", "SYSLOG_IDENTIFIER=awaitd", "AWAITD_EVENT=transition",
                "AWAITD_EVENT_ID=e1", "AWAITD_SEQ=12", "AWAITD_OBSERVED_AT=2026-11-21T10:00:00.000Z",
                "AWAITD_WATCH=eval",
                "AWAITD_KIND=evaluation-job", "AWAITD_OPERATION=GetEvaluationJob",
                "AWAITD_RESOURCE_ID=arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl",
                "AWAITD_REGION=us-east-1", "AWAITD_ACCOUNT=123456789012", "AWAITD_STATE=failed",
                "AWAITD_PREVIOUS_STATE=pending", "AWAITD_STATUS=FAILED", "AWAITD_PREVIOUS_STATUS=PENDING",
                "AWAITD_REASON=The bucket is gone", "AWAITD_REQUEST_ID=0f1e", "AWAITD_DURATION_USEC=3000000",
                "AWAITD_DETAIL_INVALID_RECORD_COUNT=7",
            ]
        )
    }

    @Test func aFirstSightComesFromUnseenAndHasNoPreviousStatus() throws {
        let notice = try #require(notices(.sample(), [Observation(status: "PENDING")]).first)
        #expect(notice["AWAITD_PREVIOUS_STATE"] == "unseen")
        #expect(notice["AWAITD_PREVIOUS_STATUS"] == nil)
        #expect(notice["AWAITD_SKIPPED"] == nil)
    }

    @Test func aLanesNoticeHasNoWatch() {
        let lane = LaneID(service: "bedrock", region: "us-east-1", credentials: .profile("ml-prod"))
        let lost = lane.notice(of: .lost(.unauthorized, .sample(.credentials)), watches: 3)
        #expect(lost.fields.map(\.name).contains("AWAITD_WATCH") == false)
        #expect(lost["AWAITD_LANE"] == "bedrock/us-east-1/profile:ml-prod")
        #expect(lost["AWAITD_VISIBILITY"] == "unauthorized")
        #expect(lost["AWAITD_ERROR_CODE"] == "ExpiredTokenException")
        #expect(lost["AWAITD_HTTP_STATUS"] == "403")
        #expect(lost.priority == .warning)
        let back = lane.notice(of: .restored(from: .unauthorized, after: .seconds(95)), watches: 1)
        #expect(
            back.message
                == "bedrock in us-east-1 with profile ml-prod: in sight again, after 1min 35s unauthorized (1 watch)"
        )
        #expect(back["AWAITD_VISIBILITY"] == "visible")
    }

    @Test func anAnswerWithoutACodeGoesByItsHTTPStatus() {
        let lane = LaneID(service: "bedrock", region: "us-east-1", credentials: .defaultChain)
        let failure = PollFailure(.transient, httpStatus: 503, message: "no reason given")
        let lost = lane.notice(of: .lost(.unreachable, failure), watches: 1)
        #expect(lost["AWAITD_ERROR_CODE"] == "503")
        #expect(lost.message.contains("out of reach: no reason given"))
    }

    @Test func whatNeverReachedAWSIsNotSaidToBeItsRefusal() {
        let failure = PollFailure(.rejected, code: "InvalidEndpoint", message: "the address has no host")
        let lost = Watch.sample().notice(of: .visibilityLost(.rejected, failure), observation: nil)
        #expect(lost.message == "churn-nightly: cannot be asked for: the address has no host")
    }

    @Test func messageIDsAreDistinctAndWellFormed() {
        let ids = NoticeEvent.allCases.map(\.messageID)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
    }
}
