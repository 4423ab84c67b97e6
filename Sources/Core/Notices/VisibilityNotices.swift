// SPDX-License-Identifier: Apache-2.0

extension Watch {
    /// This watch can no longer be seen, while its lane can.
    func lostNotice(_ visibility: Visibility, _ failure: PollFailure) -> Notice {
        Notice(
            event: .visibilityLost,
            priority: .warning,
            message: said(lostText(visibility, failure)),
            content: content(visibility, failure)
        )
    }

    /// This watch can be seen again.
    func restoredNotice(from visibility: Visibility, after: Duration) -> Notice {
        Notice(
            event: .visibilityRestored,
            priority: .notice,
            message: said("can be seen again, after \(DurationText.spoken(after)) \(visibility.past)"),
            content: content(.visible)
        )
    }

    /// AWS has no such resource, or no longer.
    func notFoundNotice(_ failure: PollFailure, wasSeen: Bool) -> Notice {
        let what = wasSeen ? "is gone from" : "was never found in"
        let hint = wasSeen ? "it may have been purged" : "check its id, region and account"
        return Notice(
            event: .notFound,
            priority: .warning,
            message: said("\(what) \(region): \(failure.sentence); \(hint)"),
            content: content(.notFound, failure)
        )
    }

    private func content(_ visibility: Visibility, _ failure: PollFailure? = nil) -> Notice.Content {
        var content = Notice.Content(watch: subject)
        content.add(visibility, failure)
        return content
    }

    private func lostText(_ visibility: Visibility, _ failure: PollFailure) -> String {
        switch visibility {
        case .unauthorized:
            "may not be read: \(failure.sentence); "
                + "allow \(kind.service.signingName):\(kind.operation) to \(credentials.spoken)"
        case .rejected where failure.httpStatus == nil:
            "cannot be asked for: \(failure.sentence)"
        case .rejected:
            "AWS refuses the request: \(failure.sentence); check its id, kind and region"
        case .throttled:
            "out of sight, AWS keeps saying to slow down: \(failure.sentence); it is watched on"
        case .unreachable, .visible, .notFound:
            "out of sight: \(failure.sentence); it is watched on"
        }
    }
}

extension LaneID {
    /// The notice of an event of this lane, which `watches` watches share.
    package func notice(of event: LaneEvent, watches: Int) -> Notice {
        let share = watches.counted("watch", "watches")
        switch event {
        case .lost(let visibility, let failure):
            return Notice(
                event: .visibilityLost,
                priority: .warning,
                message: "\(spoken): \(lostText(visibility, failure)) (\(share))",
                content: content(visibility, failure)
            )
        case .restored(let visibility, let after):
            return Notice(
                event: .visibilityRestored,
                priority: .notice,
                message:
                    "\(spoken): in sight again, after \(DurationText.spoken(after)) \(visibility.past) (\(share))",
                content: content(.visible)
            )
        }
    }

    private func content(_ visibility: Visibility, _ failure: PollFailure? = nil) -> Notice.Content {
        let subject = Notice.LaneSubject(service: service, label: label.cleaned(limit: 500), region: region)
        var content = Notice.Content(lane: subject)
        content.add(visibility, failure)
        return content
    }

    /// The lane in running text.
    var spoken: String { "\(service) in \(region.cleaned(limit: 60)) with \(credentials.spoken)" }

    private func lostText(_ visibility: Visibility, _ failure: PollFailure) -> String {
        switch visibility {
        case .unauthorized:
            "no usable credentials: \(failure.sentence); polls wait until they change, and are tried every 30s"
        case .throttled: "throttled: \(failure.sentence); polls go on, more slowly"
        case .unreachable, .visible, .notFound, .rejected: "out of reach: \(failure.sentence); polls go on"
        }
    }
}

extension Notice.Content {
    /// Adds a new visibility, and the failure that it was lost by.
    mutating func add(_ visibility: Visibility, _ failure: PollFailure?) {
        self.visibility = visibility
        if let failure { add(failure) }
    }

    /// Adds what AWS said when it refused.
    mutating func add(_ failure: PollFailure) {
        // A response without an error code goes by its HTTP status, as in AWS's SDKs.
        errorCode = (failure.code ?? failure.httpStatus.map { String($0) })?.cleaned(limit: 200)
        httpStatus = failure.httpStatus
        let words = failure.message.cleaned(limit: 3_500)
        reason = words.isEmpty ? nil : words
        requestID = failure.requestID?.cleaned(limit: 200)
    }
}

extension PollFailure {
    /// Code and message in one, short enough for a sentence.
    var sentence: String {
        let words = message.cleaned(limit: 300)
        // A code of ours, for what never reached AWS, adds nothing to the words.
        guard httpStatus != nil, let code = code?.cleaned(limit: 100) else { return words }
        return words.isEmpty ? code : "\(code): \(words)"
    }
}

extension CredentialSelection {
    /// Whose credentials they are, in running text.
    package var spoken: String {
        switch self {
        case .defaultChain: "the default credentials"
        case .profile(let name): "profile \(name.cleaned(limit: 100))"
        case .role(let arn, _, nil): "the role \(arn.cleaned(limit: 200))"
        case .role(let arn, _, let profile?):
            "the role \(arn.cleaned(limit: 200)) by profile \(profile.cleaned(limit: 100))"
        }
    }
}

extension Visibility {
    /// The word for it after a duration: `4min 3s out of reach`.
    fileprivate var past: String {
        switch self {
        case .visible: "in sight"
        case .throttled: "throttled"
        case .unauthorized: "unauthorized"
        case .unreachable: "out of reach"
        case .notFound: "not found"
        case .rejected: "rejected"
        }
    }
}
