// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// What is told once, while the wall clock is wrong.
@Suite struct UnconfirmedClockTests {
    /// The host's clocks: the wall clock is `error` off until it is set right, and what AWS says is known once it answers.
    private struct Clocks {
        var error: Duration
        var setRightAt: Duration?
        var confirmedFrom: Duration?
        /// When AWS answered an earlier run, by the right time.
        var recorded: Duration?

        func moment(_ steady: Duration) -> Moment {
            let right = Moment.at(steady).wall
            let isRight = setRightAt.map { steady >= $0 } ?? false
            let wall = isRight ? right : right + error
            var evidence = TimeEvidence()
            if let recorded { evidence.note(recorded: Moment.at(recorded).wall, at: .zero) }
            if let confirmedFrom, steady >= confirmedFrom {
                evidence.note(Moment.at(confirmedFrom).wall, of: "aws", wall: wall, at: confirmedFrom)
            }
            return Moment(wall: wall, steady: steady, confirmed: evidence.time(at: steady, wall: wall))
        }
    }

    private static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    private static let list = WatchList(watches: [.sample(overdueAfter: .seconds(7_200))])

    private static func running(createdAt: Duration?) -> (Watch, Duration) -> PollOutcome {
        { _, _ in .observed(Observation(status: "INPROGRESS", createdAt: createdAt.map { Moment.at($0).wall })) }
    }

    @Test(arguments: [30, 200, -1, -20_000], [true, false])
    func overdueIsToldWhenItIsTrueWhateverTheClock(error: Int, isSetRight: Bool) {
        let setRightAt: Duration? = isSetRight ? .seconds(600) : nil
        let clocks = Clocks(error: Self.days(error), setRightAt: setRightAt, confirmedFrom: .milliseconds(1))
        for created in [nil, Duration.seconds(-600)] {
            var world = SimulatedWorld(Self.list, moment: clocks.moment, answer: Self.running(createdAt: created))
            world.run(until: .seconds(20_000))
            let told = world.delivered(.overdue).map(\.second)
            let due = Int((created ?? .zero).inSeconds) + 7_200
            #expect(told.count == 1 && (due...due + 16).contains(told.first ?? 0), "\(told), due at \(due)")
        }
    }

    @Test func anOverdueWatchIsToldAfterARestartWithoutAWSAsSoonAsTheRecordProvesIt() {
        let clocks = Clocks(error: Self.days(30), recorded: .seconds(-100))
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        _ = machine.observe(
            Observation(status: "INPROGRESS", createdAt: Moment.seconds(-1_000).wall), at: .seconds(-100))
        let watch = Self.list.watches[0]
        let snapshot = WatchSnapshot(
            identity: watch.identity, machine: machine.saved(at: .seconds(-100)), interval: .seconds(15))
        let past = Resumption(watches: [watch.identity: snapshot], lanes: [:], list: Self.list.watches)
        #expect(past.lastAnswerAt == Moment.seconds(-100).wall)
        var world = SimulatedWorld(Self.list, resuming: past, moment: clocks.moment) { _, _ in
            .failed(.sample(.credentials))
        }
        world.run(until: .seconds(20_000))
        let told = world.delivered(.overdue).map(\.second)
        // 6,200 s after the start by the right time; 100 s later, since the record does not know how long nothing ran.
        #expect(told.count == 1 && (6_300...6_331).contains(told.first ?? 0), "\(told)")
    }

    @Test(arguments: [Duration.seconds(30 * 86_400), .seconds(-30 * 86_400), .zero])
    func theGraceOfAMissingResourceIsNotShortenedByAWrongClock(error: Duration) {
        let (last, first) = (Moment.seconds(-10).wall, Moment.seconds(-60).wall)
        let visibility = SavedVisibility(lastAnswerAt: last, notFoundSince: first)
        let watch = Watch.sample()
        let snapshot = WatchSnapshot(
            identity: watch.identity, machine: SavedMachine(visibility: visibility), interval: .seconds(15))
        let past = Resumption(watches: [watch.identity: snapshot], lanes: [:], list: [watch])
        let clocks = Clocks(error: error, confirmedFrom: .seconds(1), recorded: .seconds(-10))
        var world = SimulatedWorld(WatchList(watches: [watch]), resuming: past, moment: clocks.moment) { _, _ in
            .failed(.sample(.notFound))
        }
        world.run(until: .seconds(2_000))
        let told = world.delivered(.notFound).map(\.second)
        #expect(told.count == 1 && (240...256).contains(told.first ?? 0), "\(told)")
    }

    /// However the wall clock jumps, from when AWS has answered on it changes neither what is told nor when.
    @Test(arguments: 1...20)
    func aClockThatJumpsAtRandomChangesNothing(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let jumps = (0..<20).map { _ in Int.random(in: -4_000_000_000...4_000_000_000, using: &random) }
        func moment(_ steady: Duration) -> Moment {
            let right = Moment.at(steady).wall
            let wall = right + .seconds(jumps[Int(steady.inSeconds / 1_000) % jumps.count])
            var evidence = TimeEvidence()
            evidence.note(right, of: "aws", wall: wall, at: steady)
            return Moment(wall: wall, steady: steady, confirmed: evidence.time(at: steady, wall: wall))
        }
        func answer(_ watch: Watch, _ now: Duration) -> PollOutcome {
            let number = Int(watch.name.suffix(1)) ?? 0
            switch Int(now.inSeconds) / 900 + number {
            case 0, 1: return .status("PENDING")
            case 2: return .failed(.sample(.transient))
            case 5: return .failed(.sample(.notFound))
            default: return .status("INPROGRESS")
            }
        }
        let list = WatchList(watches: (0..<5).map { .sample("job-\($0)", overdueAfter: .seconds(5_000)) })
        var jumping = SimulatedWorld(list, moment: moment, answer: answer)
        var steadfast = SimulatedWorld(list, answer: answer)
        jumping.run(until: .seconds(20_000))
        steadfast.run(until: .seconds(20_000))
        #expect(jumping.notices.map(\.at) == steadfast.notices.map(\.at))
        #expect(jumping.notices.map(\.notice.event) == steadfast.notices.map(\.notice.event))
        #expect(jumping.delivered(.overdue).count == 5)
    }
}
