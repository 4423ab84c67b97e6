// SPDX-License-Identifier: Apache-2.0

/// The port through which clients of the control socket query and steer the running daemon.
package protocol ControlHandler: Sendable {
    /// The status of every watch and matcher, in the order of the list.
    func status() async throws(ControlError) -> StatusReport

    /// Delivered notices, oldest first: of one watch or of all, from a moment on or from the beginning of the record.
    ///
    /// If there are more than `last`, the newest. Throws ``ControlError/unknownWatch(_:)`` for a name that neither the
    /// list nor the record has.
    func history(of name: String?, since: Timestamp?, last: Int) async throws(ControlError) -> [Notice]

    /// Reads the watch file again; returns when the new list is in use.
    func reload() async throws(ControlError)

    /// Makes a watch due at once.
    func pollNow(_ name: String) async throws(ControlError)

    /// Polls watches and waits for the answers; returns why some were not read, by their names.
    func poll(_ names: [String]) async throws(ControlError) -> [String: String]

    /// Reads the resource of a watch once, and gives the response without secrets.
    func record(_ name: String) async throws(ControlError) -> RecordedResponse

    /// Where the credentials of the watches come from, as the daemon sees them.
    func credentials() async throws(ControlError) -> CredentialFindings

    /// What the daemon counts, in Prometheus' text format.
    func metrics() async throws(ControlError) -> String

    /// The notices from now on, as they are delivered; ends with the daemon, or when the listener is too slow.
    func notices() -> AsyncStream<Notice>
}

extension ControlHandler {
    /// A handler that has no credentials does not report on any.
    package func credentials() async throws(ControlError) -> CredentialFindings {
        throw .unavailable("nothing is known about credentials here")
    }

    /// A handler that counts nothing has nothing to report.
    package func metrics() async throws(ControlError) -> String {
        throw .unavailable("nothing is counted here")
    }
}

/// A response that was kept for a bug report or a test.
package struct RecordedResponse: Sendable, Hashable, Codable {
    /// The response as JSON, without secrets; nil if there was none.
    package let recording: String?
    /// Why the resource was not read; nil if it was.
    package let failure: String?

    /// A response, or why there is none.
    package init(recording: String?, failure: String?) { (self.recording, self.failure) = (recording, failure) }
}

/// Why the control socket could not be opened, or a request made through it failed.
package enum ControlError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The watch list has errors and the old one stays in use; each diagnostic as `awaitd check` prints it.
    case rejected(diagnostics: [String])
    /// No watch has this name.
    case unknownWatch(String)
    /// It cannot be done now, and why: `the daemon is stopping`.
    case unavailable(String)

    /// The error in words, without an end of line.
    package var description: String {
        switch self {
        case .rejected: "the watch list is refused"
        case .unknownWatch(let name): "the watch list has no \(name.cleaned(limit: 255))"
        case .unavailable(let reason): reason
        }
    }
}
