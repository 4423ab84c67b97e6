// SPDX-License-Identifier: Apache-2.0

/// The port to the watchdog: hears that a part of the daemon is getting on with its work.
package protocol ProgressReporter: Sendable {
    /// Notes that a part made progress just now.
    func beat(_ part: ProgressPart)

    /// Notes that a part has nothing to do, so that its silence means nothing until it beats again.
    func rest(_ part: ProgressPart)
}

/// The parts whose standstill means that the daemon hangs.
package enum ProgressPart: String, Sendable, Hashable, CaseIterable {
    /// Whoever decides which poll is due; beats on each turn of its loop, idle or not.
    case scheduler
    /// Whoever keeps the record; beats when a transaction begins and rests when it has ended.
    case store
}
