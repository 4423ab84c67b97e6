// SPDX-License-Identifier: Apache-2.0

package import Core
package import Logging

/// Sends the daemon's own log lines to the journal, metadata as fields of their own.
///
/// Never waits: when the journal does not keep up, lines are lost and counted.
package struct JournalLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let send: @Sendable ([Notice.Field]) -> Void

    /// A handler that sends through a writer.
    package init(label: String, level: Logger.Level = .info, writer: JournalWriter) {
        self.init(label: label, level: level) { writer.sendLossy($0) }
    }

    /// A handler that sends through a function.
    package init(label: String, level: Logger.Level = .info, send: @escaping @Sendable ([Notice.Field]) -> Void) {
        self.label = label
        self.logLevel = level
        self.send = send
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        all.merge(metadataProvider?.get() ?? [:]) { _, new in new }
        all.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { all["error"] = .string(String(describing: error)) }
        let details = all.sorted { $0.key < $1.key }.map { (key: $0.key, value: "\($0.value)".cleaned()) }

        var fields = [
            Notice.Field("MESSAGE", Self.message("\(event.message)".cleaned(), details)),
            Notice.Field("PRIORITY", String(Self.priority(event.level))),
            Notice.Field("SYSLOG_IDENTIFIER", "awaitd"),
            Notice.Field("CODE_FILE", event.file),
            Notice.Field("CODE_LINE", String(event.line)),
            Notice.Field("CODE_FUNC", event.function),
            Notice.Field("AWAITD_LOGGER", label),
        ]
        // The prefix keeps metadata from posing as MESSAGE or PRIORITY, and a key that begins with a digit valid.
        fields += details.map { Notice.Field("AWAITD_" + $0.key.upperSnake, $0.value) }
        send(JournalFieldRules.bounded(fields))
    }

    /// The line as `journalctl` shows it, where only `MESSAGE` is seen.
    private static func message(_ text: String, _ details: [(key: String, value: String)]) -> String {
        guard !details.isEmpty else { return text }
        return text + " (" + details.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + ")"
    }

    /// The syslog priority of a level (RFC 5424, section 6.2.1).
    package static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
