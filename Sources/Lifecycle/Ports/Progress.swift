// SPDX-License-Identifier: Apache-2.0

/// The port to the watchdog: hears that a part of the daemon is getting on with its work.
package protocol ProgressReporter: Sendable {
    /// Notes that a part made progress just now.
    func beat(_ part: ProgressPart)
}

/// The parts whose standstill means that the daemon hangs.
package enum ProgressPart: String, Sendable, Hashable, CaseIterable {
    /// Whoever decides which poll is due.
    case scheduler
    /// Whoever keeps the record.
    case store
}
