// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// The threads that tasks run on.
///
/// Swift's own pool is libdispatch's, which looks once a second whether it has too few threads, for as long as the process
/// lives: sixty wake-ups a minute of a daemon that has nothing to do. It does not do so for serial queues. So no task runs
/// there; `Main` prefers this pool for all of them, and whoever sleeps does so by ``TimerClock`` or an event loop.
package final class TaskPool: TaskExecutor {
    /// The process's pool.
    package static let shared = TaskPool()

    /// One thread's worth of work.
    private final class Line: Sendable {
        let queue = DispatchQueue(label: "awaitd.tasks")
        /// How many jobs are in it, with the one that runs.
        let count = Atomic(0)
    }

    private let lines: [Line]

    /// How many threads there may be: what is heavy, such as reading a large watch file or response, seldom comes together.
    private static let maxThreads = 4

    private init() {
        lines = (0..<Self.maxThreads).map { _ in Line() }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let line = shortest
        line.count.add(1, ordering: .relaxed)
        line.queue.async {
            unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
            line.count.subtract(1, ordering: .relaxed)
        }
    }

    /// The first line that is empty, or the shortest: mostly one thread does it all, and no other is woken.
    private var shortest: Line {
        var best = lines[0]
        var least = Int.max
        for line in lines {
            let count = line.count.load(ordering: .relaxed)
            if count == 0 { return line }
            if count < least { (best, least) = (line, count) }
        }
        return best
    }
}
