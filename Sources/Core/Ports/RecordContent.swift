// SPDX-License-Identifier: Apache-2.0

/// All that a running daemon knows and the record has to know: what a record that was lost is begun anew with.
package struct RecordContent: Sendable, Hashable {
    /// The watches of the list, in its order.
    package let list: [Watch]
    /// Where they stand.
    package let watches: [WatchSnapshot]
    /// Where their lanes stand.
    package let lanes: [LaneSnapshot]

    /// Nothing: a first run.
    package static let none = RecordContent(list: [], watches: [], lanes: [])

    /// A content.
    package init(list: [Watch], watches: [WatchSnapshot], lanes: [LaneSnapshot]) {
        self.list = list
        self.watches = watches
        self.lanes = lanes
    }
}
