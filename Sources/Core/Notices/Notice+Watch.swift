// SPDX-License-Identifier: Apache-2.0

extension Watch {
    /// The notice that tells an event of this watch; `observation` is the read that it came with, if it was one.
    package func notice(of event: WatchEvent, observation: Observation?) -> Notice {
        switch event {
        case .transition(let change):
            notice(of: .transition, change, observation, Self.priority(of: change), transitionText(change, observation))
        case .anomaly(let anomaly, let change):
            notice(of: .anomaly, change, observation, .warning, anomalyText(anomaly, change))
        case .overdue(let after, let since, let status):
            overdueNotice(after: after, since: since, status: status)
        case .visibilityLost(let visibility, let failure):
            lostNotice(.visibilityLost, visibility, failure, text: lostText(visibility, failure))
        case .visibilityRestored(let visibility, let after):
            Notice(
                event: .visibilityRestored,
                priority: .notice,
                message: said("can be seen again, after \(DurationText.spoken(after)) \(visibility.past)"),
                fields: subject + [.init("AWAITD_VISIBILITY", Visibility.visible.rawValue)]
            )
        case .notFound(let failure, let wasSeen):
            lostNotice(.notFound, .notFound, failure, text: notFoundText(failure, wasSeen: wasSeen))
        }
    }

    /// The fields that say which watch a notice is about.
    package var subject: [Notice.Field] {
        var fields: [Notice.Field] = [
            .init("AWAITD_WATCH", name),
            .init("AWAITD_KIND", kind.name),
            .init("AWAITD_OPERATION", kind.operation),
            .init("AWAITD_RESOURCE_ID", resourceID),
            .init("AWAITD_REGION", region),
        ]
        if let account { fields.append(.init("AWAITD_ACCOUNT", account)) }
        return fields
    }

    /// A message about this watch: its name, and what is said of it.
    func said(_ words: String) -> String { "\(name.cleaned(limit: 255)): \(words)" }

    private func notice(
        of event: NoticeEvent,
        _ change: Change,
        _ observation: Observation?,
        _ priority: Notice.Priority,
        _ text: String
    ) -> Notice {
        var fields = subject
        fields.append(.init("AWAITD_STATE", change.state.rawValue))
        fields.append(.init("AWAITD_PREVIOUS_STATE", change.previousState.rawValue))
        fields.append(.init("AWAITD_STATUS", change.status.cleaned(limit: 200)))
        if let previous = change.previousStatus {
            fields.append(.init("AWAITD_PREVIOUS_STATUS", previous.cleaned(limit: 200)))
        }
        if !change.skipped.isEmpty {
            fields.append(.init("AWAITD_SKIPPED", change.skipped.map(\.rawValue).joined(separator: ",")))
        }
        fields += observation.map { Self.fields(of: $0, ended: change.state.isFinal) } ?? []
        return Notice(event: event, priority: priority, message: text, fields: fields)
    }

    private static func fields(of observation: Observation, ended: Bool) -> [Notice.Field] {
        var fields: [Notice.Field] = []
        if let reason = observation.reason?.cleaned(limit: 3_500), !reason.isEmpty {
            fields.append(.init("AWAITD_REASON", reason))
        }
        if let id = observation.requestID { fields.append(.init("AWAITD_REQUEST_ID", id.cleaned(limit: 200))) }
        if ended, let duration = observation.duration {
            fields.append(.init("AWAITD_DURATION_USEC", String(duration.wholeMicroseconds)))
        }
        for detail in observation.details {
            fields.append(.init("AWAITD_DETAIL_\(detail.key)", detail.value.cleaned(limit: 4_000)))
        }
        return fields
    }

    private func overdueNotice(after: Duration, since: Timestamp, status: String?) -> Notice {
        let word = status?.cleaned(limit: 100) ?? "not seen yet"
        var fields = subject
        if let status { fields.append(.init("AWAITD_STATUS", status.cleaned(limit: 200))) }
        return Notice(
            event: .overdue,
            priority: .warning,
            message: said(
                "overdue: still \(word) \(DurationText.spoken(after)) after \(since.rfc3339); it is watched on"
            ),
            fields: fields
        )
    }

    private func lostNotice(
        _ event: NoticeEvent,
        _ visibility: Visibility,
        _ failure: PollFailure,
        text: String
    ) -> Notice {
        let seen: Notice.Field = .init("AWAITD_VISIBILITY", visibility.rawValue)
        return Notice(event: event, priority: .warning, message: text, fields: subject + [seen] + failure.fields)
    }

    /// Failed is an error, what was ended or asks for attention a warning, all else what people wait for.
    private static func priority(of change: Change) -> Notice.Priority {
        if change.isWarning { return .warning }
        switch change.state {
        case .failed: return .error
        case .stopped, .deleted: return .warning
        case .unseen, .pending, .inProgress, .stopping, .completed, .unknown: return .notice
        }
    }
}

extension PollFailure {
    /// The fields that say why sight was lost.
    var fields: [Notice.Field] {
        var fields: [Notice.Field] = []
        // An answer without a code of its own goes by its HTTP status, as in AWS's SDKs.
        if let code = code ?? httpStatus.map({ String($0) }) {
            fields.append(.init("AWAITD_ERROR_CODE", code.cleaned(limit: 200)))
        }
        if let httpStatus { fields.append(.init("AWAITD_HTTP_STATUS", String(httpStatus))) }
        let reason = message.cleaned(limit: 3_500)
        if !reason.isEmpty { fields.append(.init("AWAITD_REASON", reason)) }
        if let requestID { fields.append(.init("AWAITD_REQUEST_ID", requestID.cleaned(limit: 200))) }
        return fields
    }
}
