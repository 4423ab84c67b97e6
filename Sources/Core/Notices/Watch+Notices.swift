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
                message: transitionText(change, observation),
                content: content(change, observation)
            )
        case .anomaly(let anomaly, let change):
            Notice(
                event: .anomaly,
                priority: .warning,
                message: anomalyText(anomaly, change),
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
            account: account
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
        guard let observation else { return content }
        if let reason = observation.reason?.cleaned(limit: 3_500), !reason.isEmpty { content.reason = reason }
        content.requestID = observation.requestID?.cleaned(limit: 200)
        if change.state.isFinal { content.duration = observation.duration }
        let long = verbose ? kind.verboseDetails : []
        content.details = observation.details.map {
            let limit = long.contains($0.member) ? Notice.longDetailLimit : Notice.detailLimit
            return Notice.Field(Notice.detailPrefix + $0.key, $0.value.cleaned(limit: limit))
        }
        return content
    }

    /// `churn-nightly: INPROGRESS → COMPLETED after 42min 10s (BinaryAUC 0.93)`.
    private func transitionText(_ change: Change, _ observation: Observation?) -> String {
        let status = change.status.cleaned(limit: 100)
        let duration = change.state.isFinal ? observation?.duration.map(DurationText.spoken) : nil
        var words: String
        if let previous = change.previousStatus {
            words = "\(previous.cleaned(limit: 100)) → \(status)"
            if let duration { words += " after \(duration)" }
        } else if change.state.isFinal {
            words = "already \(status) when first seen"
            if let duration { words += ", took \(duration)" }
        } else {
            words = "first seen as \(status)"
        }
        words += remarks(change, observation)
        if let reason = observation?.reason?.cleaned(limit: 300), !reason.isEmpty, change.wantsReason {
            words += ": \(reason)"
        }
        return said(words)
    }

    private func remarks(_ change: Change, _ observation: Observation?) -> String {
        var remarks: [String] = []
        if change.state == .completed, let observation { remarks += highlights(of: observation) }
        if !change.skipped.isEmpty {
            remarks.append("\(change.skipped.map(\.spoken).joined(separator: " and ")) not seen")
        }
        return remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
    }

    private func highlights(of observation: Observation) -> [String] {
        kind.response.highlights.compactMap { member in
            observation.details.first { $0.member == member }
                .map { "\(member) \($0.value.cleaned(limit: 60))" }
        }
    }

    private func anomalyText(_ anomaly: WatchEvent.Anomaly, _ change: Change) -> String {
        let status = change.status.cleaned(limit: 100)
        let before = change.previousStatus.map { $0.cleaned(limit: 100) }
        switch anomaly {
        case .stepBack:
            return said("went back from \(before ?? "unseen") to \(status); it is watched on")
        case .reentry:
            return said("was \(before ?? "unseen") and is now \(status), which a finished job does not do")
        case .unknownStatus:
            let was = before.map { " (was \($0))" } ?? ""
            return said("has a status that this version does not know: \(status)\(was); it is watched on")
        }
    }
}

extension Change {
    /// An error for a failure, a warning for what was stopped or deleted or wants attention, a notice for all else.
    fileprivate var priority: Notice.Priority {
        if isWarning { return .warning }
        switch state {
        case .failed: return .error
        case .stopped, .deleted: return .warning
        case .unseen, .pending, .inProgress, .stopping, .completed, .unknown: return .notice
        }
    }

    /// Whether the message quotes AWS's reason: for an end other than a good one, or a good one with a warning.
    fileprivate var wantsReason: Bool {
        switch state {
        case .failed, .stopped: true
        case .completed: isWarning
        case .unseen, .pending, .inProgress, .stopping, .deleted, .unknown: false
        }
    }
}
