// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport

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
                + matched {
                    [
                        $0.lostNotice(failure: nil, since: nil),
                        $0.foundUnreadableNotice(count: 2, failure: failure, visibility: .rejected, first: []),
                    ]
                }
        case .visibilityRestored:
            let restored = LaneEvent.restored(from: .unreachable, after: .seconds(60))
            return watched(.visibilityRestored(from: .throttled, after: .seconds(60)))
                + [stamped(lane.notice(of: restored, watches: 2))]
                + matched { [$0.restoredNotice(after: .seconds(60))] }
        case .notFound:
            return watched(.notFound(PollFailure(.notFound, message: ""), wasSeen: false))
        case .watchAdded:
            return Kind.all.flatMap { [stamped(watch($0).addedNotice), stamped(watch($0).foundNotice)] }
                + matched { [$0.firstListedNotice(found: 2)] }
        case .watchRemoved:
            return Kind.all.map { stamped(watch($0).removedNotice(state: .unseen, status: nil)) }
                + matched {
                    [$0.removedNotice(open: 0)] + [$0.patternsChangedNotice(kept: 1, left: 1)].compactMap { $0 }
                }
        case .listingRefused:
            return Kind.all.filter { $0.listing != nil }.flatMap { kind in
                [[], ["m"]].map { stamped(lane.listingRefusedNotice(kind: kind, failure: failure, matchers: $0)) }
            }
        case .matcherFull: return matched { [$0.fullNotice(open: 2)] }
        case .configLoaded: return [.configLoaded(path: "watches.yaml", watches: 1)]
        case .configRejected: return [.configRejected(path: "watches.yaml", diagnostics: [])]
        case .unitStarted: return [.unitStarted("a@b.service", for: cause)]
        case .unitRefused: return [.unitRefused("a@b.service", reason: "why", for: cause)]
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

    /// Notices of a matcher of each kind that is listed.
    private static func matched(_ notices: (Matcher) -> [Notice]) -> [Notice] {
        Kind.all.filter { $0.listing != nil }.flatMap { notices(.sample(kind: $0.name)).map(stamped) }
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
