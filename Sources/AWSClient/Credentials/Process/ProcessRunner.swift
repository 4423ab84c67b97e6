// SPDX-License-Identifier: Apache-2.0

/// What runs a program to its end: the machine, or a test's script.
package protocol ProcessRunner: Sendable {
    /// Runs a program without a shell and reads what it prints.
    ///
    /// The program is looked for in `PATH` if its name has no slash. It is ended, with all that it has started, when
    /// `deadline` passes, when it prints too much, and when the task is cancelled; each of them is thrown.
    func run(
        _ arguments: [String],
        environment: [String: String],
        until deadline: Deadline
    ) async throws(ProcessFault) -> ProcessResult
}

/// What a program left behind.
package struct ProcessResult: Sendable, Hashable {
    /// The exit status; 128 and the signal's number if a signal ended it.
    package let status: Int
    /// What it printed on standard output, at most ``outputLimit`` bytes.
    package let output: [UInt8]
    /// The first that it printed on standard error, at most ``errorLimit`` bytes.
    package let errorText: [UInt8]

    /// A result.
    package init(status: Int, output: [UInt8], errorText: [UInt8] = []) {
        self.status = status
        self.output = output
        self.errorText = errorText
    }

    /// The most bytes of standard output that are taken: 64 KiB.
    package static let outputLimit = 65_536
    /// The most bytes of standard error that are kept: 4 KiB.
    package static let errorLimit = 4_096
}

/// Why a program came to no end of its own.
package enum ProcessFault: Error, Hashable {
    /// It could not be started; the system's words: `No such file or directory`.
    case notStarted(String)
    /// It was not done in time.
    case tooSlow
    /// It printed more than ``ProcessResult/outputLimit``.
    case tooMuchOutput
    /// The task was cancelled.
    case cancelled
}
