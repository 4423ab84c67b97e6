// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

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

    /// The file that is meant, whether or not it exists.
    func resolved(_ environment: [String: String]) -> String {
        path ?? Self.standardPath(environment)
    }

    /// systemd's `$CONFIGURATION_DIRECTORY`, else the user's own file if there is one, else the machine's.
    static func standardPath(_ environment: [String: String]) -> String {
        if let directory = environment["CONFIGURATION_DIRECTORY"]?.split(separator: ":").first {
            return "\(directory)/watches.yaml"
        }
        let own = UserFolder.config(environment).map { "\($0)/awaitd/watches.yaml" }
        if let own, FileCheck.exists(own) { return own }
        return "/etc/awaitd/watches.yaml"
    }
}
