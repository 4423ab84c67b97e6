// SPDX-License-Identifier: Apache-2.0

import Core

/// What the facts about awaitd's units mean, and the commands that mend them.
package struct UnitFindings {
    private let installation: Installation
    private let units: [String: UnitFacts]
    private let complaints: [String]
    private let isRoot: Bool
    private let newest: ([String]) -> String?

    /// The judge of some facts: those of the units by their names, and what `systemd-analyze verify` has to say.
    ///
    /// `newest` is that of some files which was changed last.
    package init(
        _ installation: Installation, _ units: [String: UnitFacts], complaints: [String], isRoot: Bool,
        newest: @escaping ([String]) -> String? = \.last
    ) {
        self.installation = installation
        self.newest = newest
        self.units = units
        self.complaints = complaints
        self.isRoot = isRoot
    }

    /// All that there is to say.
    package var findings: [Finding] { [service] + dropIns + helpers }

    private var name: String { installation.unit("awaitd.service") }

    private func systemctl(_ words: String, _ unit: String? = nil) -> String {
        installation.systemctl(words, unit ?? name, isRoot: isRoot)
    }

    // MARK: The service

    private var service: Finding {
        guard let unit = units[name], unit.loadState != "not-found" else {
            return Finding("unit", .off, "\(name) is not installed here")
        }
        switch unit.loadState {
        case "masked":
            return Finding(
                "unit", .wrong, "\(name) is masked, so that nothing can start it",
                fix: "\(systemctl("unmask")) && \(systemctl("start"))")
        case "loaded": break
        default:
            return Finding(
                "unit", .wrong, "\(name) cannot be loaded (\(unit.loadState))",
                fix: dropIns.isEmpty ? "systemd-analyze verify \(name)" : nil)
        }
        if unit.needsReload {
            return Finding(
                "unit", .wrong, "files of \(name) have changed, and systemd has not read them",
                fix: "\(daemonReload) && \(systemctl("restart"))")
        }
        switch unit.activeState {
        case "active", "reloading": return running(unit)
        case "activating" where unit.subState == "auto-restart":
            return Finding(
                "unit", .wrong, "\(name) fails and is started again and again (\(reason(unit)))", fix: remedy(unit))
        case "activating": return Finding("unit", .unknown, "\(name) is being started")
        case "failed": return Finding("unit", .wrong, "\(name) has failed (\(reason(unit)))", fix: remedy(unit))
        default: return Finding("unit", .wrong, "\(name) is not running", fix: systemctl("start"))
        }
    }

    private func running(_ unit: UnitFacts) -> Finding {
        var text = "\(name) is active"
        if unit.restarts > 0 { text += ", restarted \(unit.restarts.counted("time"))" }
        if !unit.ownDropIns.isEmpty { text += ", with \(unit.ownDropIns.count.counted("drop-in"))" }
        // What the daemon itself says is wrong stands behind its summary.
        if let trouble = unit.statusText.split(separator: "; ").first(where: { $0.hasPrefix("record: ") }) {
            return Finding("unit", .wrong, "\(name): \(trouble)")
        }
        let isAtBoot = unit.isEnabled
        if !isAtBoot { text += "; it does not start at boot" }
        return Finding("unit", .well, text)
    }

    /// Why it has failed: by the exit codes of awaitd(8) and of systemd.exec(5).
    private func reason(_ unit: UnitFacts) -> String {
        guard unit.result == "exit-code" else { return unit.result }
        switch unit.exitStatus {
        case 64: return "its command line is wrong"
        case 73: return "its state folder cannot be written"
        case 75: return "another daemon uses its state folder"
        case 77: return "permissions are missing"
        case 78: return "its watch list is refused, or its record is from a newer version"
        case 200...243: return "systemd could not set it up: exit status \(unit.exitStatus)"
        default: return "exit status \(unit.exitStatus)"
        }
    }

    private func remedy(_ unit: UnitFacts) -> String {
        // What systemd itself fails at is due to the unit's settings, and ours are tested.
        if (200...243).contains(unit.exitStatus), let last = newest(unit.ownDropIns) {
            return without(last)
        }
        return "\(systemctl("reset-failed")) && \(systemctl("restart"))"
    }

    private var daemonReload: String {
        installation.manager == .user
            ? "systemctl --user daemon-reload" : isRoot ? "systemctl daemon-reload" : "sudo systemctl daemon-reload"
    }

    // MARK: Drop-ins

    private var dropIns: [Finding] {
        let own = complaints.filter { $0.hasPrefix("/") && $0.contains(".d/") && $0.contains("\(name).d/") }
        guard let first = own.first, let file = first.split(separator: ":").first.map(String.init) else { return [] }
        return [Finding("drop-in", .wrong, first, fix: without(file))]
    }

    /// Puts a drop-in aside, under a name that systemd does not read.
    private func without(_ file: String) -> String {
        let move = installation.manager == .user || isRoot ? "mv" : "sudo mv"
        return "\(ShellCommand(move, [file, "\(file).off"]).line) && \(daemonReload) && \(systemctl("restart"))"
    }

    // MARK: What helps it

    private var helpers: [Finding] {
        // Without the service nothing is to be said of what runs beside it.
        guard let unit = units[name], unit.isLoaded, unit.isActive else { return [] }
        return [
            helper("path unit", "awaitd-watches.path", "awaitd-watches.service", "a saved list is read at once"),
            helper("dispatcher", "awaitd-dispatch.path", "awaitd-dispatch.service", "units under `on:` are started"),
        ]
    }

    private func helper(_ subject: String, _ path: String, _ service: String, _ good: String) -> Finding {
        let (path, service) = (installation.unit(path), installation.unit(service))
        guard let unit = units[path], unit.loadState != "not-found" else {
            return Finding(subject, .off, "\(path) is not installed here")
        }
        if unit.loadState == "masked" {
            return Finding(
                subject, .wrong, "\(path) is masked: it is not so that \(good)",
                fix: "\(systemctl("unmask", path)) && \(systemctl("start", path))")
        }
        guard unit.isActive else {
            return Finding(
                subject, .wrong, "\(path) is \(unit.activeState): it is not so that \(good)",
                fix: systemctl(unit.isEnabled ? "start" : "enable --now", path))
        }
        // The list's service fails with a list that is refused, which the list's own check says better.
        if subject == "dispatcher", units[service]?.activeState == "failed" {
            return Finding(
                subject, .wrong, "\(service) has failed",
                fix: "\(systemctl("reset-failed", service)) && \(systemctl("start", service))")
        }
        return Finding(subject, .well, "\(path) is active: \(good)")
    }
}
