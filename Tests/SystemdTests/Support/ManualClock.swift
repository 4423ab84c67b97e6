// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that stands until it is told to move.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var nextID = 0
        var sleepers: [Int: (deadline: Instant, wake: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(count: Int, wake: CheckedContinuation<Void, Never>)] = []
        var started = 0
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let watchers = state.withLock { state in
                    state.sleepers[id] = (deadline, wake)
                    state.started += 1
                    let reached = state.watchers.filter { $0.count <= state.started }
                    state.watchers.removeAll { $0.count <= state.started }
                    return reached
                }
                for watcher in watchers { watcher.wake.resume() }
                if Task.isCancelled { cancel(id) } else { wakeDue() }
            }
        } onCancel: {
            cancel(id)
        }
    }

    /// Waits until so many sleeps have begun since the clock was made.
    func sleepsBegun(_ count: Int) async {
        await withCheckedContinuation { wake in
            let reached = state.withLock { state in
                if state.started >= count { return true }
                state.watchers.append((count, wake))
                return false
            }
            if reached { wake.resume() }
        }
    }

    /// Moves the clock and wakes whoever is due.
    func advance(by duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
        wakeDue()
    }

    private func wakeDue() {
        let due = state.withLock { state in
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due
        }
        for sleeper in due.values { sleeper.wake.resume() }
    }

    private func cancel(_ id: Int) {
        state.withLock { $0.sleepers.removeValue(forKey: id) }?.wake.resume(throwing: CancellationError())
    }
}
