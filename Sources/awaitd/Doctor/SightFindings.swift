// SPDX-License-Identifier: Apache-2.0

package import Core

/// What the daemon cannot see, and why: one line for each reason, not for each watch.
package struct SightFindings: Sendable {
    private let status: StatusReport

    /// The judge of a status.
    package init(_ status: StatusReport) { self.status = status }

    /// At most so many reasons are shown.
    private static let most = 3

    /// What is to be said.
    package var findings: [Finding] {
        struct Trouble: Hashable {
            let visibility: Visibility
            let region: String
            let code: String
        }
        var reasons: [Trouble] = []
        var watches: [Trouble: [WatchStatus]] = [:]
        for watch in status.watches where watch.visibility != .visible {
            let code = watch.reason?.split(separator: ":").first.map(String.init) ?? ""
            let trouble = Trouble(visibility: watch.visibility, region: watch.region, code: code)
            if watches[trouble] == nil { reasons.append(trouble) }
            watches[trouble, default: []].append(watch)
        }
        var findings = reasons.prefix(Self.most).compactMap { watches[$0].map(Self.finding) }
        if reasons.count > Self.most {
            findings.append(
                Finding("aws", .wrong, "\(reasons.count - Self.most) more reasons", fix: "awaitd status"))
        }
        for matcher in status.matchers where matcher.visibility != .visible {
            let reason = matcher.reason.map { ": \($0)" } ?? ""
            findings.append(
                Finding(
                    "matcher", .wrong, "\(matcher.name) cannot list (\(matcher.visibility.rawValue))\(reason)",
                    fix: matcher.visibility == .unauthorized ? "awaitd iam-policy" : nil))
        }
        guard findings.isEmpty else { return Array(findings.prefix(Self.most + 2)) }
        guard !status.watches.isEmpty || !status.matchers.isEmpty else { return [] }
        let unseen = status.watches.count { $0.state == .unseen }
        if unseen == status.watches.count, unseen > 0 {
            return [Finding("aws", .unknown, "nothing was read yet; the first reads are under way")]
        }
        return [
            Finding(
                "aws", .well,
                unseen == 0 ? "all watches are in sight" : "no watch is out of sight, \(unseen) not read yet")
        ]
    }

    private static func finding(_ watches: [WatchStatus]) -> Finding {
        let first = watches[0]
        let count = watches.count.counted("watch", "watches")
        let reason = first.reason.map { ": \($0)" } ?? ""
        let text = "\(count) in \(first.region) \(first.visibility.rawValue)\(reason)"
        switch first.visibility {
        case .unauthorized where CredentialRefusal(first.reason) == nil:
            return Finding("aws", .wrong, text, fix: "awaitd iam-policy")
        case .notFound:
            return Finding("aws", .wrong, text, fix: ShellCommand("awaitd status", [first.name]).line)
        case .unauthorized, .rejected, .unreachable, .throttled, .visible:
            return Finding("aws", .wrong, text)
        }
    }
}

/// That AWS refuses the credentials themselves, not what they ask for.
package enum CredentialRefusal: Sendable, Hashable {
    /// They have ended.
    case expired
    /// AWS does not know them, or they do not belong together.
    case wrong

    /// By the code at the beginning of a reason; nil for any other (AWS Signature Version 4, "Troubleshooting").
    package init?(_ reason: String?) {
        let code = reason?.split(separator: ":").first ?? ""
        if code.hasPrefix("ExpiredToken") || code == "RequestExpired" {
            self = .expired
        } else if [
            "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch",
            "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "AuthFailure",
        ].contains(String(code)) {
            self = .wrong
        } else {
            return nil
        }
    }
}
