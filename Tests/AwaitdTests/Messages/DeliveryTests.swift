// SPDX-License-Identifier: Apache-2.0

import Core
import Platform
import Synchronization
import TestSupport
import Testing
import awaitd

/// When a message is tried again, and who gets it.
@Suite(.timeLimit(.minutes(1))) struct DeliveryTests {
    /// What a receiver answers, one after another; the last one for ever.
    private final class Script: Sendable {
        private let results: [TryResult]
        private let times = Mutex<[Duration]>([])
        private let clock: TestClock

        init(_ results: [TryResult], _ clock: TestClock) {
            (self.results, self.clock) = (results, clock)
        }

        var tries: [Int] { times.withLock { $0.map { Int($0.components.seconds) } } }

        func next() -> TryResult {
            times.withLock { times in
                times.append(clock.now.elapsed)
                return results[min(times.count, results.count) - 1]
            }
        }
    }

    /// What was reported.
    private final class Reports: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock(\.self) }

        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private func outcome(
        _ scripts: [[TryResult]],
        by schedule: TrySchedule = .hour
    ) async -> (isDelivered: Bool, tries: [[Int]], reports: [String]) {
        let clock = TestClock()
        let scripts = scripts.map { Script($0, clock) }
        let reports = Reports()
        let receivers = scripts.enumerated().map { index, script in
            MessageReceiver("r\(index + 1)") { script.next() }
        }
        let isDelivered = await withTaskGroup(of: Bool?.self) { group in
            group.addTask {
                await deliver(to: receivers, by: schedule, clock: clock) { receiver, report in
                    reports.add("\(receiver) \(report)")
                }
            }
            group.addTask {
                await clock.runAhead(of: 1)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? false
        }
        return (isDelivered, scripts.map(\.tries), reports.all)
    }

    @Test func whatIsTakenIsSentOnce() async {
        let (isDelivered, tries, reports) = await outcome([[.delivered()]])
        #expect(isDelivered && tries == [[0]] && reports == ["r1 delivered(remark: nil)"])
    }

    @Test func whatFailsIsTriedFromTenSecondsToFiveMinutesForAnHour() async {
        let (isDelivered, tries, reports) = await outcome([[.failed("no connection")]])
        #expect(!isDelivered)
        #expect(tries == [[0, 10, 30, 70, 150, 310, 610, 910, 1_210, 1_510, 1_810, 2_110, 2_410, 2_710, 3_010, 3_310]])
        #expect(reports == [#"r1 delayed("no connection")"#, #"r1 givenUp("no connection (16 tries)")"#])
    }

    @Test(
        arguments: [
            ([.failed("429", after: .seconds(20)), .delivered()], [0, 20]),
            ([.failed("429", after: .seconds(3)), .delivered()], [0, 10]),
            ([.failed("429", after: .seconds(-5)), .delivered()], [0, 10]),
            (
                [.failed("x"), .failed("429", after: .seconds(1_000)), .failed("x"), .delivered()],
                [0, 10, 1_010, 1_050]
            ),
        ] as [([TryResult], [Int])])
    func theReceiversWishIsHonoured(results: [TryResult], times: [Int]) async {
        let (isDelivered, tries, _) = await outcome([results])
        #expect(isDelivered && tries == [times])
    }

    @Test func aWishBeyondTheHourIsGivenUpAtOnce() async {
        let (isDelivered, tries, reports) = await outcome([[.failed("it answered 429", after: .seconds(7_200))]])
        #expect(!isDelivered && tries == [[0]])
        #expect(reports == [#"r1 givenUp("it answered 429, and asks to wait for 7200 s (1 try)")"#])
    }

    @Test func aRefusalIsFinal() async {
        let (isDelivered, tries, reports) = await outcome([[.refused("it answered 400")]])
        #expect(!isDelivered && tries == [[0]] && reports == [#"r1 givenUp("it answered 400")"#])
    }

    @Test func noneIsRepeatedBecauseAnotherFails() async {
        let (isDelivered, tries, _) = await outcome([
            [.delivered()], [.failed("x"), .failed("x"), .delivered()], [.refused("it answered 404")],
        ])
        #expect(!isDelivered && tries == [[0], [0, 10, 30], [0]])
    }

    @Test func aTestIsTriedOnce() async {
        let (_, tries, _) = await outcome([[.failed("x")]], by: TrySchedule(within: .zero))
        #expect(tries == [[0]])
    }

    @Test func beingStoppedIsSaid() async {
        let clock = TestClock()
        let reports = Reports()
        let work = Task {
            await deliver(to: [MessageReceiver("r") { .failed("no connection") }], by: .hour, clock: clock) {
                _, report in
                reports.add("\(report)")
            }
        }
        await clock.waitForSleepers(1)
        work.cancel()
        #expect(await work.value == false)
        #expect(reports.all.last == #"givenUp("stopped before it arrived; no connection")"#)
    }

    @Test func beingStoppedInTheMiddleOfATryIsNotItsFailure() async {
        let clock = TestClock()
        let reports = Reports()
        let receiver = MessageReceiver("r") {
            try? await clock.sleep(for: .seconds(20))
            return .failed("it did not end in time")
        }
        let work = Task {
            await deliver(to: [receiver], by: .hour, clock: clock) { reports.add("\($0) \($1)") }
        }
        await clock.waitForSleepers(1)
        work.cancel()
        #expect(await work.value == false)
        #expect(reports.all == [#"r givenUp("stopped before it arrived")"#])
    }

    @Test(arguments: [
        (0, "", TryResult.delivered()),
        (0, "queued, but\nnothing runs", .delivered(remark: "queued, but nothing runs")),
        (75, "try later", .failed("sendmail ended with status 75: try later")),
        (137, "", .failed("sendmail ended with status 137")),
        (64, "usage", .refused("sendmail ended with status 64: usage")),
    ])
    func sendmailsStatusDecides(status: Int, said: String, result: TryResult) {
        #expect(SendmailResult.judged(.init(status: status, output: [], errorText: Array(said.utf8))) == result)
    }

    @Test(arguments: [
        (0, "", TryResult.delivered()),
        (1, "WARNING - Failed to send JSON POST notification: Bad Request, error=400.", .refused("it answered 400")),
        (1, "error=503.", .failed("apprise ended with status 1: it answered 503")),
        (1, "error=429.", .failed("apprise ended with status 1: it answered 429")),
        (1, "A Connection error occurred", .failed("apprise ended with status 1")),
        (2, "", .refused("apprise refuses its arguments or the address (status 2)")),
    ])
    func apprisesStatusDecides(status: Int, said: String, result: TryResult) {
        #expect(AppriseResult.judged(.init(status: status, output: Array(said.utf8))) == result)
    }
}
