// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// `awaitd check --credentials`: gets the credentials of a watch list, each kind of them once.
struct CredentialCheck {
    /// Credentials to get, and for how many watches.
    struct Subject: Sendable {
        /// The first of the watches.
        let watch: Watch
        /// Whether a Bedrock API key may be sent for them.
        let takesBedrockKey: Bool
        var watches: Int
    }

    let environment: [String: String]

    /// The credentials that the watches use, in the order of the list.
    func subjects(of list: WatchList) -> [Subject] {
        let hasBedrockKey = BearerToken.isSet(in: environment)
        var subjects: [Subject] = []
        for watch in list.watches {
            let takesKey = hasBedrockKey && BearerToken.isTaken(by: watch.kind.service, for: watch.credentials)
            let known = subjects.firstIndex {
                $0.watch.credentials == watch.credentials && $0.takesBedrockKey == takesKey
            }
            if let known {
                subjects[known].watches += 1
            } else {
                subjects.append(Subject(watch: watch, takesBedrockKey: takesKey, watches: 1))
            }
        }
        return subjects
    }

    /// Gets all of them, one after another, and passes on a report on each.
    ///
    /// Returns whether all are usable.
    func run(_ subjects: [Subject], report: (CredentialReport, Subject) throws -> Void) async throws -> Bool {
        try await withAWSReader(
            environment: environment,
            concurrency: 1,
            userAgent: "awaitd/\(Version.current)",
            now: WallClock.now
        ) { reader, _ in
            var areUsable = true
            for subject in subjects {
                let result = await reader.report(onCredentialsOf: subject.watch)
                if !result.isUsable { areUsable = false }
                try report(result, subject)
            }
            return areUsable
        }
    }
}

/// A credential report in words.
struct CredentialReportView {
    let report: CredentialReport
    let watches: Int
    let now: Timestamp
    let style: Style

    /// The lines, none wider than `width`.
    func lines(width: Int) -> [String] {
        let count = watches.counted("watch", "watches")
        let whose = report.usesBedrockKey ? "\(count) of Bedrock" : count
        var lines = wrapped("Credentials of \(report.title), for \(whose):", indent: 0, width: width).map(style.bold)
        for (index, step) in report.skipped.enumerated() {
            lines += wrapped("\(index + 1). \(step.provider): \(step.reason)", indent: 2, hang: 5, width: width).map(
                style.dim)
        }
        if let place = report.location {
            let number = report.skipped.count + 1
            let what = report.sources.isEmpty ? "" : ": \(report.sources.joined(separator: ", by "))"
            lines += wrapped("\(number). \(place)\(what)", indent: 2, hang: 5, width: width)
        }
        return lines + verdict(width: width)
    }

    private func verdict(width: Int) -> [String] {
        if report.usesBedrockKey {
            let text = "OK: the API key in AWS_BEARER_TOKEN_BEDROCK is sent, and no other credentials are looked for"
            return wrapped(text, indent: 2, width: width).map(style.good)
        }
        guard let found = report.found else {
            let text = "NONE: \(report.failure ?? "no reason is known")"
            return wrapped(text, indent: 2, width: width).map { style.painted($0, .error) }
        }
        var text = "OK: access key \(found.keyID)"
        if found.isTemporary { text += ", temporary" }
        if let end = found.expiration {
            text += ", until \(WallClock.localDateAndTime(end)) (in \(DurationText.spoken(max(.zero, end.since(now)))))"
        } else if !found.isTemporary {
            text += ", without an end"
        }
        return wrapped(text, indent: 2, width: width).map(style.good)
    }

    private func wrapped(_ text: String, indent: Int, hang: Int? = nil, width: Int) -> [String] {
        let first = String(repeating: " ", count: indent)
        let next = String(repeating: " ", count: hang ?? indent)
        return text.cleaned(limit: 4_000).wrapped(at: max(20, width - (hang ?? indent))).enumerated()
            .map { ($0.offset == 0 ? first : next) + $0.element }
    }
}
