// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct LaneVisibilityTests {
    /// Misses of one cause at these seconds after an answer at 0; when the loss is told, if it is.
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
    func sightIsLostAfterThreeMissesAndAMinute(
        misses: [Double],
        cause: PollFailure.Cause,
        lostAt: Double?,
        as expected: Visibility
    ) {
        var visibility = LaneVisibility()
        #expect(visibility.answered(at: .seconds(0)) == nil)
        var told: [Double] = []
        for second in misses where visibility.missed(.sample(cause), at: .seconds(second)) != nil {
            told.append(second)
        }
        #expect(told == lostAt.map { [$0] } ?? [])
        #expect(visibility.current == expected)
    }

    @Test func anOutageThatWasNotAnsweredAtAllCountsFromItsFirstMiss() {
        var visibility = LaneVisibility()
        #expect(visibility.missed(.sample(.transient), at: .seconds(100)) == nil)
        #expect(visibility.missed(.sample(.transient), at: .seconds(130)) == nil)
        #expect(visibility.missed(.sample(.transient), at: .seconds(159)) == nil)
        #expect(visibility.missed(.sample(.transient), at: .seconds(160)) != nil)
    }

    @Test func aThrottleAmongOtherFailuresIsUnreachable() {
        var visibility = LaneVisibility()
        _ = visibility.missed(.sample(.throttled), at: .seconds(0))
        _ = visibility.missed(.sample(.transient), at: .seconds(30))
        _ = visibility.missed(.sample(.throttled), at: .seconds(60))
        #expect(visibility.current == .unreachable)
    }

    @Test func aLossIsToldOnceAndItsEndOnce() {
        var visibility = LaneVisibility()
        var events: [LaneEvent] = []
        for second in 0..<600 {
            events += [visibility.missed(.sample(.transient), at: .seconds(Double(second)))].compactMap { $0 }
        }
        #expect(events == [.lost(.unreachable, .sample(.transient))])
        #expect(visibility.answered(at: .seconds(600)) == .restored(from: .unreachable, after: .seconds(540)))
        #expect(visibility.answered(at: .seconds(601)) == nil)
    }

    @Test func refusedCredentialsAreToldDuringAnOutageToo() {
        var visibility = LaneVisibility()
        for second in [0.0, 30, 60] { _ = visibility.missed(.sample(.transient), at: .seconds(second)) }
        #expect(
            visibility.missed(.sample(.credentials), at: .seconds(70)) == .lost(.unauthorized, .sample(.credentials)))
        #expect(visibility.missed(.sample(.transient), at: .seconds(200)) == nil)
        #expect(visibility.current == .unauthorized)
    }

    @Test(arguments: [PollFailure.Cause.denied, .notFound, .rejected])
    func anAnswerAboutTheResourceShowsThatTheLaneWorks(cause: PollFailure.Cause) {
        var visibility = LaneVisibility()
        _ = visibility.missed(.sample(.credentials), at: .seconds(0))
        #expect(
            visibility.missed(.sample(cause), at: .seconds(5)) == .restored(from: .unauthorized, after: .seconds(5)))
    }
}

