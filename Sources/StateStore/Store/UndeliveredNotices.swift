// SPDX-License-Identifier: Apache-2.0

import Core

/// The latest notices of the outbox once more, in memory: what a damaged database may no longer give back.
struct UndeliveredNotices {
    private var notices: [Int64: Notice] = [:]
    /// The most that are kept; of a longer outbox, the rest is read from the damaged database as far as that goes.
    static let limit = 10_000

    /// Takes in notices that were committed.
    mutating func add(_ new: [Notice]) {
        for notice in new where notices.count < Self.limit {
            if let sequence = notice.stamp?.sequence { notices[sequence] = notice }
        }
    }

    /// Lets go of those that were told.
    mutating func remove(_ told: [Int64]) {
        for sequence in told { notices[sequence] = nil }
    }

    /// Those that are kept, and `others` that are not among them, in the record's order.
    func merged(with others: [Notice]) -> [Notice] {
        var all = notices
        for notice in others {
            if let sequence = notice.stamp?.sequence, all[sequence] == nil { all[sequence] = notice }
        }
        return all.sorted { $0.key < $1.key }.map(\.value)
    }
}
