// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Tells notices without waiting long for whoever takes them, for one who has something better to do.
///
/// A notice is given up after ``patience``, and after ``mostGivenUp`` of them in a row no other is tried: what hangs for
/// so long hangs for longer.
package final class BoundedSink: NoticeSink {
    /// How long a notice may take.
    package static let patience: Duration = .seconds(1)
    /// How many notices in a row may be given up.
    package static let mostGivenUp = 5

    private let inner: any NoticeSink
    private let clock: any Clock<Duration>
    private let givenUp = Mutex(0)

    /// A sink in front of another.
    package init(inner: any NoticeSink, clock: any Clock<Duration> = ContinuousClock()) {
        self.inner = inner
        self.clock = clock
    }

    package func deliver(_ notice: Notice) async throws(DeliveryError) {
        guard givenUp.withLock({ $0 < Self.mostGivenUp }) else {
            throw DeliveryError(reason: "those before it were not taken within \(Self.patience.components.seconds) s")
        }
        let answer = await withTaskGroup(of: Result<Void, DeliveryError>?.self) { group in
            group.addTask { [inner] in
                do throws(DeliveryError) {
                    return .success(try await inner.deliver(notice))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask { [clock] in
                // A cancelled sleep only means that the time is over earlier.
                try? await clock.sleep(for: Self.patience)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
        givenUp.withLock { $0 = answer == nil ? $0 + 1 : 0 }
        try (answer ?? .failure(DeliveryError(reason: "it was not taken in time"))).get()
    }
}
