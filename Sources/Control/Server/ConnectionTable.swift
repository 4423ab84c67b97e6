// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Who is connected, since when they have been idle, and who has to go when it becomes too many.
final class ConnectionTable: Sendable {
    private struct Row {
        let channel: any Channel
        var lastActive: ContinuousClock.Instant
        var isBusy = false
    }

    private let rows = Mutex<[ObjectIdentifier: Row]>([:])
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a connection in; false if there are too many and all of them are being served.
    ///
    /// Whoever has been idle longest is hung up on to make room, so that silent clients lock nobody out.
    func admit(_ channel: any Channel) -> Bool {
        let (isAdmitted, victim) = rows.withLock { rows -> (Bool, (any Channel)?) in
            var victim: (any Channel)?
            if rows.count >= limit {
                let idle = rows.filter { !$0.value.isBusy }.min { $0.value.lastActive < $1.value.lastActive }
                guard let idle else { return (false, nil) }
                rows[idle.key] = nil
                victim = idle.value.channel
            }
            rows[ObjectIdentifier(channel)] = Row(channel: channel, lastActive: .now)
            return (true, victim)
        }
        victim?.close(promise: nil)
        return isAdmitted
    }

    /// Notes that a connection's call is being served, or no longer is.
    func note(_ channel: any Channel, isBusy: Bool) {
        rows.withLock {
            $0[ObjectIdentifier(channel)]?.isBusy = isBusy
            $0[ObjectIdentifier(channel)]?.lastActive = .now
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
            rows.values.filter { !$0.isBusy && now - $0.lastActive > time }.map(\.channel)
        }
        for channel in idle { channel.close(promise: nil) }
    }
}
