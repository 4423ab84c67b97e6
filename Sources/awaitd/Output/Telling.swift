// SPDX-License-Identifier: Apache-2.0

import Core
import Logging
import Systemd

/// Where notices and log lines of this process go.
struct Telling: Sendable {
    /// Takes the notices.
    let sink: any NoticeSink
    /// Takes the daemon's own log lines.
    let logger: Logger
    /// Where the notices are written, unless they go to the journal.
    let stream: StandardStream?
    /// The way to the journal, where that is the target.
    private let journal: JournalWriter?

    /// Sets up a target; `write` takes lines of text for standard error.
    init(
        _ target: LogTarget,
        debug: Bool,
        environment: [String: String],
        write: @escaping @Sendable (String) -> Bool = { StandardStream.error.write($0) }
    ) {
        let level: Logger.Level = debug ? .debug : .info
        let style = Style(for: .error, environment)
        switch target {
        case .journal:
            let writer = JournalWriter(transport: NativeJournal())
            journal = writer
            stream = nil
            sink = JournalSink(writer: writer)
            logger = Logger(label: "awaitd") { JournalLogHandler(label: $0, level: level, writer: writer) }
        case .text:
            journal = nil
            stream = .error
            sink = TextSink(style: style, write: write)
            logger = Logger(label: "awaitd") { _ in TextLogHandler(level: level, style: style, write: write) }
        case .json:
            journal = nil
            stream = .output
            sink = JSONLinesSink()
            logger = Logger(label: "awaitd") { _ in TextLogHandler(level: level, style: style, write: write) }
        }
    }

    /// Sends what waits, as far as it goes within a second, and ends.
    func close() async {
        await journal?.close(within: .seconds(1), clock: ContinuousClock())
    }
}
