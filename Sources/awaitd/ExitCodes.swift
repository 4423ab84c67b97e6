// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The exit codes that scripts and units rely on; sysexits.h where it has one.
extension ExitCode {
    /// A job failed, was stopped or deleted, or does not exist.
    static let jobFailed = ExitCode(1)
    /// All jobs completed, and one is not as expected.
    static let unmet = ExitCode(2)
    /// The daemon has no watch of this name.
    static let unknownName = ExitCode(1)
    /// Something on this host is wrong.
    static let somethingWrong = ExitCode(1)
    /// A message has not reached everyone.
    static let undelivered = ExitCode(1)
    /// There is no record, or it cannot be read.
    static let noRecord = ExitCode(1)
    /// The command line is wrong (EX_USAGE).
    static let usage = ExitCode(64)
    /// No daemon is running (EX_UNAVAILABLE).
    static let unavailable = ExitCode(69)
    /// The system grants too few file descriptors (EX_OSERR).
    static let systemLimit = ExitCode(71)
    /// The state folder cannot be made or written (EX_CANTCREAT).
    static let cannotCreate = ExitCode(73)
    /// Output cannot be written: it is closed, the disk is full, or the reader of a daemon's notices has gone (EX_IOERR).
    static let outputFailed = ExitCode(74)
    /// Another daemon is using the state folder (EX_TEMPFAIL).
    static let inUse = ExitCode(75)
    /// No usable credentials, or AWS denies access (EX_NOPERM).
    static let denied = ExitCode(77)
    /// The watch file is wrong (EX_CONFIG).
    static let config = ExitCode(78)
    /// The time given by `--timeout` is over; the code that timeout(1) uses.
    static let timedOut = ExitCode(124)
    /// Ended by SIGINT, by the shell's rule: 128 and the signal's number.
    static let interrupted = ExitCode(130)
    /// Ended by SIGTERM.
    static let terminated = ExitCode(143)
}
