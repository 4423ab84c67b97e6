// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Platform
import Systemd

/// The process's entry point.
@main enum Main {
    static func main() async {
        // Before anything is opened.
        StandardDescriptors.fill()
        DescriptorLimit.raise()
        CoreDumps.forbid()
        // While there is only one thread: this takes systemd's variables out of the environment.
        let notifier = Notifier.takingEnvironment()
        let code = await withTaskExecutorPreference(TaskPool.shared) {
            await ProcessContext.$current.withValue(ProcessContext(notifier: notifier)) {
                await Awaitd.exitCode()
            }
        }
        exit(code.rawValue)
    }
}

/// Which awaitd this is.
enum Version {
    /// The version, as `--version`, the `started` notice and the User-Agent header give it.
    static let current = "0.2.0"
}

/// The program: one binary with a subcommand for each thing that it does.
struct Awaitd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awaitd",
        abstract: "Waits for AWS machine-learning jobs so that people don't have to.",
        discussion: """
            awaitd polls the jobs of a watch list and reports every change to systemd and the journal.

            Wait for one job, in the foreground:
              awaitd wait evaluation:ev-2014-09-12-15-14-04-924 --region us-east-1

            Watch a list of jobs with the daemon:
              edit /etc/awaitd/watches.yaml, then
              awaitd check
              systemctl enable --now awaitd
              awaitd status
              journalctl -u awaitd -f

            Credentials and regions come from the same sources as with the AWS CLI: the environment, and the shared \
            config and credentials files.
            """,
        version: "awaitd \(Version.current)",
        subcommands: [
            RunCommand.self, StatusCommand.self, PollCommand.self, HistoryCommand.self, ReloadCommand.self,
            CheckCommand.self, AddCommand.self, RemoveCommand.self, WaitCommand.self, KindsCommand.self,
            IAMPolicyCommand.self, DoctorCommand.self, MetricsCommand.self, TestNoticeCommand.self,
            DispatchCommand.self, AnswerScrapeCommand.self, DeliverCommand.self,
        ]
    )

    /// Runs what the command line asks for; returns the exit status.
    ///
    /// ArgumentParser could do this too, but it prints its arguments unescaped and does not notice a full disk.
    fileprivate static func exitCode() async -> ExitCode {
        let arguments = CommandLine.arguments.dropFirst()
        do {
            var command = try await asyncParseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            let code = exitCode(for: error)
            var text = fullMessage(for: error)
            // What shells ask for while a word is typed must not leave a text on the terminal.
            if text.isEmpty || (!code.isSuccess && arguments.first == "---completion") { return code }
            if arguments.contains("--generate-completion-script"), let shell = CompletionShell.requesting {
                text = CompletionScript.completed(text, for: shell)
            }
            guard code.isSuccess else {
                StandardStream.error.write(text.revealingLines + "\n")
                return code
            }
            // Help, the version, completions.
            return ((try? CommandOutput(command: "").show(text + "\n")) == nil) ? .outputFailed : code
        }
    }
}

/// What the process was started with, captured once.
struct ProcessContext: Sendable {
    /// The context of this process.
    @TaskLocal static var current = ProcessContext(notifier: Notifier(socket: nil))

    /// The connection to the service manager.
    let notifier: Notifier
    /// The environment, without the variables that ``notifier`` has taken.
    let environment: [String: String]

    /// Captures the environment as it is now.
    init(notifier: Notifier) {
        self.notifier = notifier
        environment = Self.captureEnvironment()
    }

    private static func captureEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if let separator = text.firstIndex(of: "=") {
                result[String(text[..<separator])] = String(text[text.index(after: separator)...])
            }
            unsafe next += 1
        }
        return result
    }
}
