// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct CallEstimateTests {
    private static let minute = PollPace(initial: .seconds(15), max: .seconds(60))

    /// Watches of a kind, read once a minute.
    private static func watches(
        _ count: Int,
        of kind: String,
        in parent: String? = nil,
        region: String = "us-east-1",
        every pace: PollPace = minute
    ) -> [Watch] {
        (0..<count).map { number in
            let id = "\(10_000_000 + number)ab"
            return .sample(
                "\(kind)-\(parent ?? "")-\(region)-\(number)", kind: kind,
                id: Kind.sample(kind).id(ofItem: id, in: parent),
                region: region, poll: pace)
        }
    }

    private static func matcher(_ name: String, of kind: String, in parent: String? = nil) -> Matcher {
        Matcher(
            name: name,
            patterns: [NamePattern("*")],
            settings: Watch.sample("w", kind: kind, id: "a", poll: minute).settings,
            parent: parent
        )
    }

    private static func rounded(_ list: WatchList) -> [Int] {
        let estimate = CallEstimate(list)
        return [estimate.withListings, estimate.withoutListings].map { Int($0.calls.rounded()) }
    }

    private static let unlimited = Limits(rate: .unlimited)

    @Test(arguments: [
        (0, [0, 0]), (1, [60, 60]), (9, [540, 540]),
        // One page and one confirmation a minute.
        (10, [120, 600]), (100, [120, 6_000]),
        // Between full listings, of two pages, only changes are listed; each watch is confirmed once a day.
        (101, [121, 6_060]), (2_400, [60 + 23 + 100, 144_000]),
    ])
    func trainingJobsAreListedByChanges(count: Int, calls: [Int]) {
        let list = WatchList(watches: Self.watches(count, of: "training-job"), limits: Self.unlimited)
        #expect(Self.rounded(list) == calls)
    }

    @Test func aListThatKnowsNoChangesIsReadWhole() {
        // Two pages of 1,000, and a confirmation.
        let jobs = WatchList(watches: Self.watches(1_001, of: "async-invoke"), limits: Self.unlimited)
        #expect(Self.rounded(jobs) == [180, 60_060])
        // What can disappear from a list is looked at in full as well.
        let endpoints = WatchList(watches: Self.watches(101, of: "sagemaker-endpoint"), limits: Self.unlimited)
        #expect(Self.rounded(endpoints) == [180, 6_060])
    }

    @Test func aKindThatIsNotListedIsRead() {
        let list = WatchList(watches: Self.watches(20, of: "data-automation-invocation"), limits: Self.unlimited)
        #expect(Self.rounded(list) == [1_200, 1_200])
        // Its list shows no statuses.
        let models = WatchList(watches: Self.watches(20, of: "imported-model"), limits: Self.unlimited)
        #expect(Self.rounded(models) == [1_200, 1_200])
    }

    @Test func eachParentAndLaneIsAListOfItsOwn() {
        let base = "KBKBKBKBKB/DSDSDSDSDS"
        let spread = (0..<10).flatMap { Self.watches(5, of: "ingestion-job", in: "KBKBKBKBK\($0)/DSDSDSDSDS") }
        #expect(Self.rounded(WatchList(watches: spread, limits: Self.unlimited)) == [3_000, 3_000])
        let together = Self.watches(50, of: "ingestion-job", in: base)
        #expect(Self.rounded(WatchList(watches: together, limits: Self.unlimited)) == [120, 3_000])
        let regions = Self.watches(9, of: "training-job") + Self.watches(9, of: "training-job", region: "eu-west-1")
        #expect(Self.rounded(WatchList(watches: regions, limits: Self.unlimited)) == [1_080, 1_080])
    }

    @Test func aMatcherListsInAnyCase() {
        let matchers = [Self.matcher("a", of: "training-job"), Self.matcher("b", of: "training-job")]
        #expect(Self.rounded(WatchList(watches: [], matchers: matchers)) == [60, 60], "they share one list")
        let few = WatchList(watches: Self.watches(5, of: "training-job"), matchers: matchers, limits: Self.unlimited)
        #expect(Self.rounded(few) == [360, 360])
        let many = WatchList(watches: Self.watches(50, of: "training-job"), matchers: matchers, limits: Self.unlimited)
        #expect(Self.rounded(many) == [120, 3_060], "and with the watches too")
    }

    @Test func aResourceIsReadOnceUnderTwoNames() {
        let one = Watch.sample("one", id: "ev", poll: Self.minute)
        let two = Watch.sample("two", id: "ev", poll: .standard)
        #expect(Self.rounded(WatchList(watches: [one, two])) == [60, 60])
    }

    @Test func aListIsNotUsedWhereReadsAreFewer() {
        // One read an hour each, and one of them a minute: a list a minute would cost more.
        let slow = PollPace(initial: .seconds(15), max: .seconds(3_600))
        let watches =
            Self.watches(1, of: "training-job") + Self.watches(20, of: "training-job", every: slow).dropFirst()
        #expect(Self.rounded(WatchList(watches: watches, limits: Self.unlimited)) == [79, 79])
    }

    @Test func theRateOfALaneIsTheMost() {
        let watches = Self.watches(1_000, of: "training-job") + Self.watches(1_000, of: "ml-model", region: "eu-west-1")
        let estimate = CallEstimate(WatchList(watches: watches))
        #expect(estimate.withoutListings.calls == 14_400 && estimate.withoutListings.isLimited)
        #expect(estimate.withListings.calls < 300 && !estimate.withListings.isLimited)
        #expect(estimate.usesListings)
        let never = CallEstimate(WatchList(watches: watches, limits: Limits(listings: .never)))
        #expect(never.withListings == estimate.withListings && !never.usesListings)
    }

    @Test func fromTenWatchesOnAListIsWorthWhile() {
        let nine = Self.watches(9, of: "training-job")
        #expect(WatchList(watches: nine).scopesWorthListing.isEmpty)
        let ten = Self.watches(10, of: "training-job")
        #expect(WatchList(watches: ten).scopesWorthListing.map(\.kind.name) == ["training-job"])
        #expect(WatchList(watches: ten, limits: Limits(listings: .never)).scopesWorthListing.isEmpty)
    }

    @Test(arguments: Kind.all.filter { $0.parentRule != nil }.map(\.name))
    func aParentsExampleIsRight(_ name: String) throws {
        let rule = try #require(Kind.sample(name).parentRule)
        // The example of an ARN has REGION and ACCOUNT in it.
        if rule.parts.contains(where: { $0.form == nil }) {
            #expect(rule.example.hasPrefix("arn:aws:"))
        } else {
            #expect(rule.problem(in: rule.example) == nil, "\(rule.example)")
        }
    }

    @Test func theExampleOfAParentReadsLikeOne() {
        #expect(Kind.sample("ingestion-job").parentRule?.example == "KBKBKBKBKB/DSDSDSDSDS")
        #expect(Kind.sample("glue-job-run").parentRule?.example == "JobName")
        #expect(Kind.sample("sagemaker-space").parentRule?.example == "domainid")
        #expect(Kind.sample("training-job").parentRule == nil)
    }
}
