// SPDX-License-Identifier: Apache-2.0

/// Empties the outbox before the daemon ends, for as long as that gets on.
///
/// What is left is on record and told after the next start; so a journal that takes nothing keeps nobody waiting.
package struct OutboxDrain<C: Clock>: Sendable where C.Duration == Duration {
    private let relay: OutboxRelay<C>
    private let clock: C
    private let extend: @Sendable (Duration) -> Void

    /// How long the outbox may stand still before the rest is given up.
    package static var patience: Duration { .seconds(1) }
    /// How long it may take in all.
    package static var longest: Duration { .seconds(30) }
    /// How much more time the manager is asked for, each time something was told.
    package static var step: Duration { .seconds(10) }

    /// A drain; `extend` asks the service manager for so much more time.
    package init(_ relay: OutboxRelay<C>, clock: C, extend: @escaping @Sendable (Duration) -> Void) {
        self.relay = relay
        self.clock = clock
        self.extend = extend
    }

    /// Tells what is left, or as much of it as somebody takes.
    package func run() async {
        let end = clock.now.advanced(by: Self.longest)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.drain() }
            group.addTask {
                var told = relay.delivered
                while clock.now < end {
                    // Cancelled means that the outbox is empty.
                    guard (try? await clock.sleep(for: Self.patience)) != nil, relay.delivered > told else { return }
                    told = relay.delivered
                    extend(Self.step)
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
