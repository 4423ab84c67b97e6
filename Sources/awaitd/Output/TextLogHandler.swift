// SPDX-License-Identifier: Apache-2.0

import Core
import Logging

/// Writes the daemon's own log lines to standard error.
struct TextLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let style: Style
    private let write: @Sendable (String) -> Bool

    /// A handler for lines of a level and above; `write` takes whole lines.
    init(level: Logger.Level, style: Style, write: @escaping @Sendable (String) -> Bool) {
        logLevel = level
        self.style = style
        self.write = write
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
        // A log line has no taker who could have it again; what cannot be written is gone.
        _ = write("\(style.dim(TextSink.shown(WallClock.now()))) \(style.painted(text, priority))\n")
    }
}
