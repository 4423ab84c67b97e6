// SPDX-License-Identifier: Apache-2.0

package import Core
import Platform
import Synchronization

/// Delivers notices to another sink without waiting long for it, for a caller with more important work.
///
/// A notice is given up after ``patience``, and after ``mostGivenUp`` of them in a row no other is tried: a sink that hangs
/// for so long will hang for longer.
package final class BoundedSink: NoticeSink {
    /// How long a notice may take.
    package static let patience: Duration = .seconds(1)
    /// How many notices in a row may be given up.
    package static let mostGivenUp = 5

    private let inner: any NoticeSink
    private let clock: any Clock<Duration>
    private let givenUp = Mutex(0)

    /// A sink in front of another.
    package init(inner: any NoticeSink, clock: any Clock<Duration> = .timer) {
        self.inner = inner
        self.clock = clock
    }

    package func deliver(_ notice: Notice) async throws(DeliveryError) {
        guard givenUp.withLock({ $0 < Self.mostGivenUp }) else {
            throw DeliveryError(
                reason: "those before it were not accepted within \(Self.patience.components.seconds) s")
        }
        let result = await withTimeout(Self.patience, clock: clock) { [inner] in
            do throws(DeliveryError) {
                return Result<Void, DeliveryError>.success(try await inner.deliver(notice))
            } catch {
                return .failure(error)
            }
        }
        givenUp.withLock { $0 = result == nil ? $0 + 1 : 0 }
        try (result ?? .failure(DeliveryError(reason: "it was not accepted in time"))).get()
    }
}
