// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Platform

/// Runs tasks on the thread that carries the connections.
///
/// A request is a dozen steps that each wait for the one before. If they alternate between Swift's pool and the event
/// loop, each change of threads costs more than the step. (SwiftNIO offers executors for actors only.)
package final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    /// An executor on an event loop.
    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// A clock for the tasks that run here.
    package var clock: EventLoopClock { EventLoopClock(loop) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// The continuous clock, whose sleepers wait on an event loop: `Task.sleep` would wake two other threads for each.
///
/// An event loop's timers stand still while the machine is suspended, so a longer sleep is left to ``TimerClock``: what
/// is due when the machine wakes is at most ``longestWait`` late.
package struct EventLoopClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    /// The longest sleep on the event loop: ten seconds.
    package static let longestWait: Duration = .seconds(10)

    private let loop: any EventLoop

    /// A clock whose sleepers wait on this event loop.
    fileprivate init(_ loop: any EventLoop) {
        self.loop = loop
    }

    package var now: Instant { .now }
    package var minimumResolution: Duration { ContinuousClock().minimumResolution }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let left = deadline - .now
        guard left <= Self.longestWait else {
            return try await TimerClock(ContinuousClock()).sleep(until: deadline, tolerance: tolerance)
        }
        try Task.checkCancellation()
        let timer = loop.scheduleTask(in: TimeAmount(max(.zero, left))) {}
        do {
            try await withTaskCancellationHandler {
                try await timer.futureResult.get()
            } onCancel: {
                timer.cancel()
            }
        } catch is EventLoopError {
            // Cancelled, or the event loop has ended, which leaves nothing to wait with.
            throw CancellationError()
        }
    }
}
