// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// What is wrong with a record that has to be renewed.
package struct RecordDamage: Sendable, Hashable {
    /// What has happened to it.
    enum Cause: Sendable, Hashable {
        /// What is in the database can no longer be read.
        case damaged
        /// The database no longer has its name: it was removed, moved or replaced.
        case removed
        /// The database's log no longer has its name, or the lock does not; the database itself has.
        case detached
    }

    let cause: Cause
    /// Why it cannot be used.
    let reason: String

    static func damaged(_ reason: String) -> RecordDamage { RecordDamage(cause: .damaged, reason: reason) }

    /// For a status line: `damaged (the file is no database)`.
    var words: String {
        switch cause {
        case .damaged: "damaged (\(reason))"
        case .removed, .detached: reason
        }
    }
}

/// Whether the record can be written; readable at any time without waiting for a disk.
package final class StoreHealth: Sendable {
    private struct State {
        var trouble: String?
        var damage: RecordDamage?
        var remark: String?
        var events: [String] = []
    }

    private let state = Mutex(State())
    /// Raised when it has changed; for one listener.
    package let changed = Signal()

    /// Why the record cannot be written, for a status line: `the disk is full, 12 notices wait in memory`; nil if it can.
    package var trouble: String? {
        state.withLock { state in state.damage?.words ?? state.trouble }
    }

    /// What is wrong with the database itself, so that it has to be renewed; nil if nothing is.
    package var damage: RecordDamage? { state.withLock(\.damage) }

    /// What happened to an earlier database and the host's administrator should know; nil if nothing did.
    package var remark: String? { state.withLock(\.remark) }

    /// What happened to the record while it was in use and was not taken from here yet, in sentences for a log.
    package func takeEvents() -> [String] {
        state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
    }

    /// All of it for a status line; nil if there is nothing to say.
    package var line: String? {
        let parts = [trouble, remark].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    func set(_ trouble: String?) { change { $0.trouble = trouble } }

    func setDamage(_ damage: RecordDamage?) { change { $0.damage = damage } }

    /// Notes what was odd when the record was opened.
    func note(_ remark: OpeningRemark) {
        guard case .setAside(let path, _) = remark else { return }
        change { $0.remark = Self.setAside(path) }
    }

    /// Notes that the record was renewed; `remark` is what a status line says of it from now on.
    func noteRenewal(_ message: String, remark: String?) {
        change { state in
            state.events.append(message)
            if let remark { state.remark = remark }
        }
    }

    static func setAside(_ path: String) -> String { "a damaged database was set aside as \(path)" }

    private func change(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
        changed.raise()
    }
}
