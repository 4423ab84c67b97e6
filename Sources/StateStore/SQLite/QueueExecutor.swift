// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs an actor on a thread that may wait for a disk, so that Swift's pool of threads never does.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor whose queue shows under this name in a debugger.
    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }
}
