// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing
import awaitd

@Suite struct CallEstimateLineTests {
    private static func line(
        _ count: Int, every seconds: Int = 300, _ limits: Limits = Limits(rate: .unlimited)
    ) -> String? {
        let pace = PollPace(initial: .seconds(1), max: .seconds(seconds))
        let watches = (0..<count).map { Watch.sample("w\($0)", kind: "training-job", id: "j\($0)", poll: pace) }
        return CallEstimate(WatchList(watches: watches, limits: limits)).line
    }

    @Test func itSaysHowManyAndOfWhat() {
        #expect(Self.line(0) == nil)
        #expect(Self.line(2) == "about 24 calls an hour at rest")
        #expect(Self.line(1, every: 36_000) == "about 1 call an hour at rest")
        #expect(Self.line(1_000) == "about 63 calls an hour at rest; 12,000 without listings")
        #expect(Self.line(1_000, Limits()) == "about 63 calls an hour at rest; 7,200 (limits.rate) without listings")
        #expect(
            Self.line(1_234, Limits(rate: .unlimited, listings: .never))
                == "about 15,000 calls an hour at rest; 75 with listings")
        #expect(
            Self.line(2, every: 1, Limits(rate: .perSecond(1))) == "about 3,600 calls (limits.rate) an hour at rest")
    }

    @Test(arguments: [1, 9, 12, 99, 1_234, 99_999, 100_000])
    func itFitsATerminal(count: Int) throws {
        for limits in [Limits(), Limits(rate: .unlimited), Limits(listings: .never)] {
            #expect(try #require(Self.line(count, limits)).count <= 80)
        }
    }
}
