// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct LaneVisibilityTests {
    /// Failures of one cause at these seconds after an answer at 0; when the loss is reported, if it is.
    static let losses: [([Double], PollFailure.Cause, Double?, Visibility)] = [
        ([15.0, 45, 61], .transient, 61.0, .unreachable),
        ([59.0, 59.5, 59.9, 60], .transient, 60, .unreachable),
        ([300.0, 600, 900], .transient, 900, .unreachable),
        ([10.0, 61], .transient, nil, .visible),
        ([20.0, 40, 60], .throttled, 60, .throttled),
        ([20.0, 40, 60], .clockSkew, 60, .unreachable),
        ([1.0], .credentials, 1, .unauthorized),
    ]

    @Test(arguments: losses)
    func visibilityIsLostAfterThreeFailuresAndAMinute(
        failures: [Double],
        cause: PollFailure.Cause,
        lostAt: Double?,
        as expected: Visibility
    ) {
        var visibility = LaneVisibility()
        #expect(visibility.answered(at: .seconds(0)) == nil)
        var reported: [Double] = []
        for second in failures where visibility.failed(.sample(cause), at: .seconds(second)) != nil {
            reported.append(second)
        }
        #expect(reported == lostAt.map { [$0] } ?? [])
        #expect(visibility.current == expected)
    }

    @Test func anOutageWithoutAnyAnswerCountsFromItsFirstFailure() {
        var visibility = LaneVisibility()
        #expect(visibility.failed(.sample(.transient), at: .seconds(100)) == nil)
        #expect(visibility.failed(.sample(.transient), at: .seconds(130)) == nil)
        #expect(visibility.failed(.sample(.transient), at: .seconds(159)) == nil)
        #expect(visibility.failed(.sample(.transient), at: .seconds(160)) != nil)
    }

    @Test func aThrottleAmongOtherFailuresIsUnreachable() {
        var visibility = LaneVisibility()
        _ = visibility.failed(.sample(.throttled), at: .seconds(0))
        _ = visibility.failed(.sample(.transient), at: .seconds(30))
        _ = visibility.failed(.sample(.throttled), at: .seconds(60))
        #expect(visibility.current == .unreachable)
    }

    @Test func aLossIsReportedOnceAndItsEndOnce() {
        var visibility = LaneVisibility()
        var events: [LaneEvent] = []
        for second in 0..<600 {
            events += [visibility.failed(.sample(.transient), at: .seconds(Double(second)))].compactMap { $0 }
        }
        #expect(events == [.lost(.unreachable, .sample(.transient))])
        #expect(visibility.answered(at: .seconds(600)) == .restored(from: .unreachable, after: .seconds(540)))
        #expect(visibility.answered(at: .seconds(601)) == nil)
    }

    @Test func refusedCredentialsAreReportedDuringAnOutageToo() {
        var visibility = LaneVisibility()
        for second in [0.0, 30, 60] { _ = visibility.failed(.sample(.transient), at: .seconds(second)) }
        #expect(
            visibility.failed(.sample(.credentials), at: .seconds(70)) == .lost(.unauthorized, .sample(.credentials)))
        #expect(visibility.failed(.sample(.transient), at: .seconds(200)) == nil)
        #expect(visibility.current == .unauthorized)
    }

    @Test(arguments: [PollFailure.Cause.denied, .notFound, .rejected])
    func anAnswerAboutTheResourceShowsThatTheLaneWorks(cause: PollFailure.Cause) {
        var visibility = LaneVisibility()
        _ = visibility.failed(.sample(.credentials), at: .seconds(0))
        #expect(
            visibility.failed(.sample(cause), at: .seconds(5)) == .restored(from: .unauthorized, after: .seconds(5)))
    }
}

