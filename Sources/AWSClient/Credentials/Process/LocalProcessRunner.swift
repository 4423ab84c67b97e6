// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOPosix
import Synchronization

/// Runs programs on this machine, each as the leader of a process group of its own, so that it can be ended as a whole.
///
/// A thread of NIO's pool waits for each; posix_spawn(3) starts it, since no library that leaves Foundation out does.
package struct LocalProcessRunner: ProcessRunner {
    /// The machine's programs.
    package init() {}

    package func run(
        _ arguments: [String],
        environment: [String: String],
        until deadline: Deadline
    ) async throws(ProcessFault) -> ProcessResult {
        let isCancelled = CancellationFlag()
        let result: Result<ProcessResult, ProcessFault>
        do {
            result = try await withTaskCancellationHandler {
                try await NIOThreadPool.singleton.runIfActive {
                    Result { () throws(ProcessFault) in
                        try SpawnedProcess.run(arguments, environment: environment, until: deadline) {
                            isCancelled.value
                        }
                    }
                }
            } onCancel: {
                isCancelled.set()
            }
        } catch {
            throw .cancelled
        }
        return try result.get()
    }
}

/// Whether a task was cancelled, for a thread that is not of the task.
private final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var value: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
