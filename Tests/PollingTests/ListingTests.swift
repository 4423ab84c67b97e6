// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import TestSupport
import Testing

@testable import Polling

/// Listings that stand in for reads: what they cost, what they find, and what goes wrong with lists.
struct ListingTests {
    /// A kind as its lists are: the status of a running job, the last one, and how many items a page has.
    struct Listed: Sendable, CustomTestStringConvertible {
        let kind: String
        let running: String
        let ended: String
        let pageSize: Int
        var testDescription: String { kind }

        static let bedrock = Listed(kind: "evaluation-job", running: "InProgress", ended: "Completed", pageSize: 1_000)
        static let amazonML = Listed(kind: "evaluation", running: "INPROGRESS", ended: "COMPLETED", pageSize: 100)
        static let sageMaker = Listed(kind: "training-job", running: "InProgress", ended: "Completed", pageSize: 100)

        func id(_ number: Int) -> String {
            let digits = String(number)
            let padded = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
            return kind == "evaluation-job"
                ? "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/\(padded)" : "job-\(padded)"
        }
    }

    static let pace = PollPace(initial: .seconds(5), max: .seconds(30))

    static func list(
        _ listed: Listed, _ count: Int, poll: PollPace = pace, listings: ListingUse = .automatic
    ) -> WatchList {
        WatchList(
            watches: (0..<count).map { .sample("job-\($0)", kind: listed.kind, id: listed.id($0), poll: poll) },
            limits: Limits(rate: .perSecond(200), concurrency: 64, listings: listings))
    }

    static func world(
        _ listed: Listed, _ count: Int, poll: PollPace = pace, listings: ListingUse = .automatic, account: FakeAccount
    ) -> SimulatedWorld {
        SimulatedWorld(
            list(listed, count, poll: poll, listings: listings), page: { account.page($0, $1) },
            answer: { account.read($0, $1) })
    }

    /// The calls of a world from one second to another: pages, and reads.
    static func calls(of world: SimulatedWorld, from start: Double, to end: Double) -> (pages: Int, reads: Int) {
        let range = start..<end
        return (
            world.pages.count { range.contains($0.at.inSeconds) }, world.polls.count { range.contains($0.at.inSeconds) }
        )
    }

    @Test(arguments: [(Listed.bedrock, 10.0), (.amazonML, 30), (.sageMaker, 30)])
    func thousandJobsCostFewCalls(listed: Listed, most: Double) {
        // A thousand jobs in a debug build take long: a hundred in pages of a tenth cost the same calls.
        let account = FakeAccount(
            (0..<100).map { .job(listed.id($0), runs: listed.running) }, pageSize: listed.pageSize / 10)
        var world = Self.world(listed, 100, account: account)
        world.run(until: .seconds(4_200))
        // An hour, with its full listing.
        let calls = Self.calls(of: world, from: 600, to: 4_200)
        #expect(Double(calls.pages + calls.reads) / 60 <= most, "\(calls)")
        #expect(world.delivered(.transition).count == 100)
    }

    @Test(arguments: [Listed.bedrock, .amazonML, .sageMaker])
    func otherPeoplesJobsCostLittle(listed: Listed) {
        let month = 30.0 * 86_400
        let others = (0..<2_000).map { number -> FakeAccount.Resource in
            let created = -month + Double(number) * (month + 3_000) / 2_000
            return .job(listed.id(100_000 + number), created: created, runs: listed.running, until: created + 600)
        }
        let account = FakeAccount(
            others + (0..<100).map { .job(listed.id($0), created: -3_600, runs: listed.running) },
            pageSize: listed.pageSize / 10)
        var world = Self.world(listed, 100, account: account)
        world.run(until: .seconds(2_400))
        let calls = Self.calls(of: world, from: 600, to: 2_400)
        #expect(Double(calls.pages + calls.reads) / 30 <= 60, "\(calls)")
    }

    @Test(arguments: [Listed.bedrock, .amazonML, .sageMaker], [0.0, 5])
    func everyEndIsSeenInTimeAndToldOnce(listed: Listed, lag: Double) {
        let ends = (0..<60).map { 700 + Double($0) * 7.3 }
        let account = FakeAccount(
            ends.enumerated().map {
                .job(listed.id($0.offset), runs: listed.running, until: $0.element, then: listed.ended)
            },
            pageSize: listed.pageSize, faults: .init(lag: lag))
        var world = Self.world(listed, 60, account: account)
        world.run(until: .seconds(1_400))
        let told = world.notices.filter { $0.notice.content.state == .completed }
        #expect(told.count == 60)
        #expect(Set(told.compactMap(\.notice.content.watch?.name)).count == 60)
        for (at, notice) in told {
            guard let name = notice.content.watch?.name, let number = Int(name.dropFirst(4)) else { continue }
            let delay = at.inSeconds - ends[number]
            #expect((0...(30 + lag + 2)).contains(delay), "\(name) \(delay)")
        }
        #expect(world.delivered(.anomaly).isEmpty)
        let reads = Self.calls(of: world, from: 700, to: 1_300).reads
        // One for each change, and the confirmations.
        #expect(reads <= 60 + 30 + Int(lag) * 20, "\(reads)")
    }

