// SPDX-License-Identifier: Apache-2.0

import Core

/// The watches that one call may read together: those of a kind with such an operation, by lane and by what their ids have
/// in common.
struct Batches: Sendable {
    /// What the watches of one call have in common.
    private struct Key: Sendable, Hashable {
        let lane: LaneNumber
        let kind: ObjectIdentifier
        let group: String
    }

    /// Those of one key, and who is looked at next.
    private struct Group: Sendable {
        var members: [EntryID] = []
        var next = 0
    }

    private var groups: [Key: Group] = [:]

    /// The most watches that are looked at for one call.
    private static let mostLooks = 2_000

    private static func key(_ watch: Watch, _ lane: LaneNumber) -> Key? {
        guard watch.kind.batch != nil else { return nil }
        return watch.kind.batchGroup(ofID: watch.resourceID).map {
            Key(lane: lane, kind: ObjectIdentifier(watch.kind), group: $0)
        }
    }

    /// Adds a watch, if it can be read together with others.
    mutating func add(_ id: EntryID, _ watch: Watch, lane: LaneNumber) {
        guard let key = Self.key(watch, lane) else { return }
        groups[key, default: Group()].members.append(id)
    }

    /// Removes a watch.
    mutating func remove(_ id: EntryID, _ watch: Watch, lane: LaneNumber) {
        guard let key = Self.key(watch, lane), var group = groups[key] else { return }
        group.members.removeAll { $0 == id }
        groups[key] = group.members.isEmpty ? nil : group
    }

    /// The watches to read with one, as many as `isWanted` says yes to and the operation takes, in turn.
    mutating func companions(
        of id: EntryID, _ watch: Watch, lane: LaneNumber, isWanted: (EntryID) -> Bool
    ) -> [EntryID] {
        guard let most = watch.kind.batch?.most, let key = Self.key(watch, lane), var group = groups[key] else {
            return []
        }
        var companions: [EntryID] = []
        var looks = 0
        while looks < min(group.members.count, Self.mostLooks), companions.count < most - 1 {
            looks += 1
            group.next = group.next < group.members.count ? group.next : 0
            let other = group.members[group.next]
            group.next += 1
            if other != id, isWanted(other) { companions.append(other) }
        }
        groups[key] = group
        return companions
    }
}
