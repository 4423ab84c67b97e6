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
        stateDirectory ?? Self.standard(environment)
    }

    /// The state folder of whoever names none: systemd's, else the user's own.
    static func standard(_ environment: [String: String]) -> String? {
        // systemd joins several with colons; ours is the first.
        if let first = environment["STATE_DIRECTORY"]?.split(separator: ":").first { return String(first) }
        return UserFolder.state(environment).map { "\($0)/awaitd" }
    }
}
