// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc

/// Which daemon `awaitd doctor` looks at: how it is run here, and where its files are.
package struct Installation: Sendable, Hashable {
    /// Whose service manager runs it.
    package enum Manager: Sendable, Hashable {
        /// The system's.
        case system
        /// The user's own.
        case user
    }

    /// The path of its control socket.
    package let socket: String
    /// The manager that runs it; nil if its folder is none that a unit of ours has.
    package let manager: Manager?
    /// What stands behind `awaitd` in the names of its units: `@research`, or nothing.
    package let instance: String
    /// Its watch file.
    package let config: String
    /// The folders to search for its record, in order.
    package let stateFolders: [String]

    /// The daemon with this socket; the system's own has files of its own, unless others are given.
    ///
    /// `runtimeFolder` is the user's (`XDG_RUNTIME_DIR`); where the machine is not booted with systemd no unit runs it.
    package init(
        socket: String, runtimeFolder: String?, config: String, isConfigGiven: Bool = false, stateFolders: [String],
        isStateGiven: Bool = false, isBooted: Bool = true
    ) {
        self.socket = socket
        let folder = socket.split(separator: "/").dropLast().joined(separator: "/")
        let name = folder.split(separator: "/").last.map(String.init) ?? ""
        let isOurs = name == "awaitd" || name.hasPrefix("awaitd@") && name.utf8.count > 7
        let isSystem = isOurs && folder == "run/\(name)"
        let isUser = isOurs && runtimeFolder.map { "/\(folder)" == "\($0)/\(name)" } ?? false
        manager = !isBooted ? nil : isSystem ? .system : isUser ? .user : nil
        instance = manager == nil ? "" : String(name.dropFirst(6))
        let within = instance.isEmpty ? "" : "/\(instance.dropFirst())"
        self.config = isSystem && !isConfigGiven ? "/etc/awaitd\(within)/watches.yaml" : config
        self.stateFolders = isSystem && !isStateGiven ? ["/var/lib/\(name)"] : stateFolders
    }

    /// The name of one of its units: `awaitd-watches@research.path` for `awaitd-watches.path`.
    package func unit(_ name: String) -> String {
        let parts = name.split(separator: ".", maxSplits: 1)
        return "\(parts[0])\(instance).\(parts.dropFirst().joined())"
    }

    /// `systemctl` and what it is to do, as this user has to write it.
    package func systemctl(_ words: String, _ unit: String, isRoot: Bool) -> String {
        let command = manager == .user ? "systemctl --user" : isRoot ? "systemctl" : "sudo systemctl"
        return ShellCommand("\(command) \(words)", [unit]).line
    }
}
