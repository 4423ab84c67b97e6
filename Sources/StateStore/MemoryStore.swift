// SPDX-License-Identifier: Apache-2.0

package import Core

/// A record that lives as long as the process, for `awaitd wait` and the tests.
package actor MemoryStore: StateStore {
    private var snapshots: [WatchIdentity: WatchSnapshot] = [:]
    private var outbox: [Notice] = []
    private var lastSequence: Int64 = 0

    /// An empty record.
    package init() {}

    package func commit(_ commits: [Commit]) {
        for commit in commits { take(commit) }
    }

    /// Takes what one poll changed; never throws.
    package func commit(_ commit: Commit) async { take(commit) }

    private func take(_ commit: Commit) {
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

    package func note(_ bookkeeping: Checkpoint) {
        for watch in bookkeeping.watches { snapshots[watch.identity] = watch }
    }

    package func undelivered(limit: Int) -> [Notice] {
        Array(outbox.prefix(limit))
    }

    package func markDelivered(_ sequences: [Int64]) {
        let delivered = Set(sequences)
        outbox.removeAll { $0.stamp.map { delivered.contains($0.sequence) } ?? false }
    }

    package func resumption() -> Resumption {
        Resumption(watches: snapshots, lanes: [:], list: nil)
    }

    package func comparePresence() {}

    /// Never: it lives in memory.
    package nonisolated var isDamaged: Bool { false }

    package func renew(_ content: RecordContent, at now: Timestamp) {}

    /// A watch's state on record; nil if it has none.
    package func snapshot(of identity: WatchIdentity) -> WatchSnapshot? {
        snapshots[identity]
    }
}
