// SPDX-License-Identifier: Apache-2.0

package import Core

/// A watch list that was read without an error, and where all of it came from.
package struct LoadedWatchList: Sendable {
    /// The watches and limits.
    package let list: WatchList
    /// Where each watch is in its file, by its name.
    package let origins: [String: WatchOrigin]
    /// The kinds that it can name: the built-in ones, and those that it declares itself.
    package let kinds: KindTable
    /// What the main file's `defaults` say, for a watch that comes from elsewhere, such as a command line.
    package let defaults: WatchDefaults
    /// The files that were read, in their order.
    package let files: [String]
    /// What it was read from; see ``WatchListLoader/isUnchanged(_:since:)``.
    package let fingerprint: WatchListFingerprint
    /// What is doubtful, but no reason to reject the list.
    package let warnings: DiagnosticReport
    /// What is worth knowing and not doubtful, each in one line: `FILE:LINE:COLUMN: note: …`.
    package let notes: [String]
}

/// Why a watch list was rejected: none of it is used.
package struct WatchListError: Error, Sendable {
    /// All that is wrong with it, and what is doubtful.
    package let report: DiagnosticReport
}

/// Where a watch is in its file.
package struct WatchOrigin: Sendable, Hashable {
    /// The file, as it was given.
    package let file: String
    /// The line, from 1: of the watch's name, or of its id or ARN if it gives no name.
    package let line: Int
    /// The column in characters, from 1.
    package let column: Int

    init(_ location: SourceLocation) {
        file = location.source.file
        line = location.mark.line
        column = location.mark.column
    }

    /// `FILE:LINE:COLUMN`.
    package var text: String { "\(file):\(line):\(column)" }
}

/// The settings of a watch that gives none itself.
package struct WatchDefaults: Sendable, Hashable {
    /// The region, if `defaults` give one.
    package let region: String?
    /// The credentials.
    package let credentials: CredentialSelection
    /// The services' address, if `defaults` give one.
    package let endpoint: String?
    /// How often it is polled.
    package let poll: PollPace
    /// After which time it is overdue.
    package let overdueAfter: Duration?
    /// Whether large members are asked for.
    package let verbose: Bool

    init(_ settings: WatchSettings) {
        region = settings.region?.value
        credentials = settings.credentials
        endpoint = settings.endpoint?.value?.text
        poll = settings.poll
        overdueAfter = settings.overdueAfter
        verbose = settings.verbose
    }
}
