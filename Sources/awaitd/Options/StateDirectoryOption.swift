// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The option that says where the daemon keeps its record.
struct StateDirectoryOption: ParsableArguments {
    @Option(
        name: .customLong("state-directory"),
        help: ArgumentHelp(
            "The folder with the record of all that was seen and told.",
            discussion: "Default: systemd's $STATE_DIRECTORY, else $XDG_STATE_HOME/awaitd or ~/.local/state/awaitd.",
            valueName: "path"
        ),
        completion: .directory
    )
    var stateDirectory: String?

    /// The state folder that is meant, whether or not it exists; nil if nothing says where it is.
    func state(_ environment: [String: String]) -> String? {
        if let stateDirectory { return stateDirectory }
        // systemd joins several with colons; ours is the first.
        if let first = environment["STATE_DIRECTORY"]?.split(separator: ":").first { return String(first) }
        let home =
            environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.local/state" : nil }
        return home.map { "\($0)/awaitd" }
    }

    /// The state folder that is meant by somebody who only reads: one's own if there is a record in it, else the machine's.
    func stateToRead(_ environment: [String: String]) -> String {
        if let named = stateDirectory { return named }
        if let own = state(environment), FileCheck.exists("\(own)/awaitd.sqlite") { return own }
        return "/var/lib/awaitd"
    }
}
