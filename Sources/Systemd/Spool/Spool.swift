// SPDX-License-Identifier: Apache-2.0

/// The daemon's letter box for whoever may start units: three folders in the state folder, which an entry goes through.
///
/// Each is the daemon's user's alone: whoever could write to them could have every allowed unit started.
package struct Spool: Sendable, Hashable {
    /// What is to be started.
    package let waiting: String
    /// What is being started: an entry is moved here before its units are started, so that one that cannot be moved
    /// starts nothing, and one that a crash interrupts is found again.
    package let starting: String
    /// What was started, for a while, so that a notice which is told again after a crash starts nothing twice.
    package let started: String

    /// The most entries that wait: if nobody takes them, something is wrong that more of them do not mend.
    package static let mostWaiting = 10_000

    /// The spool of a state folder.
    package init(stateFolder: String) {
        waiting = "\(stateFolder)/spool"
        starting = "\(stateFolder)/starting"
        started = "\(stateFolder)/started"
    }

    /// What an entry in ``starting`` is called that was begun with before.
    static func again(_ name: String) -> String { "\(name)\(againSuffix)" }

    /// The name of an entry that was begun with before; nil for all other names.
    static func begunBefore(_ name: String) -> String? {
        name.hasSuffix(againSuffix) ? String(name.dropLast(againSuffix.count)) : nil
    }

    /// No entry's name has a dot.
    private static let againSuffix = ".again"
}
