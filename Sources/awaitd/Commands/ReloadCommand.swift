// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Control
import Core

/// `awaitd reload`: makes the daemon read its watch file again.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Make the daemon read its watch file again, and say what is wrong with it.",
        discussion: """
            Returns when the new list is in use. A list with an error is refused as a whole; the daemon goes on with the \
            one that it has.

            Exit status: 0 the new list is in use; 64 wrong usage; 69 no daemon; 78 the watch file is wrong.
            """
    )

    @OptionGroup var daemon: DaemonSocketOption

    func run() async throws {
        let environment = ProcessContext.current.environment
        let socket = daemon.socket(environment)
        do throws(ControlClientError) {
            try await ControlClient(path: socket).reload()
        } catch {
            guard case .refused(.rejected(let diagnostics)) = error else {
                Self.voice.complain(error.sentence(socket))
                throw ExitCode.unavailable
            }
            for diagnostic in diagnostics { StandardStream.error.write(diagnostic.keepingLines + "\n") }
            Self.voice.complain("refused; the daemon goes on with the list that it has")
            throw ExitCode.config
        }
    }
}

extension ControlClientError {
    /// What went wrong, and what to run.
    func sentence(_ socket: String) -> String {
        switch self {
        case .notReached(let reason):
            "no daemon at \(socket.cleaned(limit: 300)): \(reason)\n"
                + "Start it with `systemctl start awaitd`, or see what it says with `journalctl -u awaitd -n 20`."
        case .noAnswer: "the daemon at \(socket.cleaned(limit: 300)) does not answer; see `journalctl -u awaitd -n 20`"
        case .refused(.unavailable(let reason)): reason.cleaned()
        case .refused(.unknownWatch(let name)): "the watch list has no \(name.cleaned(limit: 255))"
        case .refused(.rejected): "the watch list is refused"
        }
    }
}
