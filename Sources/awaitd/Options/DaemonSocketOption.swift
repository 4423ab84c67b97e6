// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The option that says which daemon is asked.
struct DaemonSocketOption: ParsableArguments {
    @Option(
        name: .customLong("runtime-directory"),
        help: ArgumentHelp(
            "The folder of the daemon's control socket.",
            discussion: """
                Default: $RUNTIME_DIRECTORY, else $XDG_RUNTIME_DIR/awaitd; if there is no socket, /run/awaitd.
                """,
            valueName: "path"
        ),
        completion: .directory
    )
    var path: String?

    /// Where the daemon is: a user's own if it has one, else the machine's.
    func socket(_ environment: [String: String]) -> String {
        let own = ControlSocketPath.of(path, environment)
        let machines = ControlSocketPath.machine
        return path == nil && !FileCheck.exists(own) && FileCheck.exists(machines) ? machines : own
    }
}