    @Test
    func fewWatchesAreNotListed() {
        let listed = Listed.sageMaker
        let account = FakeAccount((0..<9).map { .job(listed.id($0), runs: listed.running) })
        var world = Self.world(listed, 9, account: account)
        world.run(until: .seconds(1_000))
        #expect(world.pages.isEmpty)
        var never = Self.world(listed, 9, listings: .never, account: account)
        never.run(until: .seconds(1_000))
        #expect(never.polls.map(\.at) == world.polls.map(\.at))
    }

    @Test
    func neverMeansNever() {
        let listed = Listed.sageMaker
        let account = FakeAccount((0..<50).map { .job(listed.id($0), runs: listed.running) })
        var world = Self.world(listed, 50, listings: .never, account: account)
        world.run(until: .seconds(1_000))
        #expect(world.pages.isEmpty)
    }

    @Test
    func deniedListIsToldOnceAndReadsGoOn() throws {
        let listed = Listed.bedrock
        let account = FakeAccount(
            (0..<20).map { .job(listed.id($0), runs: listed.running, until: 5_000) }, faults: .init(isDenied: true))
        var world = Self.world(listed, 20, account: account)
        world.run(until: .seconds(4_000))
        let refusals = world.notices.filter { $0.notice.event == .listingRefused }
        #expect(refusals.count == 1)
        let refusal = try #require(refusals.first?.notice)
        #expect(refusal.content.lane != nil && refusal.content.watch == nil && refusal.priority == .notice)
        // Tried again after 30 s, a minute, two …, an hour.
        #expect(world.pages.count <= 8)
        let reads = Self.calls(of: world, from: 1_000, to: 4_000).reads
        #expect(reads >= 20 * 3_000 / 30)
        account.faults.withLock { $0.isDenied = false }
        world.run(until: .seconds(8_000))
        #expect(world.notices.count { $0.notice.content.state == .completed } == 20)
        #expect(Self.calls(of: world, from: 7_700, to: 7_900).reads < 20)
    }

    @Test(arguments: [Listed.bedrock, .amazonML, .sageMaker])
    func refusedFiltersAreLeftOut(listed: Listed) {
        let account = FakeAccount(
            (0..<40).map { .job(listed.id($0), runs: listed.running) }, pageSize: listed.pageSize,
            faults: .init(refuses: Set(ListingPlan.Filter.allCases)))
        var world = Self.world(listed, 40, account: account)
        world.run(until: .seconds(2_000))
        #expect(world.delivered(.listingRefused).isEmpty)
        let calls = Self.calls(of: world, from: 1_000, to: 2_000)
        #expect(calls.reads < 60 && calls.pages < 60, "\(calls)")
    }

    @Test
    func brokenPageProvesNothing() {
        let listed = Listed.sageMaker
        let account = FakeAccount(
            (0..<60).map { .job(listed.id($0), runs: listed.running) }, pageSize: 20, faults: .init(brokenPages: [1]))
        var world = Self.world(listed, 60, account: account)
        world.run(until: .seconds(2_000))
        // What the first page shows, a hundred, is seen by lists at best; the rest is read.
        let reads = Self.calls(of: world, from: 1_000, to: 2_000).reads
        #expect(reads >= 40 * 1_000 / 30)
        #expect(world.notices.allSatisfy { $0.notice.event == .transition })
    }

    @Test
    func repeatedTokenEndsTheListing() {
        let listed = Listed.amazonML
        let account = FakeAccount(
            (0..<60).map { .job(listed.id($0), runs: listed.running) }, pageSize: 20, faults: .init(repeatsTokens: true)
        )
        var world = Self.world(listed, 60, account: account)
        world.run(until: .seconds(2_000))
        #expect(Self.calls(of: world, from: 1_000, to: 2_000).reads >= 60 * 1_000 / 30)
        #expect(Self.calls(of: world, from: 1_000, to: 2_000).pages < 200)
    }

    @Test
    func listThatIgnoresItsBoundsIsGivenUp() {
        let listed = Listed.sageMaker
        let old = (0..<8_000).map {
            FakeAccount.Resource.job("old-\($0)", created: -9_000_000, runs: "InProgress", until: -8_000_000)
        }
        let account = FakeAccount(
            old + (0..<20).map { .job(listed.id($0), runs: listed.running) }, faults: .init(ignoresBounds: true))
        var world = Self.world(listed, 20, account: account)
        world.run(until: .seconds(3_000))
        // The first try ends after as many pages as it would save reads.
        #expect(world.pages.count <= 20)
        #expect(Self.calls(of: world, from: 1_000, to: 2_000).reads >= 20 * 1_000 / 30)
    }

