// SPDX-License-Identifier: Apache-2.0

import Core

/// Findings about credentials in words.
struct CredentialReportView {
    let now: Timestamp
    let style: Style
    /// No line is wider.
    let width: Int

    /// Whose view it is; `place` is the socket of the daemon whose view it is, nil if it is that of this command.
    func lines(_ viewpoint: CredentialFindings.Viewpoint, of place: String?) -> [String] {
        var text = "As seen by the user \(viewpoint.user)"
        if let place { text = "As seen by the daemon at \(place), which runs as the user \(viewpoint.user)" }
        text += viewpoint.home.map { ", with HOME \($0)" } ?? ", without HOME"
        let variables = viewpoint.variables.joined(separator: ", ")
        text += variables.isEmpty ? " and no variable about AWS." : " and the variables \(variables)."
        if place == nil {
            text += " The service may see others: `awaitd check --credentials --as-service` asks it."
        }
        return wrapped(text, indent: 0).map(style.dim)
    }

    /// What was found for one selection.
    func lines(_ finding: CredentialFinding) -> [String] {
        let count = finding.watches.counted("watch", "watches")
        let whose = finding.usesBedrockKey ? "\(count) of Bedrock" : count
        var lines = wrapped("Credentials of \(finding.title), for \(whose):", indent: 0).map(style.bold)
        for (index, step) in finding.skipped.enumerated() {
            lines += wrapped("\(index + 1). \(step)", indent: 2, hang: 5).map(style.dim)
        }
        if let source = finding.source {
            lines += wrapped("\(finding.skipped.count + 1). \(source)", indent: 2, hang: 5)
        }
        if finding.withholdsBedrockKey {
            let text = "AWS_BEARER_TOKEN_BEDROCK is not sent, since `endpoint:` in the watch list names the address"
            lines += wrapped(text, indent: 2)
        }
        return lines + verdict(on: finding)
    }

    /// How many were not looked at, if any.
    func lines(omitted: Int) -> [String] {
        guard omitted > 0 else { return [] }
        let text = "NOT KNOWN: \(omitted) more, since there are too many or some take too long"
        return wrapped(text, indent: 0).map { style.painted($0, .warning) }
    }

    private func verdict(on finding: CredentialFinding) -> [String] {
        if finding.usesBedrockKey {
            let text = "OK: the API key in AWS_BEARER_TOKEN_BEDROCK is sent, and no other credentials are looked for"
            return wrapped(text, indent: 2).map(style.good)
        }
        guard let keyID = finding.keyID else {
            let text = "NONE: \(finding.failure ?? "no reason is known")"
            return wrapped(text, indent: 2).map { style.painted($0, .error) }
        }
        var text = "OK: access key \(keyID)"
        if finding.isTemporary { text += ", temporary" }
        if let end = finding.expires.flatMap({ Timestamp(rfc3339: $0) }) {
            text += ", until \(WallClock.localDateAndTime(end)) (in \(DurationText.spoken(max(.zero, end.since(now)))))"
        } else if !finding.isTemporary {
            text += ", without an end"
        }
        return wrapped(text, indent: 2).map(style.good)
    }

    private func wrapped(_ text: String, indent: Int, hang: Int? = nil) -> [String] {
        let first = String(repeating: " ", count: indent)
        let next = String(repeating: " ", count: hang ?? indent)
        return text.cleaned(limit: 4_000).wrapped(at: max(8, width - (hang ?? indent))).enumerated()
            .map { ($0.offset == 0 ? first : next) + $0.element }
    }
}
