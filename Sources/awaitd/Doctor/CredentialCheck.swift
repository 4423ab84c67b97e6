// SPDX-License-Identifier: Apache-2.0

import AWSClient
package import Core
import Glibc
import Platform
import WatchFile

/// Whether there are credentials, and AWS takes them: in the daemon's view while it answers, else in one's own.
struct CredentialCheck: Sendable {
    let daemon: DaemonProbe
    let environment: [String: String]

    /// How long one's own search may take.
    private static let patience: Duration = .seconds(4)

    /// Makes the check.
    func findings() async -> [Finding] {
        if let (found, status) = await daemon.credentials() {
            return CredentialVerdicts(found, refused: status.watches.compactMap(\.reason), isDaemon: true).findings
        }
        let loader = WatchListLoader(environment: environment)
        guard let list = try? loader.load(daemon.installation.config).list else { return [] }
        let found = try? await withAWSReader(
            environment: environment, concurrency: 4, userAgent: "awaitd/\(Version.current)", quotesPrograms: true,
            deadline: Self.patience, now: WallClock.now
        ) { reader, _ in await CredentialSurvey(environment: environment, reader: reader).findings(of: list) }
        return found.map { CredentialVerdicts($0, refused: [], isDaemon: false).findings } ?? []
    }
}

/// What findings about credentials mean.
package struct CredentialVerdicts: Sendable {
    private let found: CredentialFindings
    private let refused: [String]
    private let isDaemon: Bool
    private let me: String

    /// The judge of what was found, by the daemon or by this command; `refused` are the reasons for which AWS refused
    /// reads.
    package init(
        _ found: CredentialFindings, refused: [String], isDaemon: Bool, me: String = Accounts.user(geteuid())
    ) {
        self.found = found
        self.refused = refused
        self.isDaemon = isDaemon
        self.me = me
    }

    /// One line for each selection without credentials; else one for those that AWS refuses, or for all.
    package var findings: [Finding] {
        let broken = found.credentials.filter { !$0.isUsable }
        if !broken.isEmpty { return broken.prefix(3).map(finding) }
        if let reason = refused.first(where: { CredentialRefusal($0) != nil }) { return [refusal(reason)] }
        guard let first = found.credentials.first else { return [] }
        var text = "\(first.title): \(first.source ?? "found")"
        if found.credentials.count > 1 { text += ", and \(found.credentials.count - 1) more, all found" }
        if let end = found.credentials.compactMap(\.expires).min() { text += "; the first end at \(end)" }
        return [Finding("credentials", .well, isDaemon ? text : "\(text) (as \(me); the daemon does not answer)")]
    }

    private func finding(_ one: CredentialFinding) -> Finding {
        let failure = one.failure ?? "none were found"
        let text = "\(one.title), as \(found.viewpoint.user): \(failure)"
        // A source that knows what to do says so: run `aws sso login --profile ml`.
        let parts = failure.components(between: "run `", and: "`")
        let fix = parts ?? "awaitd check --credentials\(isDaemon ? " --as-service" : "")"
        return Finding("credentials", .wrong, text, fix: parts == nil ? fix : asUser(fix))
    }

    private func refusal(_ reason: String) -> Finding {
        let profile = found.credentials.first?.title.components(between: "'", and: "'")
        let command = ShellCommand("aws configure", profile.map { ["--profile", $0] } ?? []).line
        return Finding("credentials", .wrong, "AWS refuses them: \(reason)", fix: asUser(command))
    }

    /// A command as the daemon's user has to run it.
    private func asUser(_ command: String) -> String {
        guard isDaemon, found.viewpoint.user != me else { return command }
        return "\(ShellCommand("sudo -H -u", [found.viewpoint.user]).line) \(command)"
    }
}

extension String {
    /// What stands between two marks the first time that both do; nil if they do not.
    fileprivate func components(between start: String, and end: String) -> String? {
        guard let from = firstRange(of: start)?.upperBound, let to = self[from...].firstRange(of: end)?.lowerBound
        else { return nil }
        return String(self[from..<to])
    }
}
