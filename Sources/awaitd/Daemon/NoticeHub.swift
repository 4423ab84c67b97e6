// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// Passes delivered notices on to the subscribers of `io.awaitd.Monitor`.
final class NoticeHub: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Notice>.Continuation] = [:]
        var nextListener = 0
    }

    private let state = Mutex(State())

    /// How many notices a listener may lag.
    private static let maxLag = 1_000

    /// Passes on a notice.
    func publish(_ notice: Notice) {
        let tooSlow = state.withLock { state in
            state.listeners.values.filter {
                if case .dropped = $0.yield(notice) { true } else { false }
            }
        }
        for listener in tooSlow { listener.finish() }
    }

    /// The notices delivered from now on; ends if the listener lags too far.
    func notices() -> AsyncStream<Notice> {
        AsyncStream(bufferingPolicy: .bufferingOldest(Self.maxLag)) { continuation in
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

/// Delivers notices to another sink, and then counts them and publishes them to a hub's listeners.
struct PublishingSink: NoticeSink {
    let inner: any NoticeSink
    let hub: NoticeHub
    let meters: DaemonMeters

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        try await inner.deliver(notice)
        meters.delivered(notice)
        hub.publish(notice)
    }

    func confirm() async throws(DeliveryError) {
        try await inner.confirm()
    }
}
