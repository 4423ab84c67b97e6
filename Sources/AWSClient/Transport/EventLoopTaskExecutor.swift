// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Runs tasks on the thread that carries the connections.
///
/// A request is a dozen steps that each wait for the one before; if they alternate between Swift's pool and the event loop,
/// each change of threads costs more than the step. (SwiftNIO offers only executors for actors.)
final class EventLoopTaskExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
