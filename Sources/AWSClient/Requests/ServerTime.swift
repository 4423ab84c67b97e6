// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// The time by AWS's clock, from the Date headers of its responses, for what must not go by our own clock alone.
final class ServerTime: Sendable {
    private let evidence = Mutex(TimeEvidence())
    /// The server that was noted last, and when, in steady time.
    private let noted = Mutex<(host: String, at: Duration)?>(nil)
    private let origin = ContinuousClock.now

    /// How long a server's time is not looked at again: reading a date costs a part of what a poll does.
    private static let pause: Duration = .seconds(1)

    private var steady: Duration { origin.duration(to: .now) }

    /// Notes what a response that came at `now` says about the time.
    ///
    /// A success without a readable Date confirms our own time, since AWS takes no signature that is minutes off. Of errors
    /// those that a proxy may have made in AWS's place say nothing.
    func note(_ response: HTTPResponse, from endpoint: Endpoint, now: Timestamp) {
        let isSuccess = (200..<300).contains(response.status)
        guard isSuccess || (400..<500).contains(response.status) && response.status != 407 else { return }
        let steady = steady
        let isKnown = noted.withLock { $0.map { $0.host == endpoint.host && steady - $0.at < Self.pause } ?? false }
        guard !isKnown else { return }
        let date = response.headers["Date"].flatMap(Timestamp.init(httpDate:))
        guard let date = date ?? (isSuccess ? now : nil) else { return }
        evidence.withLock { $0.note(date, of: endpoint.host, wall: now, at: steady) }
        noted.withLock { $0 = (endpoint.host, steady) }
    }

    /// Notes that AWS answered an earlier run at this time.
    func note(recorded time: Timestamp) {
        evidence.withLock { $0.note(recorded: time, at: steady) }
    }

    /// The time that it is at least while the wall clock shows `wall`; nil if nothing is known.
    func time(at wall: Timestamp) -> Timestamp? {
        evidence.withLock { $0.time(at: steady, wall: wall) }
    }
}