@Suite struct WatchVisibilityTests {
    private func machine(seen: Bool) -> WatchMachine {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        if seen { _ = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(0)) }
        return machine
    }

    @Test func whatFailsWhileItsLaneIsAnsweredIsReportedPerWatch() {
        var machine = machine(seen: true)
        var reported: [String] = []
        for second in [15.0, 45, 70] {
            let lane = LaneView(lastAnswerAt: .seconds(Int(second)))
            reported += machine.observe(.sample(.transient), lane: lane, at: .seconds(second)).events.map(\.mark)
        }
        #expect(reported == ["lost:unreachable"])
        let back = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(100)).events
        #expect(back == [.visibilityRestored(from: .unreachable, after: .seconds(30))])
    }

    @Test func whatFailsWithItsLaneIsLeftToTheLane() {
        var machine = machine(seen: true)
        for second in stride(from: 10.0, through: 1_000, by: 10) {
            let lane = LaneView(isLost: second > 60, lastAnswerAt: .seconds(5))
            #expect(machine.observe(.sample(.transient), lane: lane, at: .seconds(second)).events.isEmpty)
        }
        // Its first miss after the lane came back is one miss, not the hundred-and-first.
        let restored = LaneView(lastAnswerAt: .seconds(1_001), restoredAt: .seconds(1_001))
        #expect(machine.observe(.sample(.transient), lane: restored, at: .seconds(1_002)).events.isEmpty)
        #expect(machine.observe(Observation(status: "COMPLETED"), at: .seconds(1_010)).events.count == 1)
    }

    @Test(arguments: [(PollFailure.Cause.denied, "lost:unauthorized"), (.rejected, "lost:rejected")])
    func aRefusalIsToldAtOnceAndOnceAndPolledSlowly(cause: PollFailure.Cause, mark: String) {
        var machine = machine(seen: false)
        let first = machine.observe(.sample(cause), lane: LaneView(), at: .seconds(0))
        #expect(first.events.map(\.mark) == [mark])
        #expect(first.last == .pace(.slowest))
        let second = machine.observe(.sample(cause), lane: LaneView(), at: .seconds(300))
        #expect(second == [.pace(.slowest)])
        let back = machine.observe(Observation(status: "PENDING"), at: .seconds(600))
        #expect(back.events.count == 2)
        #expect(back.last == .pace(.startOver))
    }

    @Test func aWatchThatWasSeenAndIsGoneIsToldAtOnce() {
        var machine = machine(seen: true)
        let effects = machine.observe(.sample(.notFound), lane: LaneView(), at: .seconds(10))
        #expect(effects.events.map(\.mark) == ["gone"])
        #expect(effects.last == .pace(.slowest))
        #expect(machine.observe(.sample(.notFound), lane: LaneView(), at: .seconds(20)).events.isEmpty)
        #expect(machine.state == .inProgress, "not found is not deleted")
        let back = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(30)).events.map(\.mark)
        #expect(back == ["restored:not-found"])
    }

    @Test func aWatchThatWasNeverSeenIsToldAfterTheGracePeriod() {
        var machine = machine(seen: false)
        #expect(machine.observe(.sample(.notFound), lane: LaneView(), at: .seconds(0)) == [.pace(.backOff)])
        #expect(machine.deadline(at: .seconds(0)) == .seconds(300))
        #expect(machine.observe(.sample(.transient), lane: LaneView(), at: .seconds(100)).events.isEmpty)
        #expect(machine.observe(.sample(.notFound), lane: LaneView(), at: .seconds(299)).events.isEmpty)
        let effects = machine.observe(.sample(.notFound), lane: LaneView(), at: .seconds(300))
        #expect(effects.events.map(\.mark) == ["not-found"])
        #expect(effects.last == .pace(.slowest))
        #expect(machine.deadline(at: .seconds(300)) == nil)
        let found = machine.observe(Observation(status: "PENDING"), at: .seconds(400)).events.map(\.mark)
        #expect(found == ["restored:not-found", "unseen>pending"])
    }

    @Test func aWatchThatIsFoundWithinTheGracePeriodWasNeverMissing() {
        var machine = machine(seen: false)
        _ = machine.observe(.sample(.notFound), lane: LaneView(), at: .seconds(0))
        #expect(
            machine.observe(Observation(status: "PENDING"), at: .seconds(200)).events.map(\.mark) == ["unseen>pending"])
    }

    @Test func wrongCredentialsAreTheLanesBusiness() {
        var machine = machine(seen: true)
        #expect(machine.observe(.sample(.credentials), lane: LaneView(isLost: true), at: .seconds(1)).events.isEmpty)
        #expect(machine.visibility.current == .visible)
    }
}
