// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization

/// Requests from many that one loop serves, each of which is answered for certain.
///
/// Whoever posts has a way to be answered in the request itself. Once the mailbox is closed nothing is taken in any more,
/// and what was still in it goes back to whoever closed it, to be refused.
package final class Mailbox<Request: Sendable>: Sendable {
    private struct State {
        var waiting: Deque<Request> = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    /// An open mailbox with nothing in it.
    package init() {
        // One signal says all that many would: look inside.
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts a request in; false if the mailbox is closed.
    package func post(_ request: Request) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.waiting.append(request)
            return true
        }
        if isTaken { arrival.yield() }
        return isTaken
    }

    /// Waits until something was put in; false if nothing will be any more, or the task was cancelled.
    ///
    /// For one task at a time.
    package func waitForArrival() async -> Bool {
        var iterator = arrivals.makeAsyncIterator()
        return await iterator.next() != nil
    }

    /// Takes all out that is in it, in its order.
    package func takeAll() -> [Request] {
        state.withLock { state in
            defer { state.waiting.removeAll() }
            return Array(state.waiting)
        }
    }

    /// Closes it; gives what was still in it.
    package func close() -> [Request] {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting.removeAll() }
            return Array(state.waiting)
        }
        arrival.finish()
        return left
    }
}
