// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The option that names the folder of the control socket.
struct RuntimeDirectoryOption: ParsableArguments {
    @Option(
        name: .customLong("runtime-directory"),
        help: ArgumentHelp(
            "The folder of the daemon's control socket.",
            discussion: "Default: $RUNTIME_DIRECTORY, else $XDG_RUNTIME_DIR/awaitd, else /run/awaitd.",
            valueName: "path"
        ),
        completion: .directory
    )
    var path: String?

    /// Where a daemon with this option, or without, makes its socket.
    func socket(_ environment: [String: String]) -> String {
        ControlSocketPath.of(path, environment)
    }
}
