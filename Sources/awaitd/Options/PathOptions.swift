// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Core
import Glibc
import Platform
import WatchFile

/// The option that names the watch file.
struct ConfigOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The watch file; drop-ins are read from watches.d/ beside it.",
            discussion: "Default: ~/.config/awaitd/watches.yaml if there is one, else /etc/awaitd/watches.yaml.",
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml"])
    )
    var path: String?

    /// The path of the watch file, whether or not it exists.
    func resolved(_ environment: [String: String]) -> String {
        path ?? Self.standardPath(environment)
    }

    /// systemd's `$CONFIGURATION_DIRECTORY`, else the user's own file if there is one, else the system's.
    static func standardPath(_ environment: [String: String]) -> String {
        if let directory = environment["CONFIGURATION_DIRECTORY"]?.firstFolder { return "\(directory)/watches.yaml" }
        let own = UserFolder.config(environment).map { "\($0)/awaitd/watches.yaml" }
        if let own, FileCheck.exists(own) { return own }
        return "/etc/awaitd/watches.yaml"
    }
}

/// The option that says where the daemon keeps its record.
struct StateDirectoryOption: ParsableArguments {
    @Option(
        name: .customLong("state-directory"),
        help: ArgumentHelp(
            "The folder with the record of everything seen and reported.",
            discussion: "Default: systemd's $STATE_DIRECTORY, else $XDG_STATE_HOME/awaitd or ~/.local/state/awaitd.",
            valueName: "path"
        ),
        completion: .directory
    )
    var stateDirectory: String?

    /// The path of the state folder, whether or not it exists; nil if nothing says where it is.
    func state(_ environment: [String: String]) -> String? {
        stateDirectory ?? Self.standard(environment)
    }

    /// The state folder without the option: systemd's, else the user's own.
    static func standard(_ environment: [String: String]) -> String? {
        environment["STATE_DIRECTORY"]?.firstFolder ?? UserFolder.state(environment).map { "\($0)/awaitd" }
    }
}

/// The option that says which record is read.
struct RecordDirectoryOption: ParsableArguments {
    @Option(
        name: .customLong("state-directory"),
        help: ArgumentHelp(
            "The folder with the record of everything seen and reported.",
            discussion: """
                Default: systemd's $STATE_DIRECTORY, else $XDG_STATE_HOME/awaitd or ~/.local/state/awaitd; if there is no \
                record, /var/lib/awaitd.
                """,
            valueName: "path"
        ),
        completion: .directory
    )
    var stateDirectory: String?

    /// The folders to search for a record, in order: the user's own, then the system daemon's.
    func folders(_ environment: [String: String]) -> [String] {
        stateDirectory.map { [$0] } ?? Self.standardFolders(environment)
    }

    /// The folders to search where no option names one.
    static func standardFolders(_ environment: [String: String]) -> [String] {
        let own = StateDirectoryOption.standard(environment)
        return own == system ? [system] : [own, system].compactMap { $0 }
    }

    private static let system = "/var/lib/awaitd"
}

/// The option that says where the daemon makes its control socket.
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

    /// The path of the daemon's socket.
    func socket(_ environment: [String: String]) -> String {
        ControlSocketPath.resolved(path, environment)
    }
}

/// The option that says which daemon a command talks to.
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

    /// The path of the daemon's socket: the user's own if there is one, else the system's.
    func socket(_ environment: [String: String]) -> String {
        let own = ControlSocketPath.resolved(path, environment)
        let system = ControlSocketPath.system
        return path == nil && !FileCheck.exists(own) && FileCheck.mayExist(system) ? system : own
    }

    /// The path of the socket of the daemon that there should be: the user's own if it runs, else the system's.
    func nearest(_ environment: [String: String]) -> String {
        let own = ControlSocketPath.resolved(path, environment)
        return path == nil && !FileCheck.exists(own) ? ControlSocketPath.system : own
    }
}

/// Where control sockets are.
private enum ControlSocketPath {
    /// The system daemon's socket.
    static let system = "\(folder)/\(name)"

    private static let name = "io.awaitd"
    private static let folder = "/run/awaitd"

    /// The socket in the given folder, else in systemd's, the user's own or the system's.
    static func resolved(_ given: String?, _ environment: [String: String]) -> String {
        "\(directory(given, environment))/\(name)"
    }

    private static func directory(_ given: String?, _ environment: [String: String]) -> String {
        if let given, !given.isEmpty { return given }
        return environment["RUNTIME_DIRECTORY"]?.firstFolder
            ?? UserFolder.runtime(environment).map { "\($0)/awaitd" } ?? folder
    }
}

/// A user's own folders, by the XDG base directory specification: relative paths are ignored.
package enum UserFolder {
    /// The folder of configuration files; nil if nothing says where it is.
    package static func config(_ environment: [String: String]) -> String? {
        absolute("XDG_CONFIG_HOME", environment) ?? absolute("HOME", environment).map { "\($0)/.config" }
    }

    /// The folder of state; nil if nothing says where it is.
    package static func state(_ environment: [String: String]) -> String? {
        absolute("XDG_STATE_HOME", environment) ?? absolute("HOME", environment).map { "\($0)/.local/state" }
    }

    /// The folder of sockets, which has no default.
    package static func runtime(_ environment: [String: String]) -> String? {
        absolute("XDG_RUNTIME_DIR", environment)
    }

    private static func absolute(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}

extension String {
    /// The first of systemd's folders, which it joins with colons; nil if there is none.
    fileprivate var firstFolder: String? { split(separator: ":").first.map(String.init) }
}

/// Whether files exist.
enum FileCheck {
    /// Whether something is at a path, readable or not.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// When the file at a path was written last, in nanoseconds since 1970; 0 if there is none.
    static func changed(_ path: String) -> Int64 { (try? FileStatus(path))?.modified ?? 0 }

    /// Whether something is at a path, or is kept from this user's eyes if it is.
    static func mayExist(_ path: String) -> Bool {
        errno = 0
        return exists(path) || errno == EACCES
    }
}

extension WatchListLoader {
    /// A loader that takes missing regions from the environment and the profile, as AWS's tools do.
    init(environment: [String: String]) {
        let configuration = AWSConfiguration(environment: environment)
        self.init(
            fallback: RegionFallback(
                lookUp: { profile in
                    // A profile without a region may be one that is being written.
                    configuration.settle()
                    return configuration.regionSetting(profile: profile)
                        .map { .init(region: $0.name, origin: $0.origin) }
                },
                unreadable: { configuration.unreadablePlaces }
            ),
            endpoints: EndpointPolicy(environment: environment)
        )
    }
}
