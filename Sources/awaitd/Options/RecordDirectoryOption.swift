// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The option that says where the record is that is read.
struct RecordDirectoryOption: ParsableArguments {
    @Option(
        name: .customLong("state-directory"),
        help: ArgumentHelp(
            "The folder with the record of all that was seen and told.",
            discussion: """
                Default: systemd's $STATE_DIRECTORY, else $XDG_STATE_HOME/awaitd or ~/.local/state/awaitd; if there is no \
                record, /var/lib/awaitd.
                """,
            valueName: "path"
        ),
        completion: .directory
    )
    var stateDirectory: String?

    /// Where a record is looked for: one's own folder, then that of the machine's daemon.
    func folders(_ environment: [String: String]) -> [String] {
        if let stateDirectory { return [stateDirectory] }
        let own = StateDirectoryOption.standard(environment)
        return own == Self.machine ? [Self.machine] : [own, Self.machine].compactMap { $0 }
    }

    private static let machine = "/var/lib/awaitd"
}
