// SPDX-License-Identifier: Apache-2.0

import Core
import Logging
import Systemd
import TestSupport
import Testing

struct WatchdogTests {
    @Test(arguments: [2_000, 120_000, 1, 0, -5])
    func `A keep-alive is due within half to three quarters of the timeout`(milliseconds: Int) {
        let watchdog = Watchdog(timeout: .milliseconds(milliseconds))
        #expect(watchdog.timeout > .zero)
        #expect(watchdog.pingInterval * 2 >= watchdog.timeout - .nanoseconds(2))
        #expect(watchdog.pingInterval * 4 <= watchdog.timeout * 3)
        #expect(watchdog.beatInterval * 2 <= watchdog.progressDeadline)
        #expect(watchdog.recheckInterval > .zero)
    }

    @Test(
        arguments: [
            ([:], .alive),
            ([.scheduler: .zero], .alive),
            ([.scheduler: .seconds(60)], .alive),
            ([.scheduler: .milliseconds(60_001)], .stuck([.scheduler])),
            ([.scheduler: .seconds(1), .store: .seconds(61)], .stuck([.store])),
            ([.scheduler: .seconds(61), .store: .seconds(1)], .stuck([.scheduler])),
            ([.store: .seconds(100), .scheduler: .seconds(100)], .stuck([.scheduler, .store])),
        ] as [([ProgressPart: Duration], Watchdog.Verdict)]
    )
    func `A keep-alive is earned while no busy part is silent for half the timeout`(
        silence: [ProgressPart: Duration],
        verdict: Watchdog.Verdict
    ) {
        #expect(Watchdog(timeout: .seconds(120)).verdict(silence: silence) == verdict)
    }
}

struct HeartbeatTests {
    @Test
    func `A required part counts from the beginning, another from its first beat until it rests`() {
        let clock = TestClock()
        let heartbeat = Heartbeat(watchdog: Watchdog(timeout: .seconds(8)), clock: clock)
        #expect(heartbeat.interval == .seconds(2))
        clock.advance(by: .seconds(3))
        #expect(heartbeat.silence == [.scheduler: .seconds(3)])

        heartbeat.beat(.store)
        clock.advance(by: .seconds(2))
        #expect(heartbeat.silence == [.scheduler: .seconds(5), .store: .seconds(2)])

        heartbeat.rest(.store)
        heartbeat.beat(.scheduler)
        clock.advance(by: .seconds(1))
        #expect(heartbeat.silence == [.scheduler: .seconds(1)])
    }

    @Test
    func `Without a watchdog nothing has to wake for it`() {
        let heartbeat = Heartbeat(watchdog: nil, clock: TestClock())
        #expect(heartbeat.interval == nil)
        heartbeat.beat(.store)
        #expect(heartbeat.silence[.store] == nil)
    }
}

struct WatchdogLoopTests {
    /// Runs a loop with a timeout of 8 s; each ping comes out of the stream as the clock's time.
    private func withLoop(
        _ body: (
            Heartbeat<TestClock>, TestClock, Mailbox<Duration>
        ) async -> Void
    ) async {
        let clock = TestClock()
        let watchdog = Watchdog(timeout: .seconds(8))
        let heartbeat = Heartbeat(watchdog: watchdog, clock: clock)
        let pings = Mailbox<Duration>()
        let loop = WatchdogLoop(
            watchdog: watchdog,
            heartbeat: heartbeat,
            clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { pings.put(clock.now.elapsed) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await loop.run() }
            await body(heartbeat, clock, pings)
            group.cancelAll()
        }
    }

    @Test
    func `A daemon that makes progress is fed at half the timeout`() async {
        await withLoop { heartbeat, clock, pings in
            #expect(await pings.next() == .zero)
            for round in 1...100 {
                await clock.sleepsBegun(round)
                clock.advance(by: .seconds(2))
                heartbeat.beat(.scheduler)
                clock.advance(by: .seconds(2))
                #expect(await pings.next() == .seconds(4 * round))
            }
        }
    }

    @Test
    func `A daemon that hangs is not fed, and fed again as soon as it makes progress`() async {
        await withLoop { heartbeat, clock, pings in
            #expect(await pings.next() == .zero)
            await clock.sleepsBegun(1)
            clock.advance(by: .seconds(5))  // Silent for 5 s; 4 are allowed.
            await clock.sleepsBegun(2)
            clock.advance(by: .milliseconds(500))
            await clock.sleepsBegun(3)
            heartbeat.beat(.scheduler)
            clock.advance(by: .milliseconds(500))
            // Had it been fed in between, an earlier time would come first.
            #expect(await pings.next() == .seconds(6))
        }
    }
}
