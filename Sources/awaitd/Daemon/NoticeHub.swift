// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Lifecycle
import Synchronization

/// Passes on each notice that was told to those who listen, and remembers the last ones.
final class NoticeHub: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Notice>.Continuation] = [:]
        var nextListener = 0
        var recent: Deque<Notice> = []
    }

    private let state = Mutex(State())

    /// How many notices are remembered.
    private static let mostRecent = 10_000
    /// How far a listener may lag behind.
    private static let mostUnheard = 1_000

    /// Passes on a notice.
    func publish(_ notice: Notice) {
        let tooSlow = state.withLock { state in
            if notice.stamp != nil {
                if state.recent.count >= Self.mostRecent { state.recent.removeFirst() }
                state.recent.append(notice)
            }
            return state.listeners.values.filter {
                if case .dropped = $0.yield(notice) { true } else { false }
            }
        }
        for listener in tooSlow { listener.finish() }
    }

    /// What is told from now on; ends if the listener lags too far behind.
    func notices() -> AsyncStream<Notice> {
        AsyncStream(bufferingPolicy: .bufferingOldest(Self.mostUnheard)) { continuation in
            let number = state.withLock { state in
                defer { state.nextListener += 1 }
                state.listeners[state.nextListener] = continuation
                return state.nextListener
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
            }
        }
    }

    /// What was told of watches and lanes lately, oldest first.
    func recent(of name: String?, since: Timestamp?) -> [Notice] {
        state.withLock { state in
            state.recent.filter { notice in
                (name == nil || notice["AWAITD_WATCH"] == name)
                    && (since.map { (notice.stamp?.observedAt ?? $0) >= $0 } ?? true)
            }
        }
    }
}

/// Tells notices where they belong, and then those who listen.
struct PublishingSink: NoticeSink {
    let inner: any NoticeSink
    let hub: NoticeHub

    func tell(_ notice: Notice) async throws(NoticeNotTaken) {
        try await inner.tell(notice)
        hub.publish(notice)
    }
}
