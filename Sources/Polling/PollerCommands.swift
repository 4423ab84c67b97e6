// SPDX-License-Identifier: Apache-2.0

package import Core
import DequeModule
import Synchronization

/// Sends commands to a running ``Poller``, from any task.
///
/// Every command is answered, also when the poller stops or has stopped before.
package struct PollerCommands: Sendable {
    let requests = RequestQueue<PollerRequest>()

    /// The most requests of the control socket's clients that wait for the loop.
    package static let mostWaiting = 1_024

    /// Makes the commands for one poller.
    package init() {}

    /// Replaces the watch list; returns once the new one is on record and in use.
    package func apply(_ list: WatchList) async throws(PollerError) -> AppliedList {
        try await send { .apply(list, $0) }.get()
    }

    /// Makes a watch due immediately; false if there is none of this name.
    ///
    /// Throws ``PollerError/busy`` when too many requests wait already.
    package func pollNow(_ name: String) async throws(PollerError) -> Bool {
        try await send(limit: Self.mostWaiting) { .pollNow(name, $0) }.get()
    }

    /// Returns the status of each watch, matcher and list in use.
    ///
    /// Throws ``PollerError/busy`` when too many requests wait already.
    package func status() async throws(PollerError) -> StatusReport {
        try await send(limit: Self.mostWaiting) { .status($0) }.get()
    }

    /// Returns what the poller has counted, and how its watches and lanes are.
    ///
    /// Throws ``PollerError/busy`` when too many requests wait already.
    package func metrics() async throws(PollerError) -> PollMetrics {
        try await send(limit: Self.mostWaiting) { .metrics($0) }.get()
    }

    /// Has the poller renew its record if that is damaged, and report its summary again.
    package func refresh() {
        // A poller that has stopped has nothing to report.
        _ = requests.post(.refresh)
    }

    private func send<Value: Sendable>(
        limit: Int? = nil,
        _ request: (PollerReply<Value>) -> PollerRequest
    ) async -> Result<Value, PollerError> {
        await withCheckedContinuation { continuation in
            let reply = PollerReply(continuation)
            switch requests.post(request(reply), limit: limit) {
            case .accepted: break
            case .full: reply.send(.failure(.busy))
            case .closed: reply.send(.failure(.stopping))
            }
        }
    }
}

/// A watch list that a poller has put into use.
package struct AppliedList: Sendable, Hashable {
    /// Which watches were added, removed and changed.
    package let changes: WatchListDiff
    /// Which matchers were added, removed and changed.
    package let matcherChanges: MatcherListDiff
    /// The summary of the new list.
    package let summary: Summary
}

/// Why a poller did not do what it was asked.
package enum PollerError: Error, Sendable, Hashable {
    /// It is stopping or has stopped.
    case stopping
    /// Too many requests wait for it already.
    case busy
    /// The record could not be written, for this reason; nothing was changed.
    case notRecorded(String)
}

/// One command to the poller, with its reply.
enum PollerRequest: Sendable {
    case apply(WatchList, PollerReply<AppliedList>)
    case pollNow(String, PollerReply<Bool>)
    case status(PollerReply<StatusReport>)
    case metrics(PollerReply<PollMetrics>)
    case refresh

    /// Replies with an error.
    func fail(_ error: PollerError) {
        switch self {
        case .apply(_, let reply): reply.send(.failure(error))
        case .pollNow(_, let reply): reply.send(.failure(error))
        case .status(let reply): reply.send(.failure(error))
        case .metrics(let reply): reply.send(.failure(error))
        case .refresh: break
        }
    }
}

/// Resumes the sender of a command; to be used once.
struct PollerReply<Value: Sendable>: Sendable {
    private let continuation: CheckedContinuation<Result<Value, PollerError>, Never>

    init(_ continuation: CheckedContinuation<Result<Value, PollerError>, Never>) {
        self.continuation = continuation
    }

    func send(_ result: Result<Value, PollerError>) {
        continuation.resume(returning: result)
    }
}

extension Poller {
    /// Serves commands; returns whether the summary must be reported again.
    func serve(
        _ requests: [PollerRequest],
        with engine: inout Engine,
        _ surveys: inout StatusSurveys
    ) async -> Bool {
        var isSummaryStale = false
        for request in requests {
            switch request {
            case .status(let reply):
                // Taken on the loop's next passes, which follow immediately.
                surveys.add(reply)
            case .metrics(let reply): reply.send(.success(engine.metrics(meters.counts, at: now)))
            case .refresh:
                // A damaged record is renewed on the loop's next pass, which follows immediately.
                isSummaryStale = true
            case .pollNow(let name, let reply):
                reply.send(.success(engine.pollNow(name, at: now)))
            case .apply(let list, let reply):
                isSummaryStale = true
                reply.send(await apply(list, to: &engine))
            }
        }
        return isSummaryStale
    }

    /// Commits what a new list changes, and has the engine apply it only after that.
    private func apply(_ list: WatchList, to engine: inout Engine) async -> Result<AppliedList, PollerError> {
        let change: ListChange
        do throws(StateStoreError) {
            let diff = engine.difference(to: list)
            let past = try await dependencies.store.resumption(of: diff.added)
            change = engine.change(to: list, diff, resuming: past, at: now)
            if !change.commits.isEmpty { try await record(change.commits, of: engine) }
        } catch {
            return .failure(.notRecorded(error.reason))
        }
        let matcherChanges = MatcherListDiff(from: engine.matchers.map(\.matcher), to: list.matchers)
        engine.apply(change, at: now)
        return .success(
            AppliedList(changes: change.diff, matcherChanges: matcherChanges, summary: engine.summary(at: now)))
    }
}

/// A queue of requests from many tasks to one loop, which answers each of them.
///
/// A request carries its own reply. Once the queue is closed it accepts no more, and what was still in it is returned to
/// be refused.
package final class RequestQueue<Request: Sendable>: Sendable {
    private struct State {
        var requests: Deque<Request> = []
        var isClosed = false

        mutating func takeAll() -> [Request] {
            defer { requests.removeAll() }
            return Array(requests)
        }
    }

    private let state = Mutex(State())
    private let arrival = Signal()

    /// Makes an open, empty queue.
    package init() {}

    /// What became of a request.
    package enum Posting: Sendable {
        /// It is in the queue.
        case accepted
        /// As many as its limit wait already.
        case full
        /// The queue takes no more.
        case closed
    }

    /// Appends a request, unless `limit` requests wait already.
    package func post(_ request: Request, limit: Int? = nil) -> Posting {
        let posting = state.withLock { state -> Posting in
            if state.isClosed { return .closed }
            if let limit, state.requests.count >= limit { return .full }
            state.requests.append(request)
            return .accepted
        }
        if posting == .accepted { arrival.raise() }
        return posting
    }

    /// Waits for a request; false once the queue is closed or the task is cancelled.
    ///
    /// For one task at a time; returns as well when it is woken.
    package func waitForArrival() async -> Bool { await arrival.wait() }

    /// Wakes the one that waits, for another reason than a request.
    package func wake() { arrival.raise() }

    /// Removes and returns all requests, in their order.
    package func takeAll() -> [Request] {
        state.withLock { $0.takeAll() }
    }

    /// Closes the queue; returns the requests that were still in it.
    package func close() -> [Request] {
        let left = state.withLock { state in
            state.isClosed = true
            return state.takeAll()
        }
        arrival.finish()
        return left
    }
}
