// SPDX-License-Identifier: Apache-2.0

/// The message about a change of a watched resource.
struct ChangeSentence {
    private let change: Change
    private let observation: Observation?
    private let response: Kind.Response
    /// The status now and before.
    private let status: String
    private let previous: String?

    /// The message about a change of a resource of a kind; `observation` is the read that it came with.
    init(_ change: Change, of kind: Kind, _ observation: Observation?) {
        self.change = change
        self.observation = observation
        response = kind.response
        status = change.status.cleaned(limit: 100)
        previous = change.previousStatus?.cleaned(limit: 100)
    }

    /// `INPROGRESS → COMPLETED after 42min 10s (BinaryAUC 0.93)`.
    var transition: String {
        var words = step + remarks + objections
        if let reason { words += ": \(reason)" }
        return words
    }

    /// What is odd about the change.
    func anomaly(_ anomaly: WatchEvent.Anomaly) -> String {
        switch anomaly {
        case .stepBack: "went back from \(previous ?? "unseen") to \(status); it is watched on"
        case .reentry:
            "was \(previous ?? "unseen") and is now \(status), which a finished job does not do" + objections
        case .recreated:
            "was deleted and made anew under the same id\(made): \(previous.map { "was \($0), " } ?? "")now \(status)"
                + "\(objections); the new one is watched"
        case .unknownStatus:
            "has a status that this version does not know: \(status)\(previous.map { " (was \($0))" } ?? ""); "
                + "it is watched on"
        }
    }

    /// When it was made.
    private var made: String { observation?.createdAt.map { " at \($0.rfc3339)" } ?? "" }

    private var step: String {
        let length = change.entersState ? observation?.length(endingIn: change.state, response) : nil
        let duration = length.map { ($0.isApproximate ? "≈ " : "") + DurationText.spoken($0.duration) }
        guard let previous else {
            guard change.state.isFinal else { return "first seen as \(status)" }
            return "already \(status) when first seen" + (duration.map { ", took \($0)" } ?? "")
        }
        if previous == status { return "still \(status)" }
        return "\(previous) → \(status)" + (duration.map { " after \($0)" } ?? "")
    }

    /// What stands in parentheses: details, and states that no poll saw.
    private var remarks: String {
        var remarks = details
        if !change.skipped.isEmpty {
            remarks.append("\(change.skipped.map(\.spoken).joined(separator: " and ")) not seen")
        }
        return remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
    }

    private var details: [String] {
        switch change.state {
        case .completed:
            let objected = Set(change.caveats.compactMap(\.member) + (change.check?.unmetDetails ?? []))
            return response.highlights.filter { !objected.contains($0) }.compactMap { detail($0, limit: 60) }
        case .failed, .stopped:
            return response.causes.compactMap { cause($0) }
        case .unseen, .pending, .inProgress, .stopping, .deleted, .unknown: return []
        }
    }

    /// A detail that says why it ended, unless it says no more than the status and the reason do.
    private func cause(_ member: String) -> String? {
        guard let value = value(member, limit: 200), !value.isEmpty, value != status else { return nil }
        return reason?.contains(value) == true ? nil : "\(member) \(value)"
    }

    private func detail(_ member: String, limit: Int) -> String? {
        value(member, limit: limit).map { "\(member) \($0)" }
    }

    private func value(_ member: String, limit: Int) -> String? {
        observation?.details.first { $0.member == member }?.value.cleaned(limit: limit)
    }

    /// What is against a completion: its kind's caveats, and what its watch expects.
    private var objections: String {
        let words = change.caveats.map(\.words) + [change.check?.words].compactMap(\.self)
        return words.isEmpty ? "" : ", but \(words.joined(separator: "; "))"
    }

    /// AWS's reason, for an end other than a good one, and for what is told as a warning.
    private var reason: String? {
        let isWanted =
            switch change.state {
            case .failed, .stopped: true
            case .completed, .inProgress: change.isWarning || !change.caveats.isEmpty
            case .unseen, .pending, .stopping, .deleted, .unknown: false
            }
        guard isWanted, let reason = observation?.reason?.cleaned(limit: 300), !reason.isEmpty else { return nil }
        return reason
    }
}

extension Change {
    /// Why a completion is not all good, as `AWAITD_CAVEAT` has it; nil if it is, or is none.
    var caveatText: String? {
        guard isDoubtful else { return nil }
        let own = isWarning ? ["status is \(status)"] : []
        return (own + caveats.map(\.words)).joined(separator: "; ")
    }
}
