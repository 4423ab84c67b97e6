// SPDX-License-Identifier: Apache-2.0

/// The port through which clients of the control socket query and steer the running daemon.
package protocol ControlHandler: Sendable {
    /// The status of every watch, in the order of the list.
    func status() async throws(ControlError) -> [WatchStatus]

    /// Delivered notices, oldest first: of one watch or of all, from a moment on or from the beginning of the record.
    ///
    /// If there are more than `last`, the newest. Throws ``ControlError/unknownWatch(_:)`` for a name that neither the
    /// list nor the record has.
    func history(of name: String?, since: Timestamp?, last: Int) async throws(ControlError) -> [Notice]

    /// Reads the watch file again; returns when the new list is in use.
    func reload() async throws(ControlError)

    /// Makes a watch due at once.
    func pollNow(_ name: String) async throws(ControlError)

    /// The notices from now on, as they are delivered; ends with the daemon, or when the listener is too slow.
    func notices() -> AsyncStream<Notice>
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
