// SPDX-License-Identifier: Apache-2.0

import Core

/// Takes the status of every watch, matcher and list, a part on each pass of the poller's loop, so that 100,000 watches hold up no poll.
///
/// All that ask before it begins share it; those that ask later share the next one. Each watch is reported as it is when
/// its part is taken; watches that a reload adds or removes meanwhile are left out.
struct StatusSurveys {
    private struct Survey {
        var left: ArraySlice<EntryID>
        var watches: [WatchStatus] = []
        let replies: [PollerReply<StatusReport>]
    }

    private var waiting: [PollerReply<StatusReport>] = []
    private var current: Survey?

    /// How many watches one pass reports: a millisecond or two.
    private static let partSize = 1_000

    /// Whether a survey has to be gone on with.
    var isUnderWay: Bool { current != nil || !waiting.isEmpty }

    /// Adds one that asks.
    mutating func add(_ reply: PollerReply<StatusReport>) {
        waiting.append(reply)
    }

    /// Takes one part, and replies once all are taken.
    mutating func advance(_ engine: Engine, at now: Moment) {
        guard isUnderWay else { return }
        var survey = current.take() ?? begin(engine)
        let part = survey.left.prefix(Self.partSize)
        survey.left = survey.left.dropFirst(part.count)
        survey.watches += engine.status(of: part, at: now)
        if survey.left.isEmpty {
            let report = StatusReport(
                watches: survey.watches, matchers: engine.matcherStatus(at: now),
                listings: engine.listingStatus(at: now))
            for reply in survey.replies { reply.send(.success(report)) }
        } else {
            current = survey
        }
    }

    /// Replies with an error to all that wait.
    mutating func fail(_ error: PollerError) {
        for reply in waiting + (current?.replies ?? []) { reply.send(.failure(error)) }
        (waiting, current) = ([], nil)
    }

    private mutating func begin(_ engine: Engine) -> Survey {
        defer { waiting = [] }
        return Survey(left: engine.listOrder[...], replies: waiting)
    }
}
