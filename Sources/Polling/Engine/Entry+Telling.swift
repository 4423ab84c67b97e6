// SPDX-License-Identifier: Apache-2.0

import Core

extension Entry {
    /// What is to be told of an event, with the units that are started for it as far as the watch's budget allows.
    mutating func notices(
        of event: WatchEvent,
        _ observation: Observation?,
        random: inout SplitMix64,
        at now: Moment
    ) -> [Commit.PendingNotice] {
        let eventID = random.nextEventID()
        let notice = watch.notice(of: event, observation: observation)
        let units = watch.starts.units(for: event, of: watch, eventID: eventID)
        let isGranted: Bool
        var pending: [Commit.PendingNotice] = []
        switch units.isEmpty ? .granted : startBudget.ask(for: units.count, at: now.steady) {
        case .granted: isGranted = true
        case .refusedAgain: isGranted = false
        case .refused:
            isGranted = false
            let held = watch.startsHeldNotice(units)
            pending.append(Commit.PendingNotice(held, eventID: random.nextEventID(), observedAt: now.wall))
        }
        let told = isGranted ? notice.starting(units) : notice
        return [Commit.PendingNotice(told, eventID: eventID, observedAt: now.wall)] + pending
    }
}
