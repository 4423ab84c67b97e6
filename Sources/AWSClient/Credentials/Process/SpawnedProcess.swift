// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Core
import Glibc
import Synchronization

/// Starts a program and follows it to its end, holding the thread.
enum SpawnedProcess {
    /// How often, in milliseconds, a program is asked whether it has ended, and cancellation is looked for.
    private static let tick: Int32 = 50

    /// Runs a program with an empty standard input and none of our files, until it ends or `deadline` passes.
    ///
    /// What it has started itself ends with it only if it is not left in peace to end.
    static func run(
        _ arguments: [String],
        environment: [String: String],
        until deadline: Deadline,
        isCancelled: () -> Bool
    ) throws(ProcessFault) -> ProcessResult {
        var (processID, output, errorText) = try spawning.withLock { _ throws(ProcessFault) in
            try piped(arguments, environment)
        }
        defer {
            output.close()
            errorText.close()
        }
        var status: Int?
        // Whatever goes wrong from here on, no process stays behind.
        defer { if status == nil { end(processID) } }
        while status == nil {
            if isCancelled() { throw .cancelled }
            let left = deadline.end - .now
            guard left > .zero else { throw .tooSlow }
            let wait = min(Self.tick, Int32(clamping: left.wholeMilliseconds) + 1)
            PipeReader.wait(for: [output, errorText], milliseconds: wait)
            output.drain()
            errorText.drain()
            if output.isOverfull { throw .tooMuchOutput }
            status = reap(processID)
        }
        output.drain()
        errorText.drain()
        if output.isOverfull { throw .tooMuchOutput }
        return ProcessResult(status: status ?? 0, output: output.bytes, errorText: errorText.bytes)
    }

    /// Held while a program is started: the ends of a pipe are inherited until they are marked, by all that start meanwhile.
    private static let spawning = Mutex(())

    private static func piped(
        _ arguments: [String],
        _ environment: [String: String]
    ) throws(ProcessFault) -> (pid_t, output: PipeReader, errorText: PipeReader) {
        guard var output = PipeReader(limit: ProcessResult.outputLimit) else { throw .notStarted(tooManyFiles) }
        guard var errorText = PipeReader(limit: ProcessResult.errorLimit) else {
            output.close()
            throw .notStarted(tooManyFiles)
        }
        do throws(ProcessFault) {
            let id = try start(arguments, environment, output: output.writingEnd, errorText: errorText.writingEnd)
            output.closeWritingEnd()
            errorText.closeWritingEnd()
            return (id, output, errorText)
        } catch {
            output.close()
            errorText.close()
            throw error
        }
    }

    private static let tooManyFiles = "too many files are open"

    private static func start(
        _ arguments: [String],
        _ environment: [String: String],
        output: Int32,
        errorText: Int32
    ) throws(ProcessFault) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errorText, 2)
        // Connections are not marked to be closed: they would be the program's too.
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
        // It gets signals as a program of a shell does: none blocked, none ignored.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGPIPE, SIGTERM, SIGINT, SIGHUP] { unsafe _ = sigaddset(&signals, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        // A group of its own: it can be ended with all that it has started, and Ctrl-C does not reach it behind our back.
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        var processID: pid_t = 0
        let code = unsafe CStrings.with(arguments) { arguments in
            unsafe CStrings.with(environment.map { "\($0)=\($1)" }) { variables in
                guard let program = unsafe arguments[0] else { return ENOENT }
                return unsafe posix_spawnp(&processID, program, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else { throw .notStarted(unsafe String(cString: strerror(code))) }
        return processID
    }

    /// The exit status of a process that has ended, as a shell counts; nil while it runs.
    private static func reap(_ processID: pid_t) -> Int? {
        var status: Int32 = 0
        guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? Int((status >> 8) & 0xFF) : 128 + Int(signal)
    }

    private static func end(_ processID: pid_t) {
        kill(-processID, SIGKILL)
        waitpid(processID, nil, 0)
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 { wholeMicroseconds / 1_000 }
}
