// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Does a piece of work once for all tasks that want its outcome at the same time.
///
/// The first task does it itself; those that ask meanwhile wait. If the first is cancelled, one of the others takes over, and
/// one that is cancelled while it waits stops waiting at once.
package final class SingleFlight<Key: Hashable & Sendable, Outcome: Sendable>: Sendable {
    private struct Flight {
        var waiters: [Int: CheckedContinuation<Outcome?, Never>] = [:]
    }

    private struct State {
        var flights: [Key: Flight] = [:]
        var nextID = 0
    }

    private enum Part {
        case lead
        case wait(Int)
    }

    private let state = Mutex(State())

    /// Nothing under way.
    package init() {}

    /// Whether a piece of work is under way.
    package func isUnderWay(_ key: Key) -> Bool {
        state.withLock { $0.flights[key] != nil }
    }

    /// How many tasks wait for a piece of work.
    package func waiters(for key: Key) -> Int {
        state.withLock { $0.flights[key]?.waiters.count ?? 0 }
    }

    /// The outcome of `work`, done by this task or by another; nil if this task is cancelled.
    ///
    /// `work` returns nil if it was given up because of a cancellation.
    package func outcome(of key: Key, _ work: () async -> Outcome?) async -> Outcome? {
        while !Task.isCancelled {
            switch join(key) {
            case .lead:
                let outcome = await work()
                land(key, outcome)
                return outcome
            case .wait(let id):
                if let outcome = await wait(for: key, id) { return outcome }
            }
        }
        return nil
    }

    private func join(_ key: Key) -> Part {
        state.withLock { state in
            guard state.flights[key] != nil else {
                state.flights[key] = Flight()
                return .lead
            }
            state.nextID += 1
            return .wait(state.nextID)
        }
    }

    private func land(_ key: Key, _ outcome: Outcome?) {
        let waiters = state.withLock { $0.flights.removeValue(forKey: key)?.waiters.values.map(\.self) ?? [] }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    private func wait(for key: Key, _ id: Int) async -> Outcome? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // It may have landed since we joined; and once cancelled, nothing would wake us.
                    guard state.flights[key] != nil, !Task.isCancelled else { return true }
                    state.flights[key]?.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume(returning: nil) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.flights[key]?.waiters.removeValue(forKey: id) }
            waiter?.resume(returning: nil)
        }
    }
}
