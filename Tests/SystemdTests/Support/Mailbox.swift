// SPDX-License-Identifier: Apache-2.0

/// What a test is sent, to be taken out one by one.
struct Mailbox<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Puts one in.
    func put(_ value: Value) {
        continuation.yield(value)
    }

    /// Waits for the next one; nil once the task is cancelled.
    func next() async -> Value? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}
