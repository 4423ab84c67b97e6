// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import StateStore

/// `awaitd history`: the notices delivered so far, from the durable record.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what happened to the watches, from the record.",
        discussion: """
            Shows each watch's changes with a timeline and how long it spent in each state. Works whether or not the \
            daemon runs; the record of the system's daemon can be read by root and by its user.

            The last day:            awaitd history --since 1d
            As JSON, a line each:    awaitd history --json | jq .MESSAGE
            How long jobs took:      awaitd history --durations training-job

            Exit status: 0 shown, 1 no such watch or no record, 64 wrong usage, 74 it cannot be written, \
            78 foreign state.
            """
    )

    @OptionGroup var directories: RecordDirectoryOption

    @Argument(help: "The watch or matcher; default: all.", completion: .watchNames)
    var name: String?

    @Option(
        help: ArgumentHelp(
            """
            Only what was seen since: a duration before now (1d, 2h30m), a time (2026-11-21T10:00:00Z) or the beginning \
            of a day in the local time zone (2026-11-21).
            """,
            valueName: "time"
        ),
        transform: Self.moment
    )
    var since: Timestamp?

    @Option(
        help: ArgumentHelp(
            """
            Show how long past jobs of a kind took instead, by the pattern of their names: what the polls and the \
            estimated ends of running jobs go by.
            """,
            valueName: "kind"
        ),
        completion: .kinds
    )
    var durations: String?

    @Flag(help: "Print the notices as JSON, one a line, with the journal's field names; the durations as one object.")
    var json = false

    func validate() throws {
        if durations != nil, name != nil || since != nil {
            throw ValidationError("--durations goes with neither a watch nor --since")
        }
    }

    func run() async throws {
        let environment = ProcessContext.current.environment
        if let durations { return try show(durations: durations, environment) }
        let reader = try open(directories.folders(environment))
        if let name, try !read({ () throws(StateStoreError) in try reader.knows(name) }) {
            let advice = name.invisibleAdvice.map { "; \($0)" } ?? ""
            Self.output.printError("no watch or matcher named '\(name.revealed(limit: 255))' is on record\(advice)")
            throw ExitCode.unknownName
        }
        if json { try printJSON(reader) } else { try show(reader, environment) }
    }

    private func printJSON(_ reader: RecordReader) throws {
        // So few that each has room for its long details.
        var query = HistoryQuery(name: name, since: since, limit: 100)
        let lines = NoticeJSON()
        while true {
            let page = try read { () throws(StateStoreError) in try reader.history(query) }
            guard let last = page.last?.stamp?.sequence else { return }
            query.after = last
            // The reader may have closed the pipe.
            guard try Self.output.show(try page.map(lines.line).joined()) else { return }
        }
    }

    private func show(_ reader: RecordReader, _ environment: [String: String]) throws {
        let output = StandardStream.output
        let style = Style(for: output, environment)
        let columns = output.isTerminal ? output.columns : nil
        let query = HistoryQuery(name: name, since: since)
        let stories = try read { () throws(StateStoreError) in try reader.stories(query) }
        if stories.isEmpty { Self.output.printError("no notices \(since == nil ? "yet" : "since then")") }
        let view = HistoryView(style: style, columns: columns, now: WallClock.now())
        do {
            try view.show(stories, of: reader) { text in try Self.output.show(text) }
        } catch let error as StateStoreError {
            throw unreadable(error)
        }
        guard let hint = try laneHint(stories, reader) else { return }
        let lines = (columns.map { hint.wrapped(at: $0) } ?? [hint]).map(style.dim)
        try Self.output.show((stories.isEmpty ? "" : "\n") + lines.joined(separator: "\n") + "\n")
    }

    /// Points to notices about whole lanes, which name no watch; nil unless one watch is shown.
    private func laneHint(_ stories: [HistoryStory], _ reader: RecordReader) throws -> String? {
        guard name != nil else { return nil }
        let newest = HistoryQuery(since: since, limit: LaneHint.looksAt, prefersNewest: true)
        let last = stories.compactMap(\.sequences.last).max()
        let own = try read { () throws(StateStoreError) in try reader.notices([last].compactMap { $0 }) }
        return LaneHint.sentence(
            for: own, among: try read { () throws(StateStoreError) in try reader.history(newest) })
    }

    /// Opens the record of the first of these folders that has one.
    func open(_ folders: [String]) throws -> RecordReader {
        for folder in folders {
            do throws(StateStoreError) {
                if let reader = try RecordReader(StateFolder(folder)) { return reader }
            } catch {
                Self.output.printError(error.reason)
                throw error.cause == .foreign ? ExitCode.config : ExitCode.noRecord
            }
        }
        Self.output.printError(
            "no daemon has kept a record in \(folders.map { $0.cleaned(limit: 300) }.joined(separator: " or in ")); "
                + "see --state-directory"
        )
        throw ExitCode.noRecord
    }

    func read<Result>(_ work: () throws(StateStoreError) -> Result) throws -> Result {
        do throws(StateStoreError) {
            return try work()
        } catch {
            throw unreadable(error)
        }
    }

    private func unreadable(_ error: StateStoreError) -> ExitCode {
        Self.output.printError("the record cannot be read: \(error.reason)")
        return .noRecord
    }

    private static func moment(_ text: String) throws -> Timestamp {
        if let moment = SinceArgument.moment(text, now: WallClock.now()) { return moment }
        throw ValidationError("write a duration as 1d, a time as 2026-11-21T10:00:00Z, a day as 2026-11-21")
    }
}
