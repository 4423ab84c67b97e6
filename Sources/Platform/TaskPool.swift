// SPDX-License-Identifier: Apache-2.0

import DequeModule
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

    private struct State {
        /// What is to be run, the first one next.
        var jobs: Deque<UnownedJob> = []
        /// The queues on which nothing runs.
        var idle: [DispatchQueue]
    }

    /// One queue of jobs for all threads: none waits behind one that a disk or a network's file system holds up.
    private let state: Mutex<State>

    /// How many threads there may be: what is heavy, such as reading a large watch file or response, seldom comes together.
    package static let maxThreads = 4

    private init() {
        state = Mutex(State(idle: (0..<Self.maxThreads).map { _ in DispatchQueue(label: "awaitd.tasks") }))
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let queue = state.withLock { state in
            state.jobs.append(job)
            return state.idle.popLast()
        }
        if let queue { queue.async { self.run(on: queue) } }
    }

    /// Runs jobs until there is none.
    private func run(on queue: DispatchQueue) {
        while let job = next(on: queue) { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// The next job; nil if there is none, and nothing runs on the queue from then on.
    private func next(on queue: DispatchQueue) -> UnownedJob? {
        state.withLock { state in
            let job = state.jobs.popFirst()
            if job == nil { state.idle.append(queue) }
            return job
        }
    }
}
