// SPDX-License-Identifier: Apache-2.0

import Control
package import Core
import Glibc
import Platform
import WatchFile

/// Whether the watch list is good, the daemon's user may read it, and the daemon has what stands in it.
struct ListCheck: Sendable {
    let daemon: DaemonProbe
    let environment: [String: String]
    let isRoot: Bool

    /// Makes the check.
    func findings() async -> [Finding] {
        let path = daemon.installation.config
        let loaded: LoadedWatchList
        do throws(WatchListError) {
            loaded = try WatchListLoader(environment: environment).check(path, allowingUnitsOf: path)
        } catch {
            return [refused(error.report, path)]
        }
        if let unreadable = loaded.files.first(where: { !mayRead($0) }) {
            let sudo = isRoot ? "" : "sudo "
            return [
                Finding(
                    "list", .wrong, "\(unreadable) is not for the daemon's user to read",
                    fix: ShellCommand("\(sudo)chmod a+r", [unreadable]).line)
            ]
        }
        let finding = ListVerdict.finding(
            loaded.list, path, await daemon.status(), daemon.installation, isRoot: isRoot)
        guard daemon.installation.manager == .system else { return [finding] }
        let idle = MessageWay.allCases.filter { !FileCheck.mayExist("/etc/awaitd/\($0.fileName)") }
        return [finding] + ListVerdict.silent(idle, in: loaded.list)
    }

    private func refused(_ report: DiagnosticReport, _ path: String) -> Finding {
        let first = report.rendered(colored: false).split(separator: "\n").first.map(String.init) ?? "it has a mistake"
        let fix = ShellCommand("awaitd check --config", [path]).line
        return Finding("list", .wrong, first, fix: fix)
    }

    /// Whether anybody may read a file: the daemon's user is none in particular here.
    private func mayRead(_ path: String) -> Bool {
        guard daemon.installation.manager == .system else { return true }
        guard let status = try? FileStatus(path) else { return true }
        if status.permissions & S_IROTH != 0 { return true }
        // Not for all: then it has to be the daemon's own, or its group's.
        let isOwn = Accounts.user(status.owner) == "awaitd" && status.permissions & S_IRUSR != 0
        let isGroups = Accounts.group(status.group) == "awaitd" && status.permissions & S_IRGRP != 0
        return isOwn || isGroups
    }
}

/// What a good list means beside what the daemon has.
package enum ListVerdict {
    /// The ways of messages that watches name, of those that are not configured: their units do nothing.
    package static func silent(_ ways: [MessageWay], in list: WatchList) -> [Finding] {
        let settings = list.watches.map(\.settings) + list.matchers.map(\.settings)
        return ways.compactMap { way in
            let count = settings.count { $0.starts.patterns.contains { $0.template == way.template } }
            guard count > 0 else { return nil }
            return Finding(
                "messages", .wrong,
                "\(way.template) is named by \(count.counted("entry", "entries")) of the list and sends nothing: there "
                    + "is no /etc/awaitd/\(way.fileName)", fix: "man 7 awaitd-messages")
        }
    }

    /// What to say of a list; `status` is the daemon's, nil if it does not answer.
    package static func finding(
        _ list: WatchList, _ path: String, _ status: StatusReport?, _ installation: Installation, isRoot: Bool
    ) -> Finding {
        let written = Set(list.watches.map(\.name)).union(list.matchers.map(\.name))
        var counts = [list.watches.count.counted("watch", "watches")]
        if !list.matchers.isEmpty { counts.append(list.matchers.count.counted("matcher")) }
        let text = "\(path): \(counts.joined(separator: ", "))"
        guard let status else { return Finding("list", .well, text) }
        let known = Set(status.watches.filter { $0.matcher == nil }.map(\.name)).union(status.matchers.map(\.name))
        guard known != written else { return Finding("list", .well, "\(text), as the daemon has it") }
        let reload =
            installation.manager == nil
            ? "awaitd reload"
            : installation.systemctl("reload", installation.unit("awaitd.service"), isRoot: isRoot)
        let missing = written.subtracting(known).count
        let gone = known.subtracting(written).count
        let parts = [missing > 0 ? "\(missing) that it lacks" : nil, gone > 0 ? "\(gone) less than it has" : nil]
        return Finding(
            "list", .wrong,
            "the daemon has another list than \(path): \(parts.compactMap(\.self).joined(separator: ", "))",
            fix: reload)
    }
}
