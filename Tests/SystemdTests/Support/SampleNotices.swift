// SPDX-License-Identifier: Apache-2.0

import Core

/// Notices of each event, with no more fields than such a notice always has.
enum SampleNotices {
    /// One notice or more of an event, as the domain makes them.
    static func of(_ event: NoticeEvent) -> [Notice] {
        let failure = PollFailure(.transient, message: "")
        switch event {
        case .transition, .anomaly:
            return Kind.all.flatMap(life).filter { $0.event == event }
        case .overdue:
            return watched(.overdue(after: .seconds(60), since: start.wall, status: nil))
        case .visibilityLost:
            return watched(.visibilityLost(.unreachable, failure)) + [stamped(lane.notice(of: lost, watches: 2))]
        case .visibilityRestored:
            let restored = LaneEvent.restored(from: .unreachable, after: .seconds(60))
            return watched(.visibilityRestored(from: .throttled, after: .seconds(60)))
                + [stamped(lane.notice(of: restored, watches: 2))]
        case .notFound:
            return watched(.notFound(PollFailure(.notFound, message: ""), wasSeen: false))
        case .watchAdded, .watchRemoved:
            return Kind.all.map { kind in
                stamped(Notice(event: event, priority: .info, message: "", content: .init(watch: watch(kind).subject)))
            }
        case .configLoaded: return [.configLoaded(path: "watches.yaml", watches: 1)]
        case .configRejected: return [.configRejected(path: "watches.yaml", diagnostics: [])]
        case .unitStarted: return [.unitStarted("a@b.service", for: cause)]
        case .unitRefused: return [.unitRefused("a@b.service", reason: "why", for: cause)]
        case .listingRefused, .matcherFull: return []
        case .started: return [.started(version: "1", watches: 1)]
        case .stopping: return [.stopping]
        }
    }

    private static let start = Moment(wall: Timestamp(microseconds: 0), steady: .zero)
    private static let lane = LaneID(service: "bedrock", region: "eu-west-1", credentials: .defaultChain)
    private static let lost = LaneEvent.lost(.unreachable, PollFailure(.transient, message: ""))

    private static var cause: Notice.Cause {
        Notice.Cause(watched(.overdue(after: .seconds(60), since: start.wall, status: nil))[0])
    }

    private static func watch(_ kind: Kind) -> Watch {
        Watch(name: "w", kind: kind, resourceID: "id", region: "eu-west-1")
    }

    private static func watched(_ event: WatchEvent) -> [Notice] {
        Kind.all.map { stamped(watch($0).notice(of: event, observation: nil)) }
    }

    /// All notices when an unknown status follows each status of a kind, and the other way round.
    private static func life(of kind: Kind) -> [Notice] {
        var machine = WatchMachine(rules: kind.statuses)
        var notices: [Notice] = []
        for status in kind.statuses.meanings.map(\.status).flatMap({ [$0, "Odd"] }) {
            let observation = Observation(status: status)
            for case .notify(let event) in machine.observe(observation, at: start) {
                notices.append(stamped(watch(kind).notice(of: event, observation: observation)))
            }
        }
        return notices
    }

    private static func stamped(_ notice: Notice) -> Notice {
        notice.stamped(Notice.Stamp(eventID: "e", sequence: 1, observedAt: start.wall))
    }
}
