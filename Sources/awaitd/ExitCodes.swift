// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The exit codes that scripts and units rely on; sysexits.h where it has one.
extension ExitCode {
    /// A job failed, was stopped or deleted, or isn't there.
    static let jobFailed = ExitCode(1)
    /// The daemon knows no watch of this name.
    static let unknownName = ExitCode(1)
    /// There is no record, or none that can be read.
    static let noRecord = ExitCode(1)
    /// The command line is wrong (EX_USAGE).
    static let usage = ExitCode(64)
    /// There is no daemon to ask (EX_UNAVAILABLE).
    static let unavailable = ExitCode(69)
    /// The state folder cannot be made or written (EX_CANTCREAT).
    static let cannotCreate = ExitCode(73)
    /// What is told cannot be written: the disk is full, or nobody reads a daemon's notices any more (EX_IOERR).
    static let outputFailed = ExitCode(74)
    /// Another daemon has the state folder (EX_TEMPFAIL).
    static let inUse = ExitCode(75)
    /// No usable credentials, or AWS does not allow it (EX_NOPERM).
    static let denied = ExitCode(77)
    /// The watch file is wrong (EX_CONFIG).
    static let config = ExitCode(78)
    /// The time that `--timeout` gave is over, as timeout(1) says it.
    static let timedOut = ExitCode(124)
    /// Ended by SIGINT, as a shell counts: 128 and the signal's number.
    static let interrupted = ExitCode(130)
    /// Ended by SIGTERM.
    static let terminated = ExitCode(143)
}
