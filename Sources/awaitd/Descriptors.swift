// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Platform

/// The file descriptors 0, 1 and 2, which the process may have been started without.
enum StandardDescriptors {
    /// Takes the numbers of those that are closed, so that no file, socket or event queue gets them.
    ///
    /// Each is opened in the wrong direction, as glibc does for setuid programs: reading standard input, and writing
    /// standard output or error, fails with EBADF as it would without this. First thing in `main`.
    static func fill() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is this one, since those below it are open by now.
            _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}

/// How many file descriptors the process may have open (RLIMIT_NOFILE, setrlimit(2)).
enum DescriptorLimit {
    /// More are never needed: 1,024 connections at once, and as many files.
    private static let most: rlim_t = 65_536
    /// What is needed besides connections to AWS and event loops: files, and the clients of the control socket.
    private static let basis = 112
    /// What the event loop of each processor needs: epoll(7), eventfd(2) and timerfd_create(2).
    private static let perLoop = 3

    /// Raises the soft limit towards the hard one.
    static func raise() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, most)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        // The soft limit stays if this is refused, and is checked below.
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Ends the command with ``ExitCode/systemLimit`` if fewer are granted than `concurrency` polls at once may need.
    ///
    /// They must not run out: SwiftNIO traps when it cannot make an event loop, and libdispatch when it cannot look at its
    /// threads in /proc.
    static func require(for output: CommandOutput, concurrency: Int = Limits().concurrency) throws {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let loops = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let needed = rlim_t(basis + concurrency + perLoop * loops)
        guard limit.rlim_cur < needed else { return }
        output.printError(
            "only \(limit.rlim_cur) file descriptors are allowed, and \(needed) are needed: "
                + "raise the limit (`ulimit -n`, LimitNOFILE= in a unit)"
        )
        throw ExitCode.systemLimit
    }
}
