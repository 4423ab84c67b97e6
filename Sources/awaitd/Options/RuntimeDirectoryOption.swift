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
        "\(Self.directory(path, environment))/\(Self.name)"
    }

    /// Where a command looks for a daemon: a user's own if it has one, else the machine's.
    func socketToAsk(_ environment: [String: String]) -> String {
        let own = socket(environment)
        let machines = "\(Self.machine)/\(Self.name)"
        return path == nil && !FileCheck.exists(own) && FileCheck.exists(machines) ? machines : own
    }

    private static let name = "io.awaitd"
    private static let machine = "/run/awaitd"

    private static func directory(_ path: String?, _ environment: [String: String]) -> String {
        if let path, !path.isEmpty { return path }
        if let own = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first { return String(own) }
        if let user = environment["XDG_RUNTIME_DIR"], user.hasPrefix("/") { return "\(user)/awaitd" }
        return machine
    }
}
