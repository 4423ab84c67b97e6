// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// What a poller's children bring to its loop.
final class Arrivals: Sendable {
    struct State {
        var polled: [(poll: AdmittedPoll, outcome: PollOutcome?)] = []
        var listed: [(page: AdmittedPage, outcome: ListOutcome)] = []
        var woken: [Duration] = []
    }

    private let state = Mutex(State())
    private let loop: RequestQueue<PollerRequest>

    /// Nothing yet; what arrives wakes the loop that waits for these requests.
    init(waking loop: RequestQueue<PollerRequest>) {
        self.loop = loop
    }

    /// Adds what the polls of one call came to; nil for one that has to be made again.
    func add(_ polls: [(poll: AdmittedPoll, outcome: PollOutcome?)]) {
        state.withLock { $0.polled += polls }
        loop.wake()
    }

    /// Adds a page of a list.
    func add(_ page: AdmittedPage, _ outcome: ListOutcome) {
        state.withLock { $0.listed.append((page, outcome)) }
        loop.wake()
    }

    /// Adds the end of a sleep.
    func add(wokenAt time: Duration) {
        state.withLock { $0.woken.append(time) }
        loop.wake()
    }

    /// Removes and returns all of it, in the order in which it arrived.
    func takeAll() -> State {
        state.withLock { state in
            defer { state = State() }
            return state
        }
    }
}