    @Test
    func itemThatCannotBeReadSpoilsOnlyItself() {
        let listed = Listed.sageMaker
        let broken = listed.id(5)
        let account = FakeAccount(
            (0..<12).map { .job(listed.id($0), runs: listed.running) },
            faults: .init { item, _ in
                item.ids == [broken] ? ListItem(ids: item.ids, name: item.name, status: nil) : item
            })
        var world = Self.world(listed, 12, account: account)
        world.run(until: .seconds(1_000))
        let reads = world.polls.filter { $0.at.inSeconds >= 300 }
        let ofBroken = reads.count { $0.watch == "job-5" }
        #expect(ofBroken >= 700 / 30)
        // The others are confirmed, one with each listing.
        #expect(reads.count - ofBroken <= 700 / 26 + 2)
        #expect(world.notices.count == 12)
    }

    @Test
    func modificationAloneIsNoDifference() {
        let listed = Listed.amazonML
        let account = FakeAccount(
            (0..<12).map { .job(listed.id($0), runs: listed.running) },
            faults: .init { item, time in
                ListItem(
                    ids: item.ids, name: item.name, status: item.status, createdAt: item.createdAt,
                    modifiedAt: Moment.at(.seconds(time)).wall)
            })
        var world = Self.world(listed, 12, account: account)
        world.run(until: .seconds(3_600))
        #expect(Self.calls(of: world, from: 300, to: 3_600).reads <= 3_300 / 26 + 2)
    }

    @Test
    func missingItemIsReadAtItsOwnCadence() {
        let listed = Listed.bedrock
        var jobs = (0..<30).map { FakeAccount.Resource.job(listed.id($0), runs: listed.running) }
        jobs[7].isMissing = true
        let account = FakeAccount(jobs, pageSize: listed.pageSize)
        var world = Self.world(listed, 30, account: account)
        world.run(until: .seconds(1_300))
        let ofMissing = world.polls.count { $0.watch == "job-7" && $0.at.inSeconds >= 300 }
        #expect((1_000 / 30...1_000 / 23).contains(ofMissing), "\(ofMissing)")
        #expect(world.notices.count == 30)
    }

    @Test
    func listsThatShowWhatIsNoLongerTrueAreNotBelieved() {
        let listed = Listed.bedrock
        let account = FakeAccount(
            (0..<20).map { .job(listed.id($0), runs: listed.running, until: $0 < 3 ? 600 : nil, then: listed.ended) },
            pageSize: listed.pageSize)
        account.faults.withLock { $0.lag = 100_000 }
        // Lists show all as it was at the beginning, for ever.
        account.faults.withLock { faults in
            faults.lag = 0
            faults.ignoresBounds = true
            faults.change = { item, _ in
                ListItem(
                    ids: item.ids, name: item.name, status: listed.running, createdAt: item.createdAt,
                    modifiedAt: item.modifiedAt)
            }
        }
        var world = Self.world(listed, 20, account: account)
        world.run(until: .seconds(4_000))
        // Confirmed one with each listing, the three are found in the end, and then the lists are left alone for an hour.
        #expect(world.notices.count { $0.notice.content.state == .completed } == 3)
        let last = world.pages.filter { $0.at.inSeconds < 4_000 }.map(\.at.inSeconds).max() ?? 0
        #expect(last < 2_500, "\(last)")
        #expect(Self.calls(of: world, from: 3_000, to: 4_000).reads >= 17 * 1_000 / 30)
    }

    @Test
    func resourceMadeAnewIsAnAnomaly() {
        let listed = Listed.sageMaker
        let account = FakeAccount((0..<12).map { .job(listed.id($0), runs: listed.running) })
        var world = Self.world(listed, 12, account: account)
        world.run(until: .seconds(600))
        account.resources.withLock { $0[listed.id(4)] = .job(listed.id(4), created: 610, runs: listed.running) }
        world.run(until: .seconds(700))
        let anomalies = world.delivered(.anomaly)
        #expect(anomalies.count == 1)
        #expect(anomalies.first?.notice.content.watch?.name == "job-4")
        world.run(until: .seconds(1_200))
        #expect(world.delivered(.anomaly).count == 1)
    }

    @Test
    func readThatFailsSettlesNothingThatAListHasSaid() {
        let listed = Listed.sageMaker
        let account = FakeAccount((0..<12).map { .job(listed.id($0), runs: listed.running) })
        var world = SimulatedWorld(Self.list(listed, 12), page: { account.page($0, $1) }) { watch, now in
            let isDown = watch.name == "job-4" && (600..<720).contains(now.inSeconds)
            return isDown ? .failed(.sample(.transient)) : account.read(watch, now)
        }
        world.run(until: .seconds(600))
        account.resources.withLock { $0[listed.id(4)] = .job(listed.id(4), created: 610, runs: listed.running) }
        world.run(until: .seconds(1_200))
        #expect(world.delivered(.anomaly).map(\.notice.content.watch?.name) == ["job-4"])
    }
}
