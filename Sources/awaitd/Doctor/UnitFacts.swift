// SPDX-License-Identifier: Apache-2.0

/// What `systemctl show` says of a unit (systemctl(1); org.freedesktop.systemd1(5)).
package struct UnitFacts: Sendable, Hashable {
    private let properties: [String: String]

    /// The properties that are asked for.
    package static let wanted = [
        "Id", "LoadState", "ActiveState", "SubState", "Result", "ExecMainStatus", "NeedDaemonReload", "DropInPaths",
        "StatusText", "NRestarts", "UnitFileState", "Environment",
    ]

    /// The facts of each unit by its name, from the command's output: blocks of `Name=value` with an empty line between.
    package static func read(_ output: String) -> [String: UnitFacts] {
        var units: [String: UnitFacts] = [:]
        var block: [String: String] = [:]
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines + [Substring()] {
            guard let sign = line.firstIndex(of: "=") else {
                if let id = block["Id"] { units[id] = UnitFacts(properties: block) }
                if line.isEmpty { block = [:] }
                continue
            }
            block[String(line[..<sign])] = String(line[line.index(after: sign)...])
        }
        return units
    }

    private init(properties: [String: String]) { self.properties = properties }

    /// `loaded`, `not-found`, `masked`, `bad-setting`, `error`.
    package var loadState: String { properties["LoadState"] ?? "" }
    /// `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`.
    package var activeState: String { properties["ActiveState"] ?? "" }
    /// `running`, `auto-restart`, `waiting` and more.
    package var subState: String { properties["SubState"] ?? "" }
    /// Why it failed, such as `exit-code`, `timeout`, `watchdog` or `oom-kill`; `success` if it did not.
    package var result: String { properties["Result"] ?? "" }
    /// The exit status of its main process.
    package var exitStatus: Int { properties["ExecMainStatus"].flatMap { Int($0) } ?? 0 }
    /// How often it was restarted by itself.
    package var restarts: Int { properties["NRestarts"].flatMap { Int($0) } ?? 0 }
    /// Whether a file of it has changed that the manager has not read.
    package var needsReload: Bool { properties["NeedDaemonReload"] == "yes" }
    /// What the daemon said last of itself (`STATUS=`, sd_notify(3)).
    package var statusText: String { properties["StatusText"] ?? "" }
    /// The drop-ins that are not a package's, in the manager's order.
    package var ownDropIns: [String] {
        (properties["DropInPaths"] ?? "").split(separator: " ").map(String.init)
            .filter { !$0.hasPrefix("/usr/") && !$0.hasPrefix("/lib/") }
    }

    /// The variables that the unit and its drop-ins set (`Environment=`), but for those of files.
    package var environment: [String: String] {
        var variables: [String: String] = [:]
        for word in Self.words(properties["Environment"] ?? "") {
            guard let sign = word.firstIndex(of: "=") else { continue }
            variables[String(word[..<sign])] = String(word[word.index(after: sign)...])
        }
        return variables
    }

    /// The words of a list as systemctl prints it: in double quotes, with backslashes within, where a word has blanks.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var (isQuoted, isEscaped) = (false, false)
        for character in text {
            switch character {
            case _ where isEscaped:
                word = (word ?? "") + String(character)
                isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"":
                isQuoted.toggle()
                word = word ?? ""
            case " " where !isQuoted:
                words += word.map { [$0] } ?? []
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }

    /// Whether the unit is there and not masked.
    package var isLoaded: Bool { loadState == "loaded" }
    /// Whether it is started by itself, at boot or with another unit; also if that is not known.
    package var isEnabled: Bool {
        !["disabled", "masked", "bad"].contains(properties["UnitFileState"] ?? "")
    }
    /// Whether it runs.
    package var isActive: Bool { activeState == "active" || activeState == "reloading" }
}
