// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Platform
import Synchronization
import WatchFile

/// Standard output or standard error: writes each text as a whole, so that lines of different writers never mix.
final class StandardStream: Sendable {
    /// File descriptor 1.
    static let output = StandardStream(STDOUT_FILENO, "standard output")
    /// File descriptor 2.
    static let error = StandardStream(STDERR_FILENO, "standard error")

    /// What errors call it: `standard output`.
    let name: String
    private let descriptor: Int32
    private let lock = Mutex(())

    private init(_ descriptor: Int32, _ name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Whether it was open for writing when the process was started; see ``StandardDescriptors``.
    var isOpen: Bool {
        let flags = fcntl(descriptor, F_GETFL)
        return flags >= 0 && flags & O_ACCMODE != O_RDONLY
    }

    /// Whether it is a terminal.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Whether it is a terminal that supports colours and cursor movement: `TERM` is set, and not to `dumb`.
    func isCapable(_ environment: [String: String]) -> Bool {
        isTerminal && !["", "dumb"].contains(environment["TERM"] ?? "")
    }

    /// The terminal's width in columns; 80 if unknown.
    var columns: Int { size.columns }

    /// The terminal's height in lines; 24 if unknown.
    var rows: Int { size.rows }

    private var size: (columns: Int, rows: Int) {
        let size = TerminalSize(of: descriptor)
        return (size?.columns ?? 80, size?.rows ?? 24)
    }

    /// Whether its reader has gone: it is a pipe or a socket whose other end is closed.
    var isAbandoned: Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        guard unsafe poll(&state, 1, 0) > 0 else { return false }
        return state.revents & Int16(POLLERR) != 0 || state.revents & Int16(POLLHUP) != 0 && !isTerminal
    }

    /// Waits, without ever waking up, until its reader has gone; false if there is something to read from `bell` before.
    ///
    /// Blocks the thread.
    func waitUntilAbandoned(or bell: Int32) -> Bool {
        var files = [
            pollfd(fd: descriptor, events: 0, revents: 0), pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            guard unsafe poll(&files, nfds_t(files.count), -1) >= 0 || errno == EINTR else { return false }
            if files[1].revents != 0 { return false }
            if isAbandoned { return true }
            // A terminal that was hung up goes on saying so.
            if files[0].revents != 0 { files[0].fd = -1 }
        }
    }

    /// Writes a text, unbuffered; false if not all of it could be written.
    @discardableResult
    func write(_ text: String) -> Bool {
        do throws(SystemError) {
            try put(text)
            return true
        } catch {
            return false
        }
    }

    /// Writes a text, unbuffered; throws what write(2) does if a part of it could not be written.
    func put(_ text: String) throws(SystemError) {
        let code = lock.withLock { _ -> Int32 in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN {
                    // Another program has made the terminal non-blocking; wait until it accepts more.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    unsafe poll(&ready, 1, 1_000)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
        if code != 0 { throw SystemError(code) }
    }
}

/// What a command prints: its results on standard output, what is wrong on standard error.
struct CommandOutput: Sendable {
    /// The command's name, which its errors begin with; empty for the program itself.
    let command: String

    /// Writes a text to standard output; false if its reader has gone, which is not an error.
    ///
    /// Throws ``ExitCode/outputFailed``, after printing why, if the text cannot be written for any other reason.
    @discardableResult
    func show(_ text: String) throws -> Bool {
        do throws(SystemError) {
            try StandardStream.output.put(text)
            return true
        } catch {
            if error.code == EPIPE { return false }
            printError("cannot write: \(error)")
            throw ExitCode.outputFailed
        }
    }

    /// Prints what is wrong on standard error, after the command's name; `message` has no newline at its end.
    ///
    /// It may contain text from anywhere: nothing in it can move the cursor.
    func printError(_ message: String) {
        let name = command.isEmpty ? "awaitd" : "awaitd \(command)"
        StandardStream.error.write("\(name): \(message.revealingLines)\n")
    }

    /// Prints everything that is wrong with a watch list on standard error; returns the exit code to end with.
    func printRejection(_ list: WatchListError, _ environment: [String: String]) -> ExitCode {
        let style = Style(for: .error, environment)
        StandardStream.error.write(list.report.rendered(colored: style.isColored) + "\n")
        return .config
    }
}

extension ParsableCommand {
    /// What this command prints with.
    static var output: CommandOutput { CommandOutput(command: configuration.commandName ?? "") }
}
