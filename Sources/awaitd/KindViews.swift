// SPDX-License-Identifier: Apache-2.0

package import Core

/// A kind as people read it: `awaitd kinds`.
package struct KindText {
    private let kind: Kind
    private let style: Style
    private let width: Int

    /// The widest that a text gets, on a wider terminal too.
    package static let widest = 80
    private static let indent = 15
    /// How narrow a text may get beside its word before it goes below it.
    private static let leastText = 30

    /// A kind in lines of at most `width` columns.
    package init(kind: Kind, style: Style, width: Int) {
        self.kind = kind
        self.style = style
        self.width = min(width, Self.widest)
    }

    /// Which statuses mean which state, for all kinds: the rule of ``StatusRules``.
    package static func rule(_ style: Style, width: Int) -> String {
        let lines: [(JobState, String)] = [
            (.pending, "waiting or being validated before any work: Submitted, Validating, NotPrepared"),
            (.inProgress, "being worked on, created or changed: InProgress, Creating, Updating"),
            (.stopping, "asked to stop: Stopping, CANCEL_REQUESTED"),
            (
                .completed,
                "usable: Completed, Active, InService; if only partly usable, reported as a warning with AWS's reason: "
                    + "PartiallyCompleted"
            ),
            (.failed, "ended without a usable result, whatever the cause: Failed, Expired, ClientError"),
            (.stopped, "ended on request: Stopped, CANCELLED"),
            (.deleted, "deleted or being deleted: Deleting"),
            (.unknown, "any other status; it is reported once, and the watch goes on"),
        ]
        let text = lines.map { state, words in row(state.rawValue, words, min(width, widest)) }.joined(separator: "\n")
        return "\(style.bold("What statuses mean"))\n\(text)"
    }

    /// All rows about the kind.
    package func block(verbose: Bool) -> String {
        var rows = [
            ("operation", "\(kind.service.signingName):\(kind.operation)"),
            ("takes", kind.id.text),
        ]
        if verbose {
            let host = "\(kind.service.endpointPrefix).REGION"
            rows.append(("asks", "\(host), \(kind.request.text)"))
            if !kind.id.arns.isEmpty { rows.append(("ARN", kind.id.arns.map(\.text).joined(separator: " "))) }
            rows.append(("reads", kind.response.text))
            rows.append(("keeps", kind.response.kept))
        }
        rows.append(("statuses", kind.statuses.meanings.map(\.text).joined(separator: " ")))
        if verbose { rows += life }
        return ([title] + rows.map { Self.row($0.0, $0.1, width) }).joined(separator: "\n")
    }

    /// What the kind says about its life besides its statuses.
    private var life: [(String, String)] {
        let (rules, errors) = (kind.statuses, kind.errors)
        var rows: [(String, String)] = []
        for (title, conditions) in [("caveats", rules.caveats), ("failed if", rules.failures)] where !conditions.isEmpty
        {
            rows.append((title, conditions.map { "\($0.member) \($0.condition.text)" }.joined(separator: ", ")))
        }
        if !rules.mayReturnTo.isEmpty { rows.append(("returns to", rules.mayReturnTo.joined(separator: " "))) }
        if rules.leavableStates == StatusRules.finalStates {
            rows.append(("followed", "after its end too, as it can change again"))
        } else if rules.leavesFinalStates {
            let states = rules.leavableStates.map(\.rawValue).sorted().joined(separator: " or ")
            rows.append(("followed", "when it is \(states) too, as it can begin again"))
        }
        if !errors.notFound.isEmpty { rows.append(("not found", errors.notFound.joined(separator: " "))) }
        if !errors.transient.isEmpty { rows.append(("passing", errors.transient.joined(separator: " "))) }
        if let listing = kind.listing { rows.append(("listed by", listing.operation)) }
        return rows
    }

    private var title: String {
        if kind.name.displayWidth + 2 + kind.title.displayWidth <= width {
            return style.bold(kind.name) + "  " + style.dim(kind.title)
        }
        return
            (kind.name.wrapped(at: width).map(style.bold)
            + kind.title.wrapped(at: max(8, width - 2)).map { "  " + style.dim($0) }).joined(separator: "\n")
    }

    /// A word, followed by a text, in lines of at most `width` columns.
    private static func row(_ word: String, _ text: String, _ width: Int) -> String {
        guard width - indent >= leastText else {
            return (["  \(word)"] + text.wrapped(at: max(8, width - 4)).map { "    " + $0 }).joined(separator: "\n")
        }
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
    /// The request line: `GET /evaluation-jobs/{jobIdentifier}`.
    fileprivate var text: String {
        let members = fixed.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        return (["\(method.rawValue) \(path)"] + members).joined(separator: ", ")
    }
}

extension Kind.Response {
    /// Which member of the response has what.
    fileprivate var text: String {
        let members = [
            ("status", status as String?), ("reason", reasons.isEmpty ? nil : reasons.joined(separator: "+")),
            ("name", name), ("created", created), ("started", started), ("finished", finished), ("modified", modified),
        ]
        return members.compactMap { word, member in member.map { "\(word)=\($0)" } }.joined(separator: " ")
    }

    /// Which other members of the response become details.
    fileprivate var kept: String {
        let named = (highlights + causes + details).reduce(into: [String]()) { found, member in
            if !found.contains(member) { found.append(member) }
        }
        guard keepsOthers else { return named.isEmpty ? "nothing else" : named.joined(separator: " ") }
        return omitted.isEmpty ? "all other members" : "all other members but \(omitted.joined(separator: " "))"
    }
}
