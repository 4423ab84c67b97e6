// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Systemd

/// Where the process begins.
@main enum Main {
    static func main() async {
        // First of all, while there is one thread: this takes systemd's variables out of the environment.
        let notifier = Notifier.takingEnvironment()
        let code = await ProcessContext.$current.withValue(ProcessContext(notifier: notifier)) {
            await Awaitd.outcome()
        }
        exit(code.rawValue)
    }
}

extension Awaitd {
    /// Runs what the command line asks for; gives the exit status.
    ///
    /// ArgumentParser would do this too, but quotes what it was given as it is, and does not notice a full disk.
    fileprivate static func outcome() async -> ExitCode {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if text.isEmpty { return code }
            guard code.isSuccess else {
                StandardStream.error.write(text.keepingLines + "\n")
                return code
            }
            // Help, the version, completions.
            return ((try? CommandVoice(command: "").show(text + "\n")) == nil) ? .outputFailed : code
        }
    }
}

/// The program: one binary, a subcommand for each thing that it does.
struct Awaitd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awaitd",
        abstract: "Waits for AWS machine-learning jobs so that people don't have to.",
        discussion: """
            awaitd polls the jobs of a watch list and tells systemd and the journal what becomes of them.

            Wait for one job, here and now:
              awaitd wait evaluation:ev-2014-09-12-15-14-04-924 --region us-east-1

            Watch a list of jobs for good:
              edit /etc/awaitd/watches.yaml, then
              awaitd check
              systemctl enable --now awaitd
              awaitd status
              journalctl -u awaitd -f

            Credentials and regions come from where the AWS CLI takes them: the environment, and the shared config and \
            credentials files.
            """,
        version: "awaitd \(Version.current)",
        subcommands: [
            RunCommand.self, StatusCommand.self, HistoryCommand.self, ReloadCommand.self, CheckCommand.self,
            WaitCommand.self,
            KindsCommand.self, IAMPolicyCommand.self, DispatchCommand.self,
        ]
    )
}
