// SPDX-License-Identifier: Apache-2.0

/// The daemon's letter box for whoever may start units: two folders in the state folder.
///
/// `spool` has what is to be started, `started` what was, so that a notice which is told again after a crash starts
/// nothing twice.
package struct Spool: Sendable, Hashable {
    /// What is to be started.
    package let waiting: String
    /// What was started, for a while.
    package let started: String

    /// The most entries that wait: if nobody takes them, something is wrong that more of them do not mend.
    package static let mostWaiting = 10_000

    /// The spool of a state folder.
    package init(stateFolder: String) {
        waiting = "\(stateFolder)/spool"
        started = "\(stateFolder)/started"
    }
}
