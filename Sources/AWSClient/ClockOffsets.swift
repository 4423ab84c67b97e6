// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// How far each endpoint's clock is from ours, as its Date headers said when it found our signature's time wrong.
final class ClockOffsets: Sendable {
    /// What SigV4 allows a signature's time to be off by.
    static let tolerance: Duration = .seconds(300)

    private let offsets = Mutex<[Endpoint: Duration]>([:])

    /// How much to add to our time for an endpoint.
    func offset(for endpoint: Endpoint) -> Duration {
        offsets.withLock { $0[endpoint] ?? .zero }
    }

    /// Learns an endpoint's time from an answer that came at `now`.
    ///
    /// Returns whether it is further from the time that we signed with than a signature's time may be.
    func correct(_ endpoint: Endpoint, by response: HTTPResponse, now: Timestamp) -> Bool {
        guard let date = response.headers["Date"].flatMap(Timestamp.init(httpDate:)) else { return false }
        return offsets.withLock { offsets in
            let found = date.since(now)
            let error = found - (offsets[endpoint] ?? .zero)
            guard error > Self.tolerance || error < .zero - Self.tolerance else { return false }
            offsets[endpoint] = found
            return true
        }
    }
}
