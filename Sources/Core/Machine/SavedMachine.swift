// SPDX-License-Identifier: Apache-2.0

/// What has to be kept of a ``WatchMachine`` so that another process can go on with it: no rules, and wall times only.
package struct SavedMachine: Sendable, Hashable {
    /// Where the resource was.
    package var state: JobState
    /// The service's last word; nil while unseen.
    package var status: String?
    /// When the state began by AWS's own times, else when it was first seen; nil while unseen.
    package var since: Timestamp?
    /// What overdue counts from.
    package var bornAt: Timestamp?
    /// Whether it was told that the watch is overdue.
    package var overdueTold: Bool
    /// The unknown statuses that were told.
    package var unknownStatusesTold: Set<String>
    /// Whether it could be seen.
    package var visibility: SavedVisibility

    /// A saved machine; the defaults are those of one that never read anything.
    package init(
        state: JobState = .unseen,
        status: String? = nil,
        since: Timestamp? = nil,
        bornAt: Timestamp? = nil,
        overdueTold: Bool = false,
        unknownStatusesTold: Set<String> = [],
        visibility: SavedVisibility = SavedVisibility()
    ) {
        self.state = state
        self.status = status
        self.since = since
        self.bornAt = bornAt
        self.overdueTold = overdueTold
        self.unknownStatusesTold = unknownStatusesTold
        self.visibility = visibility
    }
}

extension WatchMachine {
    /// What has to be kept of this machine.
    package func saved(at now: Moment) -> SavedMachine {
        SavedMachine(
            state: state,
            status: status,
            since: since,
            bornAt: bornAt,
            overdueTold: overdueTold,
            unknownStatusesTold: unknownStatusesTold,
            visibility: visibility.saved(at: now)
        )
    }
}
