// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Systemd

/// Where notices go.
enum LogTarget: String, ExpressibleByArgument, CaseIterable {
    /// To the journal, with all their fields.
    case journal
    /// To standard error, a line each.
    case text
    /// To standard output, a JSON object each.
    case json
}

/// The options that say where notices go and how much is said.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where notices go: journal, text (standard error) or json (standard output, a line each).",
            discussion: "Default: the journal when standard error is connected to it, else text.",
            valueName: "target"
        )
    )
    var log: LogTarget?

    @Flag(help: "Log every poll, too.")
    var debug = false

    /// The target that was asked for, or the one that fits how the process was started.
    func target(_ environment: [String: String]) -> LogTarget {
        log ?? (JournalStream.isConnected(variable: environment["JOURNAL_STREAM"]) ? .journal : .text)
    }

    /// Whether every poll is logged; systemd asks for it with `RestartMode=debug`.
    func isDebug(_ environment: [String: String]) -> Bool {
        debug || environment["DEBUG_INVOCATION"] == "1"
    }
}
