// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import WatchFile

/// How a command speaks: what it was asked for goes to standard output, what is in its way to standard error.
struct CommandVoice: Sendable {
    /// The command's name, which its complaints begin with; empty for the program itself.
    let command: String

    /// Writes a text to standard output; false if nobody reads there any more, which is no mistake.
    ///
    /// Throws ``ExitCode/outputFailed``, and says why, if it cannot be written otherwise.
    @discardableResult
    func show(_ text: String) throws -> Bool {
        do throws(StandardStream.Fault) {
            try StandardStream.output.put(text)
            return true
        } catch {
            if error.isClosed { return false }
            complain("cannot write: \(error.reason)")
            throw ExitCode.outputFailed
        }
    }

    /// Says on standard error what is wrong, behind the command's name; `words` end without a line's end.
    ///
    /// They may have come from anywhere: nothing in them can move the cursor.
    func complain(_ words: String) {
        let name = command.isEmpty ? "awaitd" : "awaitd \(command)"
        StandardStream.error.write("\(name): \(words.keepingLines)\n")
    }

    /// Says on standard error all that is wrong with a watch list; gives the exit code that goes with it.
    func refusing(_ list: RejectedWatchList, _ environment: [String: String]) -> ExitCode {
        let style = Style(for: .error, environment)
        StandardStream.error.write(list.report.rendered(colored: style.isColored) + "\n")
        return .config
    }
}

extension ParsableCommand {
    /// How this command speaks.
    static var voice: CommandVoice { CommandVoice(command: configuration.commandName ?? "") }
}
