// SPDX-License-Identifier: Apache-2.0

/// Where control sockets are.
enum ControlSocketPath {
    /// That of the machine's daemon.
    static let machine = "\(folder)/\(name)"

    /// That of the daemon whose runtime folder was given, or else is systemd's, the user's own or the machine's.
    static func of(_ given: String?, _ environment: [String: String]) -> String {
        "\(directory(given, environment))/\(name)"
    }

    private static let name = "io.awaitd"
    private static let folder = "/run/awaitd"

    private static func directory(_ given: String?, _ environment: [String: String]) -> String {
        if let given, !given.isEmpty { return given }
        if let own = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first { return String(own) }
        return UserFolder.runtime(environment).map { "\($0)/awaitd" } ?? folder
    }
}
