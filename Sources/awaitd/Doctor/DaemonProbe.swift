// SPDX-License-Identifier: Apache-2.0

import Control
package import Core
import Glibc
import Platform

/// Asks the running daemon: whether it answers, what it sees of AWS, and with which credentials.
struct DaemonProbe: Sendable {
    let installation: Installation
    let environment: [String: String]
    let isRoot: Bool

    /// How long it may take to answer.
    private static let patience: Duration = .seconds(4)

    private var client: ControlClient { ControlClient(path: installation.socket, patience: Self.patience) }

    /// Whether it answers, and with which version.
    func daemon() async -> [Finding] {
        do throws(ControlError) {
            let version = try await client.version()
            let status = try await client.status()
            return [DaemonFindings(installation, isRoot: isRoot).answer(version: version, status)]
        } catch {
            return [DaemonFindings(installation, isRoot: isRoot).silence(error, exists: socketExists)]
        }
    }

    /// Whether AWS can be seen, as the daemon says, and which jobs are not as expected.
    func sight() async -> [Finding] {
        guard let status = try? await client.status() else { return [] }
        return SightFindings(status).findings + GateFindings(status).findings
    }

    /// How it asks AWS; nothing if it does not answer.
    func lanes() async -> [Finding] {
        guard let metrics = try? await client.metrics(), let status = try? await client.status() else { return [] }
        return LaneFindings(metrics, status.listings).findings
    }

    /// The credentials that the daemon finds; nil if it does not answer.
    func credentials() async -> (findings: CredentialFindings, status: StatusReport)? {
        guard let found = try? await client.credentials(within: Self.patience), let status = try? await client.status()
        else { return nil }
        return (found, status)
    }

    /// What it has on its list; nil if it does not answer.
    func status() async -> StatusReport? { try? await client.status() }

    private var socketExists: Bool { FileCheck.mayExist(installation.socket) }
}

/// What the daemon's answer means, or that there is none.
package struct DaemonFindings: Sendable {
    private let installation: Installation
    private let isRoot: Bool

    /// The judge of a daemon.
    package init(_ installation: Installation, isRoot: Bool) {
        (self.installation, self.isRoot) = (installation, isRoot)
    }

    private var service: String { installation.unit("awaitd.service") }

    /// What a daemon of some version says.
    package func answer(version: String, _ status: StatusReport) -> Finding {
        let written = status.watches.count { $0.matcher == nil }
        var text = "answers: \(written.counted("watch", "watches"))"
        if !status.matchers.isEmpty { text += ", \(status.matchers.count.counted("matcher"))" }
        guard version == Version.current else {
            let restart = installation.manager.map { _ in
                installation.systemctl("restart", service, isRoot: isRoot)
            }
            return Finding(
                "daemon", .wrong, "version \(version) runs, and this is version \(Version.current)", fix: restart)
        }
        return Finding("daemon", .well, text)
    }

    /// That it does not answer; `exists` if its socket is there, or may be.
    package func silence(_ error: ControlError, exists: Bool) -> Finding {
        let words = error.description.split(separator: "\n").first.map(String.init) ?? error.description
        let reason = words.split(separator: "; see ").first.map(String.init) ?? words
        guard exists else {
            let start = installation.manager.map { _ in installation.systemctl("start", service, isRoot: isRoot) }
            return Finding("daemon", .wrong, reason, fix: start ?? "awaitd run")
        }
        if unsafe access(installation.socket, R_OK | W_OK) != 0 {
            let user = Accounts.user(geteuid())
            return Finding(
                "daemon", .unknown, reason,
                fix: installation.manager == .system
                    ? ShellCommand("sudo usermod --append --groups awaitd-control", [user]).line : nil)
        }
        let restart = installation.manager.map { _ in installation.systemctl("restart", service, isRoot: isRoot) }
        return Finding("daemon", .wrong, reason, fix: restart)
    }
}
