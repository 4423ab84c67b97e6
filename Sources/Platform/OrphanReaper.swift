// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Reaps the processes that are left to the first process of a container when their parents end.
///
/// Programs that fetch credentials may leave descendants behind. Where no init system takes them over, they stay zombies
/// until their status is asked for (wait(2), "NOTES").
package enum OrphanReaper {
    /// How many children of our own are running: while there is one, nothing is reaped, since its status belongs to the one
    /// that waits for it.
    private static let children = Mutex(0)

    /// Whether this is the first process of its PID namespace, to which all orphans fall.
    package static var isNeeded: Bool { getpid() == 1 }

    /// Reaps orphans when they end; until the task is cancelled.
    package static func run() async {
        let (signals, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeSignalSource(signal: SIGCHLD, queue: DispatchQueue(label: "awaitd.orphans"))
        source.setEventHandler { continuation.yield() }
        source.resume()
        defer { source.cancel() }
        reap()
        for await _ in signals { reap() }
    }

    /// Runs something that starts a child of our own and returns only once its status is known.
    static func protecting<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        children.withLock { $0 += 1 }
        defer {
            children.withLock { $0 -= 1 }
            if isNeeded { reap() }
        }
        return try await body()
    }

    private static func reap() {
        children.withLock { count in
            guard count == 0 else { return }
            while waitpid(-1, nil, WNOHANG) > 0 {}
        }
    }
}
