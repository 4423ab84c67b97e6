// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Control
import Core

/// `awaitd reload`: makes the daemon read its watch file again.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Make the daemon read its watch file again, and print what is wrong with it.",
        discussion: """
            Returns when the new list is in use. A list with an error is refused as a whole; the daemon goes on with the \
            one that it has.

            Exit status: 0 the new list is in use; 64 wrong usage; 69 no daemon; 78 the watch file is wrong.
            """
    )

    @OptionGroup var daemon: DaemonSocketOption

    func run() async throws {
        let environment = ProcessContext.current.environment
        do throws(ControlError) {
            try await ControlClient(path: daemon.socket(environment)).reload()
        } catch {
            guard case .rejected(let diagnostics) = error else {
                Self.output.printError(error.description)
                throw ExitCode.unavailable
            }
            for diagnostic in diagnostics { StandardStream.error.write(diagnostic.keepingLines + "\n") }
            Self.output.printError("refused; the daemon goes on with the list that it has")
            throw ExitCode.config
        }
    }
}
