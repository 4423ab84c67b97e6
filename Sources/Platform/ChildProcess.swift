// SPDX-License-Identifier: Apache-2.0

import Glibc
import Subprocess
import SystemPackage

/// A program that is run to its end, without a shell and as the leader of a process group of its own.
package struct ChildProcess: Sendable {
    private let arguments: [String]
    private let environment: [String: String]
    private let input: [UInt8]
    private let outputLimit: Int
    private let errorLimit: Int

    /// The most bytes of standard output that are taken unless said otherwise: 64 KiB.
    package static let outputLimit = 65_536
    /// The most bytes of standard error that are kept unless said otherwise: 4 KiB.
    package static let errorLimit = 4_096
    /// The most bytes of standard input: what a pipe holds, whether or not it is read (pipe(7)).
    package static let inputLimit = 65_536

    /// A program and its arguments; the program is looked for in our `PATH` if its name has no slash.
    ///
    /// It gets `environment` alone, `input` to read, and none of our descriptors. More than `outputLimit` bytes of
    /// standard output are an error; of standard error the first `errorLimit` bytes are kept.
    package init(
        _ arguments: [String],
        environment: [String: String],
        input: [UInt8] = [],
        outputLimit: Int = Self.outputLimit,
        errorLimit: Int = Self.errorLimit
    ) {
        self.arguments = arguments
        self.environment = environment
        self.input = input
        self.outputLimit = outputLimit
        self.errorLimit = errorLimit
    }

    /// What a program left behind.
    package struct Result: Sendable, Hashable {
        /// The exit status; 128 and the signal's number if a signal ended it, as a shell counts.
        package let status: Int
        /// All that it printed on standard output.
        package let output: [UInt8]
        /// The first that it printed on standard error.
        package let errorText: [UInt8]

        /// What a program of a test left behind.
        package init(status: Int, output: [UInt8], errorText: [UInt8] = []) {
            self.status = status
            self.output = output
            self.errorText = errorText
        }
    }

    /// Runs it and returns when it has ended, even if a descendant keeps its output open.
    ///
    /// Its whole process group is killed when it prints too much and when the task is cancelled.
    package func run() async throws(ChildProcessError) -> Result {
        do {
            return try await OrphanReaper.protecting { try await runUnprotected() }
        } catch let error as ChildProcessError {
            throw error
        } catch {
            throw Self.error(error)
        }
    }

    private func runUnprotected() async throws -> Result {
        guard let program = arguments.first else { throw ChildProcessError.notStarted("no program is given") }
        let standardInput = try openInput()
        defer { try? standardInput.close() }
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let ended = try await Subprocess.run(
            program.contains("/") ? .path(.init(program)) : .name(program),
            arguments: Arguments(Array(arguments.dropFirst())),
            environment: .custom(
                [Environment.Key: String](
                    uniqueKeysWithValues: environment.compactMap { name, value in
                        Environment.Key(rawValue: name).map { ($0, value) }
                    }
                )
            ),
            platformOptions: options,
            input: .fileDescriptor(standardInput, closeAfterSpawningProcess: false),
            output: .sequence,
            error: .sequence
        ) { [outputLimit, errorLimit] child in
            async let errorText = Self.head(of: child.standardError, limit: errorLimit)
            var output: [UInt8] = []
            for try await chunk in child.standardOutput {
                guard output.count + chunk.count <= outputLimit else { throw ChildProcessError.outputTooLarge }
                chunk.append(to: &output)
            }
            return (output: output, errorText: try await errorText)
        }
        let status =
            switch ended.terminationStatus {
            case .exited(let status): Int(status)
            case .signaled(let signal): 128 + Int(signal)
            }
        let (output, errorText) = ended.closureResult
        return Result(status: status, output: output, errorText: errorText)
    }

    /// The input as something to read from: a pipe that has all of it already, so that it does not matter whether the
    /// program reads it.
    private func openInput() throws -> FileDescriptor {
        if input.isEmpty { return try .open(FilePath("/dev/null"), .readOnly, options: .closeOnExec) }
        let (reading, writing) = try FileDescriptor.pipe()
        defer { try? writing.close() }
        for end in [reading, writing] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        // A pipe that holds less than it should must not block the thread.
        guard fcntl(writing.rawValue, F_SETFL, O_NONBLOCK) == 0, (try? writing.writeAll(input)) == input.count else {
            try? reading.close()
            throw ChildProcessError.notStarted("its input does not fit into a pipe")
        }
        return reading
    }

    private static func head(of text: SubprocessOutputSequence, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in text where bytes.count < limit { chunk.append(to: &bytes) }
        return Array(bytes.prefix(limit))
    }

    private static func error(_ error: any Error) -> ChildProcessError {
        if Task.isCancelled { return .cancelled }
        guard let error = error as? SubprocessError else { return .notStarted("\(error)") }
        if error.code == .executableNotFound { return .notStarted(SystemError(ENOENT).description) }
        return .notStarted(error.underlyingError.map { SystemError($0.rawValue).description } ?? error.description)
    }
}

/// Why a program did not run to its own end.
package enum ChildProcessError: Error, Sendable, Hashable {
    /// It could not be started; the system's words: `No such file or directory`.
    case notStarted(String)
    /// It printed more than is taken.
    case outputTooLarge
    /// It did not end in time; thrown by callers that set a time limit.
    case timedOut
    /// The task was cancelled.
    case cancelled
}

extension SubprocessOutputSequence.Buffer {
    fileprivate func append(to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}
