// SPDX-License-Identifier: Apache-2.0

/// The port from the control socket: what a running daemon can be asked.
package protocol ControlHandler: Sendable {
    /// The status of all watches, in the order of the list.
    func status() async throws(ControlRefusal) -> [WatchStatus]

    /// The recorded notices, oldest first: of one watch or of all, from a moment on or from the beginning; if there are
    /// more than `last`, the newest of them.
    ///
    /// Throws ``ControlRefusal/unknownWatch`` for a name that neither the list nor the record knows.
    func history(of name: String?, since: Timestamp?, last: Int) async throws(ControlRefusal) -> [Notice]

    /// Reads the watch file again; returns when its list is in use.
    func reload() async throws(ControlRefusal)

    /// Makes a watch due at once.
    func pollNow(_ name: String) async throws(ControlRefusal)

    /// The notices that are delivered from now on; ends when the daemon does, or when the listener is too slow.
    func notices() -> AsyncStream<Notice>
}

/// Why the daemon does not do what it was asked to.
package enum ControlRefusal: Error, Sendable, Hashable {
    /// The watch list is wrong and the old one stays; each diagnostic as `awaitd check` prints it.
    case rejected(diagnostics: [String])
    /// No watch has this name.
    case unknownWatch(String)
    /// It cannot be done now, and why: `the daemon is stopping`.
    case unavailable(String)
}
