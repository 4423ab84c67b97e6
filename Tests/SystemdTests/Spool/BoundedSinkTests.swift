// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import Systemd
import TestSupport
import Testing

/// Delivering to a journal that may hang.
@Suite(.timeLimit(.minutes(3))) struct BoundedSinkTests {
    private static let notice = Notice.configLoaded(path: "watches.yaml", watches: 1)

    @Test func acceptedNoticesAreDelivered() async throws {
        let inner = TakenNotices()
        try await BoundedSink(inner: inner, clock: TestClock()).deliver(Self.notice)
        #expect(inner.notices.count == 1)
    }

    @Test func aRefusalIsPassedOn() async {
        let refusal = DeliveryError(reason: "the socket is not there")
        await #expect(throws: refusal) {
            try await BoundedSink(inner: Refusing(refusal), clock: TestClock()).deliver(Self.notice)
        }
    }

    @Test func aHangingSinkIsGivenUpAndSoonNotTried() async {
        let (clock, inner) = (TestClock(), Hanging())
        let sink = BoundedSink(inner: inner, clock: clock)
        for turn in 1...BoundedSink.mostGivenUp + 2 {
            async let moved: Void = turn > BoundedSink.mostGivenUp ? () : clock.moveOn()
            await #expect(throws: DeliveryError.self) { try await sink.deliver(Self.notice) }
            await moved
        }
        #expect(inner.asked.withLock { $0 } == BoundedSink.mostGivenUp)
        #expect(clock.now.elapsed == BoundedSink.patience * BoundedSink.mostGivenUp)
    }
}

private struct Refusing: NoticeSink {
    let refusal: DeliveryError

    init(_ refusal: DeliveryError) { self.refusal = refusal }

    func deliver(_ notice: Notice) async throws(DeliveryError) { throw refusal }
}

extension TestClock {
    /// Moves to the next deadline as soon as there is one.
    fileprivate func moveOn() async {
        await waitForSleepers(1)
        advanceToNextDeadline()
    }
}

/// Hangs until it is given up.
private final class Hanging: NoticeSink {
    let asked = Mutex(0)

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        asked.withLock { $0 += 1 }
        // A clock that never moves.
        try? await TestClock().sleep(for: .seconds(1))
        throw DeliveryError(reason: "it was given up")
    }
}
