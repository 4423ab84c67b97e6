// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import TestSupport
import Testing
import awaitd

@Suite(.timeLimit(.minutes(3))) struct RetentionBoundsTests {
    private static let retention = Retention(age: .seconds(86_400), count: 100)

    @Test func theCommandLinesAgeOverridesTheFiles() {
        let bounds = RetentionBounds(Self.retention, fixedAge: .seconds(172_800))
        #expect(bounds.current == Retention(age: .seconds(172_800), count: 100))
        bounds.set(Retention(age: .seconds(259_200), count: 7))
        #expect(bounds.current == Retention(age: .seconds(172_800), count: 7))
    }

    @Test(arguments: [nil, Duration.seconds(60), .zero])
    func nothingIsKeptForLessThanADay(fixedAge: Duration?) {
        let bounds = RetentionBounds(Retention(age: .seconds(1), count: 100), fixedAge: fixedAge)
        #expect(bounds.current == Retention(age: .seconds(86_400), count: 100))
    }

    @Test func theRecordIsPrunedAtOnceEveryHourAndWhenTheBoundsChangeButNotInBetween() async {
        let bounds = RetentionBounds(Self.retention, fixedAge: nil)
        let clock = TestClock()
        let prunings = Prunings()
        await withDiscardingTaskGroup { group in
            group.addTask { await bounds.run(clock: clock, prune: prunings.prune) }
            #expect(await prunings.made.wait())
            for _ in 1...3 {
                await clock.waitForSleepers(1)
                #expect(clock.nextDeadline?.elapsed == clock.now.elapsed + RetentionBounds.interval)
                clock.advanceToNextDeadline()
                #expect(await prunings.made.wait())
            }
            bounds.set(Self.retention)
            bounds.set(Retention(age: .seconds(1), count: 100))
            #expect(await prunings.made.wait())
            group.cancelAll()
        }
        #expect(prunings.count == 5)
    }
}

/// Counts prunings.
private final class Prunings: Sendable {
    /// Raised after each.
    let made = Signal()
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    @Sendable func prune() {
        number.withLock { $0 += 1 }
        made.raise()
    }
}
