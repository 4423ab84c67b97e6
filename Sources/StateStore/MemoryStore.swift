// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// A record that lives as long as the process: what `awaitd wait` keeps, and the tests.
package actor MemoryStore: StateStore {
    private var snapshots: [WatchIdentity: Commit.Snapshot] = [:]
    private var outbox: [Notice] = []
    private var lastSequence: Int64 = 0

    /// An empty record.
    package init() {}

    package func commit(_ commit: Commit) {
        if let watch = commit.watch { snapshots[watch.identity] = watch }
        for pending in commit.notices {
            lastSequence += 1
            let stamp = Notice.Stamp(
                eventID: pending.eventID,
                sequence: lastSequence,
                observedAt: pending.observedAt
            )
            outbox.append(pending.notice.stamped(stamp))
        }
    }

    package func untold(limit: Int) -> [Notice] {
        Array(outbox.prefix(limit))
    }

    package func markTold(_ sequence: Int64) {
        // The oldest is told first, so the first is nearly always the one.
        guard let index = outbox.firstIndex(where: { $0.stamp?.sequence == sequence }) else { return }
        outbox.remove(at: index)
    }

    /// Where a watch stands on record; nil if nothing of it was recorded.
    package func snapshot(of identity: WatchIdentity) -> Commit.Snapshot? {
        snapshots[identity]
    }
}
