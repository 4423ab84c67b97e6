// SPDX-License-Identifier: Apache-2.0

/// What `operation` returns, or nil if it has not returned within `time`, or if the task was cancelled meanwhile.
///
/// The operation is cancelled when the time is over and has to return then: this waits for it.
package func withTimeout<Value: Sendable>(
    _ time: Duration,
    clock: any Clock<Duration> = ContinuousClock(),
    operation: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { race in
        race.addTask { await operation() }
        race.addTask {
            // Cancelled: the operation has won, or the caller has given up. Either way there is no more to wait for.
            try? await clock.sleep(for: time)
            return nil
        }
        defer { race.cancelAll() }
        return await race.next() ?? nil
    }
}

/// What `operation` returns or throws, or nil if it has done neither within `time`.
///
/// The operation is cancelled when the time is over and has to end then: this waits for it.
package func withThrowingTimeout<Value: Sendable>(
    _ time: Duration,
    clock: any Clock<Duration> = ContinuousClock(),
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
