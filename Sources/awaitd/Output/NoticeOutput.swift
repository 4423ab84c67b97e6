// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import FoundationEssentials
import Logging
import Platform
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

/// The options that say where notices go and how much is logged.
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

    /// The target given on the command line, or the one that fits how the process was started.
    func target(_ environment: [String: String]) -> LogTarget {
        log ?? (JournalStream.isConnected(variable: environment["JOURNAL_STREAM"]) ? .journal : .text)
    }

    /// The output for this process, to a target other than ``target(_:)`` if one is given; `error` writes lines of text to
    /// standard error, where `isQuiet` leaves only errors.
    ///
    /// Every poll is logged with `--debug`, or if systemd asks for it with `RestartMode=debug`.
    func output(
        _ environment: [String: String],
        to given: LogTarget? = nil,
        error: StreamWriter = StreamWriter(.error),
        isQuiet: Bool = false
    ) -> NoticeOutput {
        let level: Logger.Level = debug || environment["DEBUG_INVOCATION"] == "1" ? .debug : .info
        let style = Style(for: .error, environment)
        return NoticeOutput(given ?? target(environment), level, style, error: error, isQuiet: isQuiet)
    }
}

/// Takes the notices and log lines of this process to where they belong.
struct NoticeOutput: Sendable {
    /// Takes the notices.
    let sink: any NoticeSink
    /// Takes the daemon's own log lines.
    let logger: Logger
    /// The stream that notices are written to; nil if they go to the journal.
    let stream: StandardStream?
    /// Writes to standard error.
    let error: StreamWriter
    /// Writes to the journal; nil if notices go elsewhere.
    private let journal: JournalWriter?
    /// Writes to standard output; nil if notices go elsewhere.
    private let lines: StreamWriter?

    fileprivate init(
        _ target: LogTarget,
        _ level: Logger.Level,
        _ style: Style,
        error: StreamWriter,
        isQuiet: Bool
    ) {
        self.error = error
        if target == .journal {
            let writer = JournalWriter(transport: NativeJournal())
            journal = writer
            lines = nil
            stream = nil
            sink = JournalSink(writer: writer)
            logger = Logger(label: "awaitd") { JournalLogHandler(label: $0, level: level, writer: writer) }
        } else {
            journal = nil
            let lines = target == .json ? StreamWriter(.output) : nil
            self.lines = lines
            stream = target == .json ? .output : .error
            if let lines {
                sink = JSONLinesSink(lines)
            } else if isQuiet {
                sink = NoSink()
            } else {
                sink = TextSink(style: style, writer: error)
            }
            logger = Logger(label: "awaitd") { _ in
                TextLogHandler(level: isQuiet ? .error : level, style: style, writer: error)
            }
        }
    }

    /// Whether notices are printed as JSON.
    var isJSON: Bool { lines != nil }

    /// Prints a notice that is on no record as JSON, later, or loses it; does nothing where notices go elsewhere.
    func post(_ notice: Notice) {
        guard let lines, let line = try? NoticeJSON().line(notice) else { return }
        lines.post(line)
    }

    /// Writes and sends what is still queued, for a second at most, and ends.
    func close() async {
        async let journalIsClosed: Void? = journal?.close(within: .seconds(1), clock: .timer)
        async let linesAreClosed: Void? = lines?.close()
        await error.close()
        _ = await (journalIsClosed, linesAreClosed)
    }
}

/// Writes notices to standard output as JSON, unbuffered, one object a line.
private struct JSONLinesSink: NoticeSink {
    let writer: StreamWriter
    private let lines = NoticeJSON()

    init(_ writer: StreamWriter) {
        self.writer = writer
    }

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        let line: String
        do {
            line = try lines.line(notice)
        } catch {
            throw DeliveryError(reason: "it cannot be written as JSON: \(error)")
        }
        try await writer.write(line)
    }
}

/// Notices as JSON, one object a line: the journal's field names, with strings as values.
struct NoticeJSON: Sendable {
    private let encoder = JSONEncoder.sorted()

    /// The line of a notice, with its newline; throws what the encoder does.
    func line(_ notice: Notice) throws -> String {
        let fields = Dictionary(notice.journalFields.map { ($0.name, $0.value) }) { first, _ in first }
        return String(decoding: try encoder.encode(fields), as: UTF8.self).escapingUnsafeJSON + "\n"
    }
}

/// Writes notices as lines of text: the time and the message.
private struct TextSink: NoticeSink {
    let style: Style
    let writer: StreamWriter

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        try await writer.write(line(notice))
    }

    private func line(_ notice: Notice) -> String {
        let time = notice.stamp?.observedAt ?? WallClock.now()
        // A message of several lines, such as diagnostics, stays one block.
        let message = notice.message.split(separator: "\n").map { $0.cleaned() }.joined(separator: "\n  ")
        return style.line(
            style.beside(message) { notice.isSuccess ? style.good($0) : style.painted($0, notice.priority) }, at: time)
    }
}

/// Takes notices nowhere: the exit status says how it ended.
private struct NoSink: NoticeSink {
    func deliver(_ notice: Notice) async throws(DeliveryError) {}
}

/// Writes the daemon's own log lines to standard error.
private struct TextLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let style: Style
    private let writer: StreamWriter

    /// A handler for lines of a level and above.
    init(level: Logger.Level, style: Style, writer: StreamWriter) {
        logLevel = level
        self.style = style
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let extra = all.sorted { $0.key < $1.key }.map { " \($0.key)=\("\($0.value)".cleaned(limit: 500))" }.joined()
        let text = "\(event.level): \("\(event.message)".cleaned())\(extra)"
        let priority: Notice.Priority =
            switch event.level {
            case .trace, .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error, .critical: .error
            }
        // Log lines are not kept: one that cannot be written is lost.
        writer.post(style.line(style.painted(text, priority), at: WallClock.now()))
    }
}

extension Style {
    /// A message beside the time: on a terminal in lines of its width, each painted.
    fileprivate func beside(_ message: String, paint: (String) -> String) -> String {
        let stream = StandardStream.error
        let room = stream.columns - Self.timeWidth
        guard stream.isTerminal, room >= 30, !message.contains("\n") else { return paint(message) }
        let hanging = "\n" + String(repeating: " ", count: Self.timeWidth)
        return message.wrapped(at: room).map(paint).joined(separator: hanging)
    }

    /// A time of day, and the space after it.
    private static let timeWidth = WallClock.localTimeOfDay(WallClock.now()).count + 1

    /// A line for standard error with its time, which on a terminal needs neither date nor time zone.
    fileprivate func line(_ text: String, at time: Timestamp) -> String {
        let shown = StandardStream.error.isTerminal ? WallClock.localTimeOfDay(time) : time.rfc3339
        return "\(dim(shown)) \(text)\n"
    }
}
