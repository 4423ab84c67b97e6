// SPDX-License-Identifier: Apache-2.0

/// What is said about one watch; its visibility is in VisibilityNotices.swift.
extension Watch {
    /// The notice of an event; `observation` is the read that it came with, if there was one.
    package func notice(of event: WatchEvent, observation: Observation?) -> Notice {
        switch event {
        case .transition(let change):
            Notice(
                event: .transition,
                priority: change.priority,
                message: said(ChangeSentence(change, of: kind, observation).transition),
                content: content(change, observation)
            )
        case .anomaly(let anomaly, let change):
            Notice(
                event: .anomaly,
                priority: change.isUnmet ? .error : .warning,
                message: said(ChangeSentence(change, of: kind, observation).anomaly(anomaly)),
                content: content(change, observation)
            )
        case .overdue(let after, let since, let status):
            overdueNotice(after: after, since: since, status: status)
        case .visibilityLost(let visibility, let failure):
            lostNotice(visibility, failure)
        case .visibilityRestored(let visibility, let after):
            restoredNotice(from: visibility, after: after)
        case .notFound(let failure, let wasSeen):
            notFoundNotice(failure, wasSeen: wasSeen)
        }
    }

    /// The watch list has this watch from now on.
    package var addedNotice: Notice {
        Notice(
            event: .watchAdded,
            priority: .info,
            message: said("watched from now on: \(kind.title) in \(region.cleaned(limit: 60))"),
            content: Notice.Content(watch: subject)
        )
    }

    /// A matcher has found this watch's job, after its first listing.
    package var foundNotice: Notice {
        Notice(
            event: .watchAdded,
            priority: .info,
            message: said("found, and watched from now on: \(kind.title) in \(region.cleaned(limit: 60))"),
            content: Notice.Content(watch: subject)
        )
    }

    /// This watch has left the list; its last state is kept.
    package func removedNotice(state: JobState, status: String?) -> Notice {
        var content = Notice.Content(watch: subject)
        content.state = state
        content.status = status?.cleaned(limit: 200)
        let word = status.map { "last seen as \($0.cleaned(limit: 100))" } ?? "never seen"
        return Notice(
            event: .watchRemoved,
            priority: .info,
            message: said("no longer watched, \(word)"),
            content: content
        )
    }

    private func overdueNotice(after: Duration, since: Timestamp, status: String?) -> Notice {
        let word = status?.cleaned(limit: 100) ?? "not seen yet"
        var content = Notice.Content(watch: subject)
        content.status = status?.cleaned(limit: 200)
        return Notice(
            event: .overdue,
            priority: .warning,
            message: said(
                "overdue: still \(word) \(DurationText.spoken(after)) after \(since.rfc3339); it is watched on"
            ),
            content: content
        )
    }

    /// The watch that a notice is about.
    package var subject: Notice.WatchSubject {
        Notice.WatchSubject(
            name: name,
            kind: kind.name,
            operation: kind.operation,
            resourceID: resourceID,
            region: region,
            account: account,
            matcher: matcher
        )
    }

    /// A message about this watch: its name and the words.
    func said(_ words: String) -> String { "\(name.cleaned(limit: 255)): \(words)" }

    private func content(_ change: Change, _ observation: Observation?) -> Notice.Content {
        var content = Notice.Content(watch: subject)
        content.state = change.state
        content.previousState = change.previousState
        content.status = change.status.cleaned(limit: 200)
        content.previousStatus = change.previousStatus?.cleaned(limit: 200)
        content.skipped = change.skipped
        content.caveat = change.caveatText?.cleaned(limit: 1_000)
        content.expectation = change.check?.outcome
        guard let observation else { return content }
        if let reason = observation.reason?.cleaned(limit: 3_500), !reason.isEmpty { content.reason = reason }
        content.requestID = observation.requestID?.cleaned(limit: 200)
        if change.entersState { content.duration = observation.length(endingIn: change.state, kind.response)?.duration }
        let long = verbose ? kind.verboseDetails : []
        content.details = observation.details.map {
            let limit = long.contains($0.member) ? Notice.longDetailLimit : Notice.detailLimit
            return Notice.Field(Notice.detailPrefix + $0.key, $0.value.cleaned(limit: limit))
        }
        return content
    }
}

extension Change {
    /// An error for a failure and for a completion that is not as expected, a warning for what was stopped or deleted or
    /// wants attention, a notice for all else.
    fileprivate var priority: Notice.Priority {
        if isUnmet { return .error }
        if isWarning || !caveats.isEmpty { return .warning }
        switch state {
        case .failed: return .error
        case .stopped, .deleted: return .warning
        case .unseen, .pending, .inProgress, .stopping, .completed, .unknown: return .notice
        }
    }
}
