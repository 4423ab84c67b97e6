// SPDX-License-Identifier: Apache-2.0

/// Wakes one waiting task; any number of wake-ups before it looks count as one.
///
/// For a producer that leaves its work elsewhere (a queue, a record, a flag) and only has to say that there is some.
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

    /// Ends the waiting for good, after the wake-up that is still due.
    package func finish() {
        continuation.finish()
    }

    /// Waits until the signal is raised; false once it is finished, or the task is cancelled.
    ///
    /// For one task at a time.
    package func wait() async -> Bool {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next() != nil
    }
}
