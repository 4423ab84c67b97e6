// SPDX-License-Identifier: Apache-2.0

import Core
package import Platform

/// What runs a program to its end: the machine, or a test's script.
package protocol ProcessRunner: Sendable {
    /// Runs a program without a shell and reads what it prints.
    ///
    /// The program is looked for in `PATH` if its name has no slash. It is killed, with its process group, when `deadline`
    /// passes, when it prints more than 64 KiB, and when the task is cancelled; each of them is thrown.
    func run(
        _ arguments: [String],
        environment: [String: String],
        until deadline: Deadline
    ) async throws(ChildProcessError) -> ChildProcess.Result
}

/// Runs programs on this machine.
package struct LocalProcessRunner: ProcessRunner {
    /// The machine's programs.
    package init() {}

    package func run(
        _ arguments: [String],
        environment: [String: String],
        until deadline: Deadline
    ) async throws(ChildProcessError) -> ChildProcess.Result {
        let child = ChildProcess(arguments, environment: environment)
        let ended = await withTimeout(deadline.end - .now, clock: .timer) {
            do throws(ChildProcessError) {
                return Result<_, ChildProcessError>.success(try await child.run())
            } catch {
                return .failure(error)
            }
        }
        switch ended {
        case .failure(.cancelled), nil: throw Task.isCancelled ? .cancelled : .timedOut
        case .some(let ended): return try ended.get()
        }
    }
}
