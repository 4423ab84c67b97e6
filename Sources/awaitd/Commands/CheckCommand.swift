// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Control
import Core
import WatchFile

/// `awaitd check`: validates watch files.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check watch files and report all mistakes.",
        discussion: """
            A file is checked with the drop-ins in watches.d/ beside it, a directory with every *.yaml in it, '-' is \
            standard input. AWS is not contacted, unless --credentials is given: then the credentials that the watches use \
            are fetched, and it is shown where they come from and what was passed over. They are those that this command \
            finds, as its user and with its environment; with --as-service, the running daemon is asked for what it finds \
            for its own list. With --online, each watch is read once as well and what matchers would find is listed, with \
            the permission that is missing where access is denied; that takes five minutes at most.

            A good list is followed by about how many calls an hour it costs while nothing changes, at the longest poll \
            intervals, with listings and without. Jobs of others that lists show as well add to it.

            Exit status: 0 no mistakes, 1 a watch could not be read, 64 wrong usage, 69 no daemon, 71 too few file descriptors, 74 output cannot be written, \
            77 there are watches without credentials or permission, 78 a file has mistakes.
            """
    )

    @OptionGroup var config: ConfigOption

    @Argument(
        help: "Files, directories or '-'; default: the file that --config names.",
        completion: .file(extensions: ["yaml"])
    )
    var paths: [String] = []

    @Flag(help: "Fetch the credentials of the watches too, and show where they come from.")
    var credentials = false

    @Flag(help: "Read each watch once too, and list what matchers would find.")
    var online = false

    @Flag(help: "With --credentials: ask the running daemon for what it finds; no file is read.")
    var asService = false

    @OptionGroup var daemon: DaemonSocketOption

    func validate() throws {
        guard asService else { return }
        guard credentials else { throw ValidationError("--as-service goes with --credentials") }
        guard !online else { throw ValidationError("--online reads AWS as this command sees it, not --as-service") }
        guard paths.isEmpty, config.path == nil else {
            throw ValidationError("with --as-service no file is given: the daemon reports on the list that it has")
        }
    }

    func run() async throws {
        let environment = ProcessContext.current.environment
        if asService { return try await showService(environment) }
        if credentials || online { try DescriptorLimit.require(for: Self.output) }
        let loader = WatchListLoader(environment: environment)
        let style = Style(for: .output, environment)
        var isGood = true
        var lists: [WatchList] = []
        let main = config.resolved(environment)
        for path in paths.isEmpty ? [main] : paths {
            var text: String
            do throws(WatchListError) {
                let loaded = try loader.check(path, allowingUnitsOf: main)
                lists.append(loaded.list)
                text = loaded.warnings.rendered(colored: style.isColored)
                if !text.isEmpty { text += "\n" }
                text += "\(WatchListLoader.shownName(of: path)): \(style.good("OK")), \(Self.summary(loaded))"
                text += CallEstimate(loaded.list).line.map { "\n\($0)" } ?? ""
                text += loaded.notes.map { "\n\($0.cleaned())" }.joined()
            } catch {
                isGood = false
                text = error.report.rendered(colored: style.isColored)
                text += "\n\(Self.count(error.report))"
            }
            try Self.output.show(text + "\n")
        }
        if !isGood { throw ExitCode.config }
        let areUsable = credentials ? try await tryCredentials(of: lists, environment, style) : true
        if online { for list in lists { try await read(list, environment, style) } }
        if !areUsable { throw ExitCode.denied }
    }

    /// Reads what a list watches, and prints what was found; ends the command if some of it cannot be read.
    private func read(_ list: WatchList, _ environment: [String: String], _ style: Style) async throws {
        let isLive = StandardStream.error.isCapable(environment)
        // ECMA-48 EL: the line is drawn again in place.
        let clear = "\r\u{1B}[K"
        let report = try await withAWSReader(
            environment: environment,
            concurrency: list.limits.concurrency,
            userAgent: "awaitd/\(Version.current)",
            quotesPrograms: true,
            now: WallClock.now
        ) { reader, _ in
            await OnlineCheck(list: list, reader: reader) { count in
                if isLive { StandardStream.error.write("\(clear)\(count) of \(list.watches.count) read") }
            }.run()
        }
        if isLive { StandardStream.error.write(clear) }
        let stream = StandardStream.output
        for line in report.lines {
            let lines = stream.isTerminal ? line.wrapped(at: max(20, stream.columns)) : [line]
            try Self.output.show(lines.map { $0 + "\n" }.joined())
        }
        guard report.exitCode.isSuccess else { throw report.exitCode }
    }

    /// Prints whose view it is and a report on the credentials of each watch; false if a watch has none.
    private func tryCredentials(
        of lists: [WatchList],
        _ environment: [String: String],
        _ style: Style
    ) async throws -> Bool {
        let subjects = CredentialSurvey.subjects(
            of: WatchList(watches: lists.flatMap(\.credentialUsers)), in: environment)
        let view = Self.view(style)
        try Self.show(view.lines(CredentialSurvey.viewpoint(environment), of: nil))
        return try await withAWSReader(
            environment: environment,
            concurrency: 1,
            userAgent: "awaitd/\(Version.current)",
            quotesPrograms: true,
            now: WallClock.now
        ) { reader, _ in
            let survey = CredentialSurvey(environment: environment, reader: reader)
            var areUsable = true
            for subject in subjects {
                let finding = await survey.finding(on: subject)
                if !finding.isUsable { areUsable = false }
                try Self.show(view.lines(finding))
            }
            return areUsable
        }
    }

    /// Prints what the running daemon finds.
    private func showService(_ environment: [String: String]) async throws {
        let socket = daemon.socket(environment)
        let findings: CredentialFindings
        do throws(ControlError) {
            findings = try await ControlClient(path: socket).credentials()
        } catch {
            Self.output.printError(error.description)
            throw ExitCode.unavailable
        }
        let view = Self.view(Style(for: .output, environment))
        try Self.output.show(view.lines(findings.viewpoint, of: socket).joined(separator: "\n") + "\n")
        for finding in findings.credentials { try Self.show(view.lines(finding)) }
        try Self.show(view.lines(omitted: findings.omitted))
        if !findings.areUsable { throw ExitCode.denied }
    }

    private static func view(_ style: Style) -> CredentialReportView {
        let stream = StandardStream.output
        return CredentialReportView(now: WallClock.now(), style: style, width: stream.isTerminal ? stream.columns : 120)
    }

    /// Prints a paragraph, after an empty line.
    private static func show(_ lines: [String]) throws {
        if !lines.isEmpty { try output.show("\n" + lines.joined(separator: "\n") + "\n") }
    }

    /// `12 watches and 2 matchers in 2 files`.
    private static func summary(_ loaded: LoadedWatchList) -> String {
        let (watches, matchers) = (loaded.list.watches.count, loaded.list.matchers.count)
        var counts = [watches.counted("watch", "watches")]
        if matchers > 0 { counts = (watches > 0 ? counts : []) + [matchers.counted("matcher")] }
        let summary = counts.joined(separator: " and ")
        return loaded.files.count > 1 ? "\(summary) in \(loaded.files.count) files" : summary
    }

    private static func count(_ report: DiagnosticReport) -> String {
        let errors = report.diagnostics.count { $0.severity == .error } + report.omitted
        return "\(errors.counted("error")); the list will not be used until this is fixed"
    }
}

extension WatchList {
    /// The watches, and one in place of each matcher: what calls AWS.
    fileprivate var credentialUsers: [Watch] {
        watches + matchers.map { Watch(name: $0.name, resourceID: "", settings: $0.settings) }
    }
}
