// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// Passes on each notice that was told to those who listen.
final class NoticeHub: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Notice>.Continuation] = [:]
        var nextListener = 0
    }

    private let state = Mutex(State())

    /// How far a listener may lag behind.
    private static let mostUnheard = 1_000

    /// Passes on a notice.
    func publish(_ notice: Notice) {
        let tooSlow = state.withLock { state in
            state.listeners.values.filter {
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
}

/// Tells notices where they belong, and then those who listen.
struct PublishingSink: NoticeSink {
    let inner: any NoticeSink
    let hub: NoticeHub

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        try await inner.deliver(notice)
        hub.publish(notice)
    }

    func confirm() async throws(DeliveryError) {
        try await inner.confirm()
    }
}
