// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// How far each endpoint's clock is from ours, by the Date header of a response that rejected our signature's time.
final class ClockOffsets: Sendable {
    /// How far off a signature's time may be under SigV4.
    private static let tolerance: Duration = .seconds(300)

    private let offsets = Mutex<[Endpoint: Duration]>([:])

    /// How much to add to our time for an endpoint.
    func offset(for endpoint: Endpoint) -> Duration {
        // Nearly always there is none.
        offsets.withLock { $0.isEmpty ? .zero : $0[endpoint] ?? .zero }
    }

    /// Corrects an endpoint's offset by a response that came at `now`.
    ///
    /// Returns whether the time we signed with was off by more than the tolerance; otherwise nothing changes.
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

extension Timestamp {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A time in HTTP's date format: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7, IMF-fixdate).
    ///
    /// Nil for anything else; the two obsolete formats are not read, since no server that checks SigV4 sends them.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT" || parts[5] == "UTC",
            parts[1].utf8.count == 2, parts[3].utf8.count == 4,
            let month = Self.months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        self.init(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}
