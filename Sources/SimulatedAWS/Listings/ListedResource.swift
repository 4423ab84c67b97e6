// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A resource as a list sees it at one moment.
///
/// What filters ask for most is found without building the item, since a list may look at many resources for each that it shows.
struct ListedResource {
    /// When it was created, in microseconds since 1970, rounded to the milliseconds that AWS shows.
    let created: Int64
    private let group: ResourceCatalog.Group
    private let number: Int
    private let start: Date
    private let moment: Date
    private let step: TimelineStep

    /// A resource at a moment; nil if it did not exist then.
    init?(_ group: ResourceCatalog.Group, number: Int, created milliseconds: Int64, at moment: Date) {
        let start = group.start(number)
        let elapsed = moment.timeIntervalSince(start)
        guard let step = group.series.template.timeline.last(where: { $0.at <= elapsed }) else { return nil }
        created = milliseconds * 1000
        self.group = group
        self.number = number
        self.start = start
        self.moment = moment
        self.step = step
    }

    var id: String { group.id(number) }

    /// When it was last changed, as `created`.
    var updated: Int64 { AWSTime.milliseconds(start.addingTimeInterval(step.at)) * 1000 }

    var status: String { replaced(kind.statusMember) ?? step.status }

    var name: String { replaced(kind.nameMember) ?? group.name(number) ?? kind.usualName(id: id) }

    /// The item about it.
    var item: [String: JSONValue] {
        let life = group.life(number)
        return ResourceResponse(resource: life.resource, start: life.start, now: moment, isItem: true).members ?? [:]
    }

    private var kind: ResourceKind { group.series.template.kind }

    /// The text with which the scenario replaces a member.
    private func replaced(_ member: String) -> String? {
        let members = group.series.template.members
        guard !members.isEmpty || !step.members.isEmpty else { return nil }
        return (step.members[member] ?? members[member])?.text
    }
}
