// SPDX-License-Identifier: Apache-2.0

extension Watch {
    /// `churn-nightly: INPROGRESS → COMPLETED after 42min 10s (BinaryAUC 0.93)`.
    func transitionText(_ change: Change, _ observation: Observation?) -> String {
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
        kind.answer.highlights.compactMap { member in
            observation.details.first { $0.member == member }
                .map { "\(member) \($0.value.cleaned(limit: 60))" }
        }
    }

    func anomalyText(_ anomaly: WatchEvent.Anomaly, _ change: Change) -> String {
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

    func lostText(_ visibility: Visibility, _ failure: PollFailure) -> String {
        switch visibility {
        case .unauthorized:
            said(
                "may not be read: \(failure.sentence); "
                    + "allow \(kind.service.signingName):\(kind.operation) to \(credentials.spoken)"
            )
        case .rejected where failure.httpStatus == nil:
            said("cannot be asked for: \(failure.sentence)")
        case .rejected:
            said("AWS refuses the request: \(failure.sentence); check its id, kind and region")
        case .throttled:
            said("out of sight, AWS keeps saying to slow down: \(failure.sentence); it is watched on")
        case .unreachable, .visible, .notFound:
            said("out of sight: \(failure.sentence); it is watched on")
        }
    }

    func notFoundText(_ failure: PollFailure, wasSeen: Bool) -> String {
        let what = wasSeen ? "is gone from" : "was never found in"
        return said(
            "\(what) \(region): \(failure.sentence); "
                + (wasSeen ? "it may have been purged" : "check its id, region and account")
        )
    }
}

extension Change {
    /// Whether AWS's words belong into the message: where something ended other than well, or with a warning.
    fileprivate var wantsReason: Bool {
        switch state {
        case .failed, .stopped: true
        case .completed: isWarning
        case .unseen, .pending, .inProgress, .stopping, .deleted, .unknown: false
        }
    }
}

extension PollFailure {
    /// Code and message in one, short enough for a sentence.
    var sentence: String {
        let words = message.cleaned(limit: 300)
        // A code of ours, for what never reached AWS, says nothing that the words do not.
        guard httpStatus != nil, let code = code?.cleaned(limit: 100) else { return words }
        return words.isEmpty ? code : "\(code): \(words)"
    }
}

extension CredentialSelection {
    /// Whose credentials they are, in running text.
    var spoken: String {
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
    /// What it was like, behind a duration: `4min 3s out of reach`.
    var past: String {
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
