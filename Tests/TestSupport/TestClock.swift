// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that stands still until a test moves it.
///
/// Sleepers are woken in the order of their deadlines, one deadline at a time, as ``advance(to:)`` passes them.
package final class TestClock: Clock, Sendable {
    /// A point of this clock's time.
    package struct Instant: InstantProtocol {
        /// Time since the clock was made.
        package let elapsed: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(elapsed: elapsed + duration) }
        package func duration(to other: Instant) -> Duration { other.elapsed - elapsed }
        package static func < (left: Instant, right: Instant) -> Bool { left.elapsed < right.elapsed }
    }

    private struct Sleeper {
        let id: Int
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// A waiter for this many sleepers at once, or this many sleeps begun.
    private struct Watcher {
        let id: Int
        let sleepers: Int
        let begun: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Instant(elapsed: .zero)
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var begun = 0
        var watchers: [Watcher] = []
    }

    private let state = Mutex(State())

    /// A clock at zero.
    package init() {}

    package var now: Instant { state.withLock(\.now) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(Sleeper(id: id, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func enqueue(_ sleeper: Sleeper) {
        let (isOver, isCancelled, woken) = state.withLock { state -> (Bool, Bool, [CheckedContinuation<Void, Never>]) in
            if state.cancelled.remove(sleeper.id) != nil { return (false, true, []) }
            let isOver = sleeper.deadline <= state.now
            if !isOver { state.sleepers.append(sleeper) }
            state.begun += 1
            let (sleepers, begun) = (state.sleepers.count, state.begun)
            let ready = state.watchers.filter { $0.sleepers <= sleepers && $0.begun <= begun }
            state.watchers.removeAll { $0.sleepers <= sleepers && $0.begun <= begun }
            return (isOver, false, ready.map(\.continuation))
        }
        if isCancelled { sleeper.continuation.resume(throwing: CancellationError()) }
        if isOver { sleeper.continuation.resume() }
        for watcher in woken { watcher.resume() }
    }

    private func cancel(_ id: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    /// Waits until this many sleep on the clock at once.
    package func waitForSleepers(_ count: Int) async {
        await wait(sleepers: count, begun: 0)
    }

    /// Waits until this many sleeps have begun since the clock was made, including those that were over at once.
    package func sleepsBegun(_ count: Int) async {
        await wait(sleepers: 0, begun: count)
    }

    private func wait(sleepers: Int, begun: Int) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    if state.sleepers.count >= sleepers, state.begun >= begun { return true }
                    state.watchers.append(
                        Watcher(id: id, sleepers: sleepers, begun: begun, continuation: continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            // A test that has reached its time limit must end, not hang.
            let watcher = state.withLock { state -> Watcher? in
                guard let index = state.watchers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.watchers.remove(at: index)
            }
            watcher?.continuation.resume()
        }
    }

    /// The earliest deadline of all sleepers; nil if there are none.
    package var nextDeadline: Instant? {
        state.withLock { $0.sleepers.map(\.deadline).min() }
    }

    /// Moves the clock on whenever this many sleep on it at once, until the task is cancelled.
    package func runAhead(of sleepers: Int) async {
        while !Task.isCancelled {
            if state.withLock({ $0.sleepers.count }) >= sleepers { advanceToNextDeadline() }
            await Task.yield()
        }
    }

    /// Moves the clock to its next deadline and wakes its sleepers; false if there are none.
    @discardableResult
    package func advanceToNextDeadline() -> Bool {
        guard let next = nextDeadline else { return false }
        advance(to: next)
        return true
    }

    /// Moves the clock on by so much.
    package func advance(by duration: Duration) {
        advance(to: now.advanced(by: duration))
    }

    /// Moves the clock and wakes the sleepers whose deadline has come.
    package func advance(to instant: Instant) {
        let due = state.withLock { state -> [Sleeper] in
            state.now = max(state.now, instant)
            let due = state.sleepers.filter { $0.deadline <= state.now }.sorted { $0.deadline < $1.deadline }
            state.sleepers.removeAll { $0.deadline <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
