// SPDX-License-Identifier: Apache-2.0

/// Where a lane stands, as it is kept over a restart.
package struct LaneSnapshot: Sendable, Hashable {
    /// Which lane.
    package let id: LaneID
    /// Whether it can be seen.
    package let visibility: SavedVisibility

    /// A snapshot.
    package init(id: LaneID, visibility: SavedVisibility) {
        self.id = id
        self.visibility = visibility
    }
}
