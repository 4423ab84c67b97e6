// SPDX-License-Identifier: Apache-2.0

import Core

/// A kind as people read it, within 80 columns.
struct KindText {
    let kind: Kind
    let style: Style

    private static let width = 80
    private static let indent = 15

    /// How statuses become states, whatever the kind: what ``StatusRules`` says, for people.
    static func rule(_ style: Style) -> String {
        let lines: [(JobState, String)] = [
            (.pending, "waiting, or being checked, before any work: Submitted, Validating, NotPrepared"),
            (.inProgress, "being worked on, made or changed: InProgress, Creating, Updating"),
            (.stopping, "asked to stop: Stopping, CANCEL_REQUESTED"),
            (
                .completed,
                "usable: Completed, Active, InService; told as a warning, with AWS's reason, where it is usable only in "
                    + "part: PartiallyCompleted"
            ),
            (.failed, "ended without a result that can be used, whoever's fault it is: Failed, Expired, ClientError"),
            (.stopped, "ended because it was asked to: Stopped, CANCELLED"),
            (.deleted, "gone or going: Deleting"),
            (.unknown, "any status that is not listed; it is told once and watched on"),
        ]
        let text = lines.map { state, words in row(state.rawValue, words, style) }.joined(separator: "\n")
        return "\(style.bold("What statuses mean"))\n\(text)"
    }

    /// All that is said of the kind.
    func block(verbose: Bool) -> String {
        var rows = [
            ("operation", "\(kind.service.signingName):\(kind.operation)"),
            ("takes", kind.id.text),
        ]
        if verbose {
            let host = "\(kind.service.endpointPrefix).REGION"
            rows.append(("asks", "\(host), \(kind.request.text)"))
            if !kind.id.arns.isEmpty { rows.append(("ARN", kind.id.arns.map(\.text).joined(separator: " "))) }
            rows.append(("reads", kind.answer.text))
        }
        rows.append(("statuses", kind.statuses.meanings.map(\.text).joined(separator: " ")))
        if kind.statuses.leavesFinalStates, verbose {
            rows.append(("followed", "on after its end, as it can become another again"))
        }
        return ([title] + rows.map { Self.row($0.0, $0.1, style) }).joined(separator: "\n")
    }

    private var title: String {
        let fits = kind.name.displayWidth + 2 + kind.title.displayWidth <= Self.width
        return style.bold(kind.name) + (fits ? "  " : "\n  ") + style.dim(kind.title)
    }

    /// A word, and behind it a text in lines of at most 80 columns.
    private static func row(_ word: String, _ text: String, _ style: Style) -> String {
        let head = "  \(word)" + String(repeating: " ", count: max(1, indent - 2 - word.displayWidth))
        let lines = text.wrapped(at: width - indent)
        return head + lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}

extension StatusRules.Meaning {
    /// `PartiallyCompleted=completed(warning)`.
    fileprivate var text: String { "\(status)=\(state.rawValue)\(isWarning ? "(warning)" : "")" }
}

extension Kind.Request {
    /// How it is asked: `GET /evaluation-jobs/{jobIdentifier}`.
    fileprivate var text: String {
        switch self {
        case .body: "POST /"
        case .path(let template, let method): "\(method.rawValue) \(template)"
        }
    }
}

extension Kind.Answer {
    /// Which members of an answer say what.
    fileprivate var text: String {
        let members = [
            ("status", status as String?), ("reason", reason), ("created", created), ("started", started),
            ("finished", finished),
        ]
        return members.compactMap { word, member in member.map { "\(word)=\($0)" } }.joined(separator: " ")
    }
}
