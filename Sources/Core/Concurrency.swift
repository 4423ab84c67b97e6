// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Wakes one waiting task; all wake-ups before the task waits again count as one.
///
/// For a producer that leaves its work elsewhere (a queue, a record, a flag) and only has to announce it.
package struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// A signal that has not been raised.
    package init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Wakes the waiting task, now or when it waits next.
    package func raise() {
        continuation.yield()
    }

    /// Ends all waiting, after a wake-up that is still pending.
    package func finish() {
        continuation.finish()
    }

    /// Waits until the signal is raised; false once it is finished, or the task is cancelled.
    ///
    /// Only one task may wait at a time. A wait that is cancelled ends the signal for good, as it does an `AsyncStream`:
    /// to wake a waiting task for another reason, raise the signal instead.
    package func wait() async -> Bool {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next() != nil
    }
}

/// A large value on its way from the one who has made it to the one who will keep it: whoever takes it is its only owner.
///
/// A value that is passed on the usual way stays with all through whose hands it goes, and a change then costs a copy of it.
package final class Handover<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    /// A value to be taken once.
    package init(_ value: sending Value) {
        self.value = Mutex(value)
    }

    /// The value, the first time; nil after that.
    package func take() -> Value? { value.withLock { $0.take() } }
}

/// Returns what `operation` returns, or nil if it does not return within `time` or the task is cancelled before.
///
/// The operation is cancelled when the time is over and must return then, since this function waits for it.
package func withTimeout<Value: Sendable>(
    _ time: Duration,
    clock: any Clock<Duration>,
    operation: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { race in
        race.addTask { await operation() }
        race.addTask {
            // Cancelled: the operation has returned, or the caller has given up. Either way there is nothing to wait for.
            try? await clock.sleep(for: time)
            return nil
        }
        defer { race.cancelAll() }
        return await race.next() ?? nil
    }
}

/// Returns or throws what `operation` does, or returns nil if it does neither within `time`.
///
/// The operation is cancelled when the time is over and must end then, since this function waits for it.
package func withThrowingTimeout<Value: Sendable>(
    _ time: Duration,
    clock: any Clock<Duration>,
    operation: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { race in
        race.addTask { try await operation() }
        race.addTask {
            try await clock.sleep(for: time)
            return nil
        }
        defer { race.cancelAll() }
        return try await race.next() ?? nil
    }
}
