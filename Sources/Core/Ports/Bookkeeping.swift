// SPDX-License-Identifier: Apache-2.0

/// Where watches and lanes stand that have nothing to tell: written now and then, so that a restart goes on from there.
package struct Bookkeeping: Sendable, Hashable {
    /// The watches.
    package let watches: [WatchSnapshot]
    /// The lanes.
    package let lanes: [LaneSnapshot]

    /// Bookkeeping.
    package init(watches: [WatchSnapshot], lanes: [LaneSnapshot]) {
        self.watches = watches
        self.lanes = lanes
    }
}
