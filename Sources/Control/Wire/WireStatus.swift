// SPDX-License-Identifier: Apache-2.0

package import Core
import FoundationEssentials

/// Watches as `GetStatus` and `awaitd status --json` give them.
package struct WireStatus: Codable, Sendable {
    let watches: [WireWatch]

    /// The form of these watches.
    package init(_ watches: [WatchStatus]) {
        self.watches = watches.map(WireWatch.init)
    }

    /// As JSON, one line without its end.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and nulls alone: nothing in it could be refused.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// One watch: all members are always there, and null where there is nothing to say.
struct WireWatch: Codable, Sendable {
    let name: String
    let kind: String
    let resourceID: String
    let region: String
    let state: String
    let status: String?
    let since: String?
    let visibility: String
    let nextPoll: String?
    let reason: String?

    private enum CodingKeys: String, CodingKey {
        case name, kind, region, state, status, since, visibility, reason
        case resourceID = "resource_id"
        case nextPoll = "next_poll"
    }

    init(_ watch: WatchStatus) {
        name = watch.name
        kind = watch.kind
        resourceID = watch.resourceID
        region = watch.region
        state = watch.state.rawValue
        status = watch.status
        since = watch.since?.rfc3339
        visibility = watch.visibility.rawValue
        nextPoll = watch.nextPoll?.rfc3339
        reason = watch.reason
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(kind, forKey: .kind)
        try values.encode(resourceID, forKey: .resourceID)
        try values.encode(region, forKey: .region)
        try values.encode(state, forKey: .state)
        try values.encode(status, forKey: .status)
        try values.encode(since, forKey: .since)
        try values.encode(visibility, forKey: .visibility)
        try values.encode(nextPoll, forKey: .nextPoll)
        try values.encode(reason, forKey: .reason)
    }

    /// The watch that this stands for; words of a later version become the nearest of ours.
    var watch: WatchStatus {
        WatchStatus(
            name: name,
            kind: kind,
            resourceID: resourceID,
            region: region,
            state: JobState(rawValue: state) ?? .unknown,
            status: status,
            since: since.flatMap { Timestamp(rfc3339: $0) },
            visibility: Visibility(rawValue: visibility) ?? .unreachable,
            nextPoll: nextPoll.flatMap { Timestamp(rfc3339: $0) },
            reason: reason
        )
    }
}
