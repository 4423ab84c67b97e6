// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// The threads that tasks run on.
///
/// Swift's own pool is libdispatch's, which looks once a second whether it has too few threads, for as long as the process
/// lives: sixty wake-ups a minute of a daemon that has nothing to do. So no task runs there; `Main` prefers this pool for
/// all of them, and whoever sleeps does so by ``TimerClock`` or an event loop.
package final class TaskPool: TaskExecutor {
    /// The process's pool.
    package static let shared = TaskPool()

    private let threads: NIOThreadPool

    /// The most threads: what is heavy, such as reading a large watch file or response, seldom comes together.
    private static let maxThreads = 4

    private init() {
        NIOSingletons.blockingPoolThreadCountSuggestion = min(max(2, System.coreCount), Self.maxThreads)
        threads = NIOSingletons.posixBlockingThreadPool
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        threads.submit { _ in unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
