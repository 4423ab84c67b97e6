// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import NIOCore
import Synchronization

/// The open connections: whose they are, how long each has been idle, and which is closed when there are too many.
final class ConnectionTable: Sendable {
    /// What a connection is doing; the less it loses by being closed, the smaller.
    enum Activity: Int {
        /// Nothing has been asked for.
        case idle
        /// It receives notices.
        case listening
        /// Its call is being served, or its reply is being read.
        case serving
    }

    private struct Row {
        let channel: any Channel
        let user: uid_t
        var activity = Activity.idle
        var since = ContinuousClock.now

        /// How much there is to lose; a new connection has not had the time to ask yet.
        func worth(at now: ContinuousClock.Instant) -> Int {
            activity == .idle && now - since < ConnectionTable.timeToAsk ? Activity.serving.rawValue : activity.rawValue
        }
    }

    private struct State {
        var isClosed = false
        var rows: [ObjectIdentifier: Row] = [:]
        /// How many connections are served, closed ones included whose last call has not ended.
        var served = 0
    }

    /// How long a new connection counts as one that is being served.
    private static let timeToAsk: Duration = .seconds(1)
    /// How many closed connections may still have a call that has not ended, such as a reload.
    private static let mostLeftOver = 1_000

    private let state = Mutex(State())
    private let limit: Int
    /// Raised when a connection is added, for the one that closes those that are idle.
    let added = Signal()

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether there are no connections.
    var isEmpty: Bool { state.withLock(\.rows.isEmpty) }

    /// Adds a connection, to be removed by ``remove(_:)``; false if it cannot be served, and is to be closed.
    ///
    /// If there are too many, one of the user who has most of them is closed, so that no user locks out another: the one
    /// that has been idle longest, or if none is idle but new ones, the one that has been listening, or else served or
    /// connected, longest.
    func admit(_ channel: any Channel, of user: uid_t) -> Bool {
        let now = ContinuousClock.now
        let (isAdmitted, victim) = state.withLock { state -> (Bool, (any Channel)?) in
            state.served += 1
            guard !state.isClosed, state.served <= limit + Self.mostLeftOver else { return (false, nil) }
            state.rows[ObjectIdentifier(channel)] = Row(channel: channel, user: user)
            guard state.rows.count > limit else { return (true, nil) }
            let victim = Self.victim(in: state.rows, sparing: ObjectIdentifier(channel), at: now)
            return (true, victim.flatMap { state.rows.removeValue(forKey: $0)?.channel })
        }
        victim?.close(promise: nil)
        added.raise()
        return isAdmitted
    }

    /// Sets what a connection is doing from now on.
    func set(_ channel: any Channel, _ activity: Activity) {
        state.withLock {
            $0.rows[ObjectIdentifier(channel)]?.activity = activity
            $0.rows[ObjectIdentifier(channel)]?.since = .now
        }
    }

    /// Removes a connection whose last call has ended.
    func remove(_ channel: any Channel) {
        state.withLock {
            $0.served -= 1
            _ = $0.rows.removeValue(forKey: ObjectIdentifier(channel))
        }
    }

    /// Closes all connections, and admits no more.
    func closeAll() {
        let channels = state.withLock { state in
            state.isClosed = true
            return state.rows.values.map(\.channel)
        }
        for channel in channels { channel.close(promise: nil) }
    }

    /// Closes the connections that have been idle for longer than a time.
    func closeIdle(longerThan time: Duration) {
        let now = ContinuousClock.now
        let idle = state.withLock { state in
            state.rows.values.filter { $0.activity == .idle && now - $0.since > time }.map(\.channel)
        }
        for channel in idle { channel.close(promise: nil) }
    }

    /// The connection to close: of the user who has most, and of theirs the one that loses least; never the newest.
    private static func victim(
        in rows: [ObjectIdentifier: Row],
        sparing newest: ObjectIdentifier,
        at now: ContinuousClock.Instant
    ) -> ObjectIdentifier? {
        let counts = rows.values.reduce(into: [uid_t: Int]()) { $0[$1.user, default: 0] += 1 }
        let most = counts.values.max()
        let candidates = rows.filter { $0.key != newest && counts[$0.value.user] == most }
        return candidates.min { left, right in
            (left.value.worth(at: now), left.value.since) < (right.value.worth(at: now), right.value.since)
        }?.key
    }
}

/// Notices that the client of a connection has hung up, and cancels what is being done for it.
final class HangUp: Sendable {
    private struct State {
        var isOver = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Watches a connection.
    init(of channel: any Channel) {
        channel.closeFuture.whenComplete { [weak self] _ in self?.raise() }
    }

    /// Does some work, which is cancelled when the client hangs up; for one piece of work at a time.
    func cancelling(_ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask { await self.wait() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Returns when the client has hung up, or the task is cancelled.
    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if !state.isOver { state.waiter = continuation }
                    return state.isOver
                }
                if isOver { continuation.resume() }
                // A task cancelled before it got here had no waiter to wake yet.
                if Task.isCancelled { wake() }
            }
        } onCancel: {
            wake()
        }
    }

    private func raise() {
        state.withLock { $0.isOver = true }
        wake()
    }

    private func wake() {
        state.withLock { $0.waiter.take() }?.resume()
    }
}

/// Lets one caller through at a time, in the order in which they came; those that are cancelled leave the queue.
final class Turnstile: Sendable {
    private struct State {
        var isTaken = false
        var lastTicket = 0
        var queue: [(ticket: Int, waiter: CheckedContinuation<Bool, Never>)] = []
    }

    private let state = Mutex(State())

    /// Does some work when it is its turn; throws `CancellationError` if the task is cancelled before.
    func pass<Value>(_ work: () async throws -> Value) async throws -> Value {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        let hasTurn = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isFree = state.withLock { state in
                    if state.isTaken { state.queue.append((ticket, waiter)) }
                    defer { state.isTaken = true }
                    return !state.isTaken
                }
                if isFree { waiter.resume(returning: true) }
                // A task cancelled before it got here had nothing to leave yet.
                if Task.isCancelled { leave(ticket) }
            }
        } onCancel: {
            leave(ticket)
        }
        guard hasTurn else { throw CancellationError() }
        defer { next() }
        return try await work()
    }

    private func next() {
        let waiter = state.withLock { state in
            state.isTaken = !state.queue.isEmpty
            return state.queue.isEmpty ? nil : state.queue.removeFirst().waiter
        }
        waiter?.resume(returning: true)
    }

    private func leave(_ ticket: Int) {
        let waiter = state.withLock { state in
            let place = state.queue.firstIndex { $0.ticket == ticket }
            return place.map { state.queue.remove(at: $0).waiter }
        }
        waiter?.resume(returning: false)
    }
}
