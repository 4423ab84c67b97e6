// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Whether the record can be written; readable at any time without waiting for a disk.
package final class StoreHealth: Sendable {
    private struct State {
        var trouble: String?
        var damage: String?
        var remark: String?
    }

    private let state = Mutex(State())
    /// Raised when it has changed; for one listener.
    package let changed = Signal()

    /// Why the record cannot be written, for a status line: `the disk is full, 12 notices wait in memory`; nil if it can.
    package var trouble: String? {
        state.withLock { state in state.damage.map { "damaged (\($0))" } ?? state.trouble }
    }

    /// What is wrong with the database itself, so that a fresh one has to be started; nil if nothing is.
    package var damage: String? { state.withLock(\.damage) }

    /// What happened to an earlier database and the host's administrator should know; nil if nothing did.
    package var remark: String? { state.withLock(\.remark) }

    /// All of it for a status line; nil if there is nothing to say.
    package var line: String? {
        let parts = [trouble, remark].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    func set(_ trouble: String?) { change { $0.trouble = trouble } }

    func setDamage(_ damage: String?) { change { $0.damage = damage } }

    func note(_ remark: OpeningRemark) {
        guard case .setAside(let path, _) = remark else { return }
        change { $0.remark = "a damaged database was set aside as \(path)" }
    }

    private func change(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
        changed.raise()
    }
}
