// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Synchronization
import TestSupport
import Testing

@Suite("Single flight")
struct SingleFlightTests {
    /// Work that begins when it is asked for and ends when its clock is moved.
    private final class Work: Sendable {
        let clock = TestClock()
        let flights = SingleFlight<String, Int>()
        private let begun = Mutex(0)

        var count: Int { begun.withLock(\.self) }

        func outcome(_ key: String = "a") async -> Int? {
            await flights.outcome(of: key) {
                let number = begun.withLock { begun in
                    begun += 1
                    return begun
                }
                do {
                    try await clock.sleep(until: clock.now.advanced(by: .seconds(number)), tolerance: nil)
                    return number
                } catch {
                    return nil
                }
            }
        }

        func waitForWaiters(_ count: Int, _ key: String = "a") async {
            while flights.waiters(for: key) < count { await Task.yield() }
        }
    }

    @Test func allGetTheOutcomeOfOne() async {
        let work = Work()
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<50 { group.addTask { await work.outcome() } }
            await work.waitForWaiters(49)
            #expect(work.flights.isUnderWay("a") && !work.flights.isUnderWay("b"))
            work.clock.advance(to: work.clock.now.advanced(by: .seconds(1)))
            for await outcome in group { #expect(outcome == 1) }
        }
        #expect(work.count == 1)
        #expect(!work.flights.isUnderWay("a"))
    }

    @Test func anotherTakesOverWhenTheFirstIsCancelled() async {
        let work = Work()
        await withTaskGroup(of: Int?.self) { others in
            await withTaskGroup(of: Int?.self) { first in
                first.addTask { await work.outcome() }
                await work.clock.waitForSleepers(1)
                for _ in 0..<10 { others.addTask { await work.outcome() } }
                await work.waitForWaiters(10)
                first.cancelAll()
                #expect(await first.next() == .some(nil))
            }
            await work.clock.waitForSleepers(1)
            await work.waitForWaiters(9)
            work.clock.advance(to: work.clock.now.advanced(by: .seconds(2)))
            for await outcome in others { #expect(outcome == 2) }
        }
        #expect(work.count == 2)
    }

    @Test func aCancelledWaiterStopsWaitingAtOnce() async {
        let work = Work()
        await withTaskGroup(of: Int?.self) { first in
            first.addTask { await work.outcome() }
            await work.clock.waitForSleepers(1)
            await withTaskGroup(of: Int?.self) { others in
                for _ in 0..<5 { others.addTask { await work.outcome() } }
                await work.waitForWaiters(5)
                others.cancelAll()
                for await outcome in others { #expect(outcome == nil) }
            }
            #expect(work.flights.waiters(for: "a") == 0)
            work.clock.advance(to: work.clock.now.advanced(by: .seconds(1)))
            #expect(await first.next() == 1)
        }
    }

    @Test func differentWorkDoesNotWaitForEachOther() async {
        let work = Work()
        await withTaskGroup(of: Int?.self) { group in
            group.addTask { await work.outcome("a") }
            group.addTask { await work.outcome("b") }
            await work.clock.waitForSleepers(2)
            work.clock.advance(to: work.clock.now.advanced(by: .seconds(2)))
            var outcomes: Set<Int?> = []
            for await outcome in group { outcomes.insert(outcome) }
            #expect(outcomes == [1, 2])
        }
    }

    /// Whichever tasks are cancelled, the others get an outcome, and the same work never runs twice at once.
    @Test(arguments: 0..<20)
    func holdsUnderCancellation(seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        let flights = SingleFlight<Int, Int>()
        let runs = Runs()
        let plans = (0..<40).map { _ in
            (key: Int.random(in: 0..<3, using: &random), isCancelled: Bool.random(using: &random))
        }
        await withTaskGroup(of: Void.self) { group in
            for plan in plans {
                group.addTask {
                    await withTaskGroup(of: Int?.self) { own in
                        own.addTask {
                            await flights.outcome(of: plan.key) {
                                runs.begin(plan.key)
                                for _ in 0..<5 { await Task.yield() }
                                runs.end(plan.key)
                                return Task.isCancelled ? nil : plan.key
                            }
                        }
                        if plan.isCancelled { own.cancelAll() }
                        let outcome = await own.next() ?? nil
                        #expect(outcome == plan.key || (plan.isCancelled && outcome == nil))
                    }
                }
            }
        }
        #expect(runs.most == 1)
    }
}

/// How many pieces of the same work run at once, and did at most.
private final class Runs: Sendable {
    private let state = Mutex<(now: [Int: Int], most: Int)>(([:], 0))

    var most: Int { state.withLock(\.most) }

    func begin(_ key: Int) {
        state.withLock { state in
            state.now[key, default: 0] += 1
            state.most = max(state.most, state.now[key, default: 0])
        }
    }

    func end(_ key: Int) {
        state.withLock { $0.now[key, default: 0] -= 1 }
    }
}
