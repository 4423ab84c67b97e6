// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import WatchFile

/// `awaitd check`: validates watch files.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check watch files and report all mistakes.",
        discussion: """
            A file is checked with the drop-ins in watches.d/ beside it, a directory with every *.yaml in it. AWS is not \
            contacted, unless --credentials is given: then the credentials that the watches use are fetched, and it is \
            shown where they come from and what was passed over.

            Exit status: 0 no mistakes, 64 wrong usage, 71 too few file descriptors, 74 output cannot be written, 77 there are watches without \
            credentials, 78 a file has mistakes.
            """
    )

    @OptionGroup var config: ConfigOption

    @Argument(
        help: "Files or directories; default: the file that --config names.",
        completion: .file(extensions: ["yaml"])
    )
    var paths: [String] = []

    @Flag(help: "Fetch the credentials of the watches too, and show where they come from.")
    var credentials = false

    func run() async throws {
        let environment = ProcessContext.current.environment
        if credentials { try DescriptorLimit.require(for: Self.output) }
        let loader = WatchListLoader(environment: environment)
        let style = Style(for: .output, environment)
        var isGood = true
        var lists: [WatchList] = []
        for path in paths.isEmpty ? [config.resolved(environment)] : paths {
            var text: String
            do throws(WatchListError) {
                let loaded = try loader.check(path)
                lists.append(loaded.list)
                text = loaded.warnings.rendered(colored: style.isColored)
                if !text.isEmpty { text += "\n" }
                text += "\(path): \(style.good("OK")), \(Self.summary(loaded))"
            } catch {
                isGood = false
                text = error.report.rendered(colored: style.isColored)
                text += "\n\(Self.count(error.report))"
            }
            try Self.output.show(text + "\n")
        }
        if !isGood { throw ExitCode.config }
        if credentials, try await !tryCredentials(of: lists, environment, style) { throw ExitCode.denied }
    }

    /// Prints a report on the credentials of each watch; false if a watch has none.
    private func tryCredentials(
        of lists: [WatchList],
        _ environment: [String: String],
        _ style: Style
    ) async throws -> Bool {
        let check = CredentialCheck(environment: environment)
        let subjects = check.subjects(of: WatchList(watches: lists.flatMap(\.watches)))
        let width = StandardStream.output.isTerminal ? StandardStream.output.columns : 120
        return try await check.run(subjects) { report, subject in
            let view = CredentialReportView(
                report: report, watches: subject.watches, now: WallClock.now(), style: style)
            try Self.output.show("\n" + view.lines(width: width).joined(separator: "\n") + "\n")
        }
    }

    /// `12 watches in 2 files`.
    private static func summary(_ loaded: LoadedWatchList) -> String {
        let watches = loaded.list.watches.count.counted("watch", "watches")
        return loaded.files.count > 1 ? "\(watches) in \(loaded.files.count) files" : watches
    }

    private static func count(_ report: DiagnosticReport) -> String {
        let errors = report.diagnostics.count { $0.severity == .error } + report.omitted
        return "\(errors.counted("error")); the list will not be used until this is fixed"
    }
}
