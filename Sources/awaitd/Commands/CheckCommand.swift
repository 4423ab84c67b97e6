// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Lifecycle
import WatchFile

/// `awaitd check`: validates watch files.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check watch files and say all that is wrong with them.",
        discussion: """
            A file is checked with the drop-ins in watches.d/ beside it, a directory with every *.yaml in it. Nothing is \
            asked of AWS.

            Exit status: 0 all is well, 64 wrong usage, 78 something is wrong.
            """
    )

    @OptionGroup var config: ConfigOption

    @Argument(
        help: "Files or directories; default: the file that --config names.",
        completion: .file(extensions: ["yaml"])
    )
    var paths: [String] = []

    func run() async throws {
        let environment = ProcessContext.current.environment
        let loader = WatchListLoader(environment: environment)
        let style = Style(for: .output, environment)
        var isGood = true
        for path in paths.isEmpty ? [config.resolved(environment)] : paths {
            var text: String
            do throws(RejectedWatchList) {
                let loaded = try loader.check(path)
                text = loaded.warnings.rendered(colored: style.isColored)
                if !text.isEmpty { text += "\n" }
                text += "\(path): \(style.good("OK")), \(Self.summary(loaded))"
            } catch {
                isGood = false
                text = error.report.rendered(colored: style.isColored)
                text += "\n\(Self.count(error.report))"
            }
            StandardStream.output.write(text + "\n")
        }
        if !isGood { throw ExitCode.config }
    }

    /// `12 watches in 2 files`.
    private static func summary(_ loaded: LoadedWatchList) -> String {
        let count = loaded.list.watches.count
        let watches = count == 1 ? "1 watch" : "\(count) watches"
        return loaded.files.count > 1 ? "\(watches) in \(loaded.files.count) files" : watches
    }

    private static func count(_ report: DiagnosticReport) -> String {
        let errors = report.diagnostics.count { $0.severity == .error } + report.omitted
        return "\(errors == 1 ? "1 error" : "\(errors) errors"); nothing of the list is used until it is mended"
    }
}
