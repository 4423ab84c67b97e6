// SPDX-License-Identifier: Apache-2.0

/// What is known of the time besides the wall clock, which may be wrong: before a host has asked its time server, with a dead
/// battery, in a restored virtual machine.
///
/// The Date headers of AWS's answers say what time it is, and the record when AWS last answered an earlier run. Since then
/// time has passed as the steady clock says, so all that follows from it is the time that it is at least. A pure value.
package struct TimeEvidence: Sendable, Hashable {
    /// The time of each server's clock at the steady clock's beginning.
    private var servers: [String: Timestamp] = [:]
    /// The time at the steady clock's beginning that the record proves.
    private var recorded: Timestamp?

    /// How far the wall clock may be off and still count as right: what SigV4 allows.
    package static let tolerance: Duration = .seconds(300)
    /// How long after AWS's last answer to an earlier run the wall clock is believed without another.
    package static let downtime: Duration = .seconds(3_600)
    /// The most servers whose clocks are remembered; a few suffice.
    private static let maxServers = 16

    /// Nothing is known.
    package init() {}

    /// Notes that a server's clock showed `date` at a steady time, when the wall clock showed `wall`.
    package mutating func note(_ date: Timestamp, of server: String, wall: Timestamp, at steady: Duration) {
        if servers[server] == nil, servers.count >= Self.maxServers {
            let distances = servers.mapValues { Self.distance($0 + steady, wall) }
            if let farthest = distances.max(by: { $0.value < $1.value }) { servers[farthest.key] = nil }
        }
        servers[server] = date + (.zero - steady)
    }

    /// Notes that AWS answered an earlier run at `time`, which is before this steady time.
    package mutating func note(recorded time: Timestamp, at steady: Duration) {
        recorded = time + (.zero - steady)
    }

    /// The time that it is at least at a steady time while the wall clock shows `wall`; nil if nothing is known.
    ///
    /// That is `wall` itself if it agrees with what is known. Of several servers the one that is nearest to `wall` counts, so
    /// that none can make the time more wrong than the wall clock is.
    package func time(at steady: Duration, wall: Timestamp) -> Timestamp? {
        let answered = servers.values.lazy.map { $0 + steady }.min { Self.distance($0, wall) < Self.distance($1, wall) }
        if let answered { return Self.distance(answered, wall) <= Self.tolerance ? wall : answered }
        guard let least = recorded.map({ $0 + steady }) else { return nil }
        // After a short time without a daemon the record itself confirms the clock.
        let isPlausible = wall >= least + (.zero - Self.tolerance) && wall <= least + Self.downtime
        return isPlausible ? wall : least
    }

    private static func distance(_ one: Timestamp, _ other: Timestamp) -> Duration {
        let difference = one.since(other)
        return difference < .zero ? .zero - difference : difference
    }
}
