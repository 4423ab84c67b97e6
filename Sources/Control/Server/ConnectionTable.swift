// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Who is connected, since when they have been idle, and who has to go when it becomes too many.
final class ConnectionTable: Sendable {
    /// What a connection is at; who has the least to lose comes first.
    enum Activity: Int {
        /// It asks for nothing.
        case idle
        /// It listens to notices.
        case listening
        /// Its call is being served, or its reply is being read.
        case serving
    }

    private struct Row {
        let channel: any Channel
        var activity = Activity.idle
        var since = ContinuousClock.now

        /// How much there is to lose; who has just come has not had the time to ask yet.
        func worth(at now: ContinuousClock.Instant) -> Int {
            activity == .idle && now - since < ConnectionTable.timeToAsk ? Activity.serving.rawValue : activity.rawValue
        }
    }

    /// How long a new connection counts as one that is being served.
    private static let timeToAsk: Duration = .seconds(1)

    private let rows = Mutex<[ObjectIdentifier: Row]>([:])
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a connection in.
    ///
    /// If there are too many, whoever has been idle longest is hung up on, so that silent clients lock nobody out; if
    /// nobody is idle but those who have just come, whoever has listened, or has been served or been there, longest.
    func admit(_ channel: any Channel) {
        let now = ContinuousClock.now
        let victim = rows.withLock { rows -> (any Channel)? in
            var victim: (any Channel)?
            if rows.count >= limit {
                let first = rows.min { left, right in
                    let (one, other) = (left.value, right.value)
                    return (one.worth(at: now), one.since) < (other.worth(at: now), other.since)
                }
                victim = first.flatMap { rows.removeValue(forKey: $0.key)?.channel }
            }
            rows[ObjectIdentifier(channel)] = Row(channel: channel)
            return victim
        }
        victim?.close(promise: nil)
    }

    /// Notes what a connection is at from now on.
    func note(_ channel: any Channel, _ activity: Activity) {
        rows.withLock {
            $0[ObjectIdentifier(channel)]?.activity = activity
            $0[ObjectIdentifier(channel)]?.since = .now
        }
    }

    /// Takes a connection out.
    func remove(_ channel: any Channel) {
        rows.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Hangs up on those that have been idle for longer than a time.
    func dropIdle(longerThan time: Duration) {
        let now = ContinuousClock.now
        let idle = rows.withLock { rows in
            rows.values.filter { $0.activity == .idle && now - $0.since > time }.map(\.channel)
        }
        for channel in idle { channel.close(promise: nil) }
    }
}
