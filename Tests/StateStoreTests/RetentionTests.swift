// SPDX-License-Identifier: Apache-2.0

import Core
import StateStore
import TestSupport
import Testing

/// What is deleted from the record, and what is not, whatever the clock says.
@Suite(.timeLimit(.minutes(2))) struct RetentionTests {
    private static let day = 86_400.0
    private let retention = Retention(age: .seconds(90 * 86_400), count: 1_000_000)

    /// A store of an earlier run's delivered notices, which were seen at these days.
    private func store(_ temporary: TemporaryFolder, days: [Double]) async throws -> SQLiteStore {
        do {
            let store = try temporary.openStore()
            let notices = days.enumerated().flatMap { number, day in
                Commit.step("a", number, at: day * Self.day).notices
            }
            try await store.commit(Commit(watch: nil, notices: notices))
            try await store.markDelivered(days.indices.map { Int64($0 + 1) })
        }
        return try temporary.reopenStore()
    }

    /// A moment at which the wall clock shows `wall` days, and `confirmed` are confirmed, after so many hours of running.
    private func moment(wall: Double, confirmed: Double?, hours: Double = 0) -> Moment {
        Moment(
            wall: Moment.seconds(wall * Self.day).wall,
            steady: .seconds(Int(hours * 3_600)),
            confirmed: confirmed.map { Moment.seconds($0 * Self.day).wall }
        )
    }

    private func kept(_ store: SQLiteStore) async throws -> [Int64] {
        try await store.history(HistoryQuery()).compactMap(\.stamp?.sequence)
    }

    @Test(arguments: [
        (200.0, nil), (200, 1), (-20_000, nil), (-20_000, 200), (1, 200), (2_900_000, nil), (2_900_000, 1),
    ])
    func nothingGoesUnlessBothTheWallClockAndTheConfirmedTimeSaySo(wall: Double, confirmed: Double?) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await store(temporary, days: (0..<60).map { Double($0) / 60 })
        for hour in 0..<12 {
            _ = try await store.prune(retention, at: moment(wall: wall, confirmed: confirmed, hours: Double(hour)))
        }
        #expect(try await kept(store).count == 60)
    }

    @Test func whatIsTooOldGoesATenthAnHourUntilNoneIsLeft() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await store(temporary, days: (0..<60).map { Double($0) })
        var counts: [Int] = []
        for hour in 0..<40 {
            for minute in [0.0, 59] {
                let hours = Double(hour) + minute / 60
                while try await store.prune(retention, at: moment(wall: 120, confirmed: 120, hours: hours)) {}
            }
            try await counts.append(kept(store).count)
        }
        #expect(counts.prefix(4) == [54, 48, 43, 38])
        #expect(counts.last == 30)
        #expect(try await kept(store) == Array(31...60))
    }

    @Test func theNumberIsABoundAtOnceAndUndeliveredNoticesStay() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        for number in 0..<10 { try await store.commit(.step("a", number, at: Double(number))) }
        try await store.markDelivered([1, 2, 3, 4, 5, 6, 7])
        _ = try await store.prune(Retention(age: retention.age, count: 4), at: moment(wall: 0, confirmed: nil))
        #expect(try await kept(store) == [7, 8, 9, 10])
        for hour in 0..<10 {
            _ = try await store.prune(retention, at: moment(wall: 1_000, confirmed: 1_000, hours: 2_400 + Double(hour)))
        }
        #expect(try await kept(store) == [8, 9, 10])
    }

    @Test func whatAClockSawThatWasNotSetYetIsNotOldForThat() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        // Seen in 1970 and in a year to come, and between days that are right.
        let store = try await store(temporary, days: [-20_000, -20_000, 0, 0, 9_000, -20_000, 1, 100, -20_000, 101])
        for hour in 0..<20 {
            _ = try await store.prune(retention, at: moment(wall: 102, confirmed: 102, hours: Double(hour)))
        }
        #expect(try await kept(store) == [8, 9, 10], "as old as the notices around them")
        let second = try TemporaryFolder()
        defer { second.remove() }
        let fresh = try await self.store(second, days: [-20_000, -20_000, 0, 0])
        for hour in 0..<20 {
            _ = try await fresh.prune(retention, at: moment(wall: 1, confirmed: 1, hours: Double(hour)))
        }
        #expect(try await kept(fresh).count == 4)
    }

    @Test func whatThisProcessHasSeenIsNotOlderThanItIs() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        for number in 0..<10 { try await store.commit(.step("a", number)) }
        try await store.markDelivered(Array(1...10))
        // The clock was a year behind, and is set right.
        for hour in 0..<10 {
            _ = try await store.prune(retention, at: moment(wall: 365, confirmed: 365, hours: Double(hour)))
        }
        #expect(try await kept(store).count == 10)
        _ = try await store.prune(retention, at: moment(wall: 365, confirmed: 365, hours: 90 * 24))
        #expect(try await kept(store).count == 9)
    }

    /// Whatever the clocks say, no pass takes more than its part, and nothing that is younger than the confirmed time allows.
    @Test(arguments: 1...10)
    func noClockTakesMoreThanItsPart(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let days = (0..<50).map { Double($0 * 4) }
        let store = try await store(temporary, days: days)
        for hour in 0..<20 {
            let before = try await kept(store)
            let confirmed = Bool.random(using: &random) ? Double(Int.random(in: 0...400, using: &random)) : nil
            let wall = Double(Int.random(in: -30_000...1_000_000, using: &random))
            let moment = moment(wall: wall, confirmed: confirmed, hours: Double(hour))
            while try await store.prune(retention, at: moment) {}
            let after = try await kept(store)
            #expect(before.count - after.count <= (before.count + 9) / 10)
            let young = before.filter { days[Int($0) - 1] >= min(wall, confirmed ?? -.infinity) - 90 }
            #expect(Set(young).isSubset(of: after))
        }
    }

    @Test func aLogThatGrewWhileSomebodyReadIsGivenBack() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        try await store.commit(.step("a", 0))
        let large = Notice(
            event: .anomaly, priority: .warning, message: String(repeating: "x", count: 1_000_000), fields: [])
        @Sendable func grow(_ range: Range<Int>) async throws {
            for number in range {
                let pending = Commit.PendingNotice(large, eventID: "\(number)", observedAt: now)
                try await store.commit(Commit(watch: nil, notices: [pending]))
            }
        }
        func size() -> Int { temporary.read("awaitd.sqlite-wal").count }
        try await store.whileItIsRead { try await grow(0..<30) }
        #expect(size() > 20_000_000)
        _ = try await store.prune(retention, at: moment(wall: 0, confirmed: nil))
        #expect(size() == 0)
        try await store.whileItIsRead { try await grow(30..<60) }
        for number in 1...3 { try await store.commit(.step("a", number)) }
        #expect(size() < 8_000_000)
    }
}