@Suite struct WatchSightTests {
    private func machine(seen: Bool) -> WatchMachine {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        if seen { _ = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(0)) }
        return machine
    }

    @Test func whatFailsWhileItsLaneIsAnsweredIsToldPerWatch() {
        var machine = machine(seen: true)
        var told: [String] = []
        for second in [15.0, 45, 70] {
            let lane = LaneView(lastAnswerAt: .seconds(Int(second)))
            told += machine.miss(.sample(.transient), lane: lane, at: .seconds(second)).told.map(\.mark)
        }
        #expect(told == ["lost:unreachable"])
        let back = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(100)).told
        #expect(back == [.visibilityRestored(from: .unreachable, after: .seconds(30))])
    }

    @Test func whatFailsWithItsLaneIsLeftToTheLane() {
        var machine = machine(seen: true)
        for second in stride(from: 10.0, through: 1_000, by: 10) {
            let lane = LaneView(isLost: second > 60, lastAnswerAt: .seconds(5))
            #expect(machine.miss(.sample(.transient), lane: lane, at: .seconds(second)).told.isEmpty)
        }
        // Its first miss after the lane came back is one miss, not the hundred-and-first.
        let restored = LaneView(lastAnswerAt: .seconds(1_001), restoredAt: .seconds(1_001))
        #expect(machine.miss(.sample(.transient), lane: restored, at: .seconds(1_002)).told.isEmpty)
        #expect(machine.observe(Observation(status: "COMPLETED"), at: .seconds(1_010)).told.count == 1)
    }

    @Test(arguments: [(PollFailure.Cause.denied, "lost:unauthorized"), (.rejected, "lost:rejected")])
    func aRefusalIsToldAtOnceAndOnceAndPolledSlowly(cause: PollFailure.Cause, mark: String) {
        var machine = machine(seen: false)
        let first = machine.miss(.sample(cause), lane: LaneView(), at: .seconds(0))
        #expect(first.told.map(\.mark) == [mark])
        #expect(first.last == .pace(.slowest))
        let second = machine.miss(.sample(cause), lane: LaneView(), at: .seconds(300))
        #expect(second == [.pace(.slowest)])
        let back = machine.observe(Observation(status: "PENDING"), at: .seconds(600))
        #expect(back.told.count == 2)
        #expect(back.last == .pace(.startOver))
    }

    @Test func aWatchThatWasSeenAndIsGoneIsToldAtOnce() {
        var machine = machine(seen: true)
        let effects = machine.miss(.sample(.notFound), lane: LaneView(), at: .seconds(10))
        #expect(effects.told.map(\.mark) == ["gone"])
        #expect(effects.last == .pace(.slowest))
        #expect(machine.miss(.sample(.notFound), lane: LaneView(), at: .seconds(20)).told.isEmpty)
        #expect(machine.state == .inProgress, "not found is not deleted")
        let back = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(30)).told.map(\.mark)
        #expect(back == ["restored:not-found"])
    }

    @Test func aWatchThatWasNeverSeenIsToldAfterTheGracePeriod() {
        var machine = machine(seen: false)
        #expect(machine.miss(.sample(.notFound), lane: LaneView(), at: .seconds(0)) == [.pace(.backOff)])
        #expect(machine.deadline(at: .seconds(0)) == .seconds(300))
        #expect(machine.miss(.sample(.transient), lane: LaneView(), at: .seconds(100)).told.isEmpty)
        #expect(machine.miss(.sample(.notFound), lane: LaneView(), at: .seconds(299)).told.isEmpty)
        let effects = machine.miss(.sample(.notFound), lane: LaneView(), at: .seconds(300))
        #expect(effects.told.map(\.mark) == ["not-found"])
        #expect(effects.last == .pace(.slowest))
        #expect(machine.deadline(at: .seconds(300)) == nil)
        let found = machine.observe(Observation(status: "PENDING"), at: .seconds(400)).told.map(\.mark)
        #expect(found == ["restored:not-found", "unseen>pending"])
    }

    @Test func aWatchThatIsFoundWithinTheGracePeriodWasNeverMissing() {
        var machine = machine(seen: false)
        _ = machine.miss(.sample(.notFound), lane: LaneView(), at: .seconds(0))
        #expect(
            machine.observe(Observation(status: "PENDING"), at: .seconds(200)).told.map(\.mark) == ["unseen>pending"])
    }

    @Test func wrongCredentialsAreTheLanesBusiness() {
        var machine = machine(seen: true)
        #expect(machine.miss(.sample(.credentials), lane: LaneView(isLost: true), at: .seconds(1)).told.isEmpty)
        #expect(machine.visibility.current == .visible)
    }
}
