// SPDX-License-Identifier: Apache-2.0

import Core
import Platform

/// Asks systemd and its tools about awaitd's units, the journal and the message catalog.
struct SystemdProbe: Sendable {
    let installation: Installation
    let environment: [String: String]
    let isRoot: Bool

    /// Whether systemd runs this machine (sd_booted(3)).
    static var isBooted: Bool { FileCheck.exists("/run/systemd/system") }

    /// How the units are.
    func units() async -> [Finding] {
        guard Self.isBooted else { return [Finding("unit", .off, "systemd does not run this machine")] }
        guard installation.manager != nil else {
            return [Finding("unit", .off, "no unit of ours has its socket at \(installation.socket)")]
        }
        let names = ["awaitd.service", "awaitd-watches.path", "awaitd-dispatch.path", "awaitd-dispatch.service"]
            .map(installation.unit)
        guard let shown = await show(names, scope) else { return [Self.silent("unit", "systemctl")] }
        let verified = await output(["systemd-analyze"] + scope + ["verify", names[0]], takesErrors: true) ?? ""
        let complaints = verified.split(separator: "\n").map(String.init)
        return UnitFindings(
            installation, shown, complaints: complaints, isRoot: isRoot, newest: Self.changedLast
        ).findings
    }

    /// The variables that the daemon's unit sets by itself; none if no unit runs it.
    func unitEnvironment() async -> [String: String] {
        let name = installation.unit("awaitd.service")
        guard Self.isBooted, installation.manager != nil else { return [:] }
        return await show([name], scope)?[name]?.environment ?? [:]
    }

    /// How much the service's sandbox lets through.
    func sandbox() async -> [Finding] {
        guard Self.isBooted, installation.manager == .system else { return [] }
        let name = installation.unit("awaitd.service")
        guard let text = await output(["systemd-analyze", "security", "--no-pager", name]),
            let line = text.split(separator: "\n").last(where: { $0.contains("xposure level") }),
            let words = line.split(separator: ":").last?.split(separator: " "), let number = words.first
        else { return [Finding("sandbox", .unknown, "systemd-analyze does not say how exposed \(name) is")] }
        let least = Double(number) ?? 10
        let text2 = "exposure \(number) of 10, by systemd-analyze security"
        return [Finding("sandbox", .well, least > 1.1 ? "\(text2); 1.1 without drop-ins" : text2)]
    }

    /// Whether the journal takes entries, and explains ours.
    func journal() async -> [Finding] {
        guard Self.isBooted else { return [] }
        let names = ["systemd-journald.service", "systemd-journald.socket"]
        guard let shown = await show(names, []) else { return [Self.silent("journal", "systemctl")] }
        return [JournalFindings.journal(shown, isRoot: isRoot), await catalog()].compactMap(\.self)
    }

    private func catalog() async -> Finding? {
        let id = NoticeEvent.transition.messageID
        guard let result = await run(["journalctl", "--list-catalog", id]) else { return nil }
        return JournalFindings.catalog(
            isKnown: result.status == 0 && !result.output.isEmpty, isRoot: isRoot)
    }

    private static func changedLast(_ files: [String]) -> String? {
        files.max { FileCheck.changed($0) < FileCheck.changed($1) }
    }

    /// What may be in use and need not be: metrics over HTTP, messages to people.
    func choices() async -> [Finding] {
        guard Self.isBooted, installation.manager == .system, installation.instance.isEmpty else { return [] }
        let socket = "awaitd-metrics.socket"
        guard let unit = await show([socket], [])?[socket] else { return [Self.silent("metrics", "systemctl")] }
        let ways = ["mail", "webhook", "apprise"].filter { FileCheck.mayExist("/etc/awaitd/\($0).conf") }
        return [
            ChoiceFindings.metrics(unit, isRoot: isRoot),
            ChoiceFindings.messages(ways),
        ]
    }

    // MARK: Programs

    private var scope: [String] { installation.manager == .user ? ["--user"] : [] }

    private func show(_ units: [String], _ scope: [String]) async -> [String: UnitFacts]? {
        let properties = "--property=\(UnitFacts.wanted.joined(separator: ","))"
        let shown = await output(["systemctl"] + scope + ["show", properties, "--"] + units).map(UnitFacts.read)
        return shown?.isEmpty == false ? shown : nil
    }

    private func output(_ command: [String], takesErrors: Bool = false) async -> String? {
        guard let result = await run(command) else { return nil }
        let bytes = takesErrors ? result.output + result.errorText : result.output
        return String(decoding: bytes, as: UTF8.self)
    }

    private func run(_ command: [String]) async -> ChildProcess.Result? {
        let environment = environment.merging(Self.plain) { $1 }
        return try? await ChildProcess(command, environment: environment, errorLimit: 65_536).run()
    }

    /// What makes programs print the same everywhere.
    private static let plain = ["LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0"]

    private static func silent(_ subject: String, _ program: String) -> Finding {
        Finding(subject, .unknown, "\(program) does not answer")
    }
}

/// What the facts about the journal mean.
package enum JournalFindings {
    /// Whether the journal takes entries.
    package static func journal(_ units: [String: UnitFacts], isRoot: Bool) -> Finding {
        let sudo = isRoot ? "" : "sudo "
        for name in ["systemd-journald.service", "systemd-journald.socket"] {
            guard let unit = units[name], unit.isActive else {
                return Finding(
                    "journal", .wrong, "\(name) is not running: notices wait in the record until it does",
                    fix: "\(sudo)systemctl start systemd-journald.socket systemd-journald.service")
            }
        }
        return Finding("journal", .well, "systemd-journald takes entries")
    }

    /// Whether `journalctl -x` explains the entries; nil if it does.
    package static func catalog(isKnown: Bool, isRoot: Bool) -> Finding? {
        guard !isKnown else { return nil }
        return Finding(
            "catalog", .wrong, "`journalctl -x` does not explain awaitd's entries: its catalog is not read in",
            fix: "\(isRoot ? "" : "sudo ")journalctl --update-catalog")
    }
}

/// What is in use by choice.
package enum ChoiceFindings {
    /// Whether metrics can be had over HTTP.
    package static func metrics(_ unit: UnitFacts, isRoot: Bool) -> Finding {
        if unit.isActive { return Finding("metrics", .well, "awaitd-metrics.socket listens") }
        guard unit.activeState == "failed" else {
            return Finding("metrics", .off, "awaitd-metrics.socket does not listen; `awaitd metrics` prints them")
        }
        let sudo = isRoot ? "" : "sudo "
        return Finding(
            "metrics", .wrong, "awaitd-metrics.socket has failed (\(unit.result))",
            fix: "\(sudo)systemctl reset-failed awaitd-metrics.socket && \(sudo)systemctl start awaitd-metrics.socket")
    }

    /// Which ways of messages to people are configured.
    package static func messages(_ ways: [String]) -> Finding {
        guard !ways.isEmpty else { return Finding("messages", .off, "no mail.conf, webhook.conf or apprise.conf") }
        return Finding("messages", .well, "by \(ways.inWords(joinedBy: "and")); `awaitd test-notice NAME` tries them")
    }
}
