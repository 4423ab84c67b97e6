// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Logging
import StateStore
import Systemd
import WatchFile

/// `awaitd run`: the daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the daemon in the foreground; the systemd unit does this.",
        discussion: """
            Polls every watch of the watch file and tells what becomes of it until SIGTERM or Ctrl-C.

            Try it on a terminal:    awaitd run --config watches.yaml
            As JSON for a pipe:      awaitd run --config watches.yaml --log json

            What was seen and told is kept over restarts; see --state-directory.

            Exit status: 0 stopped by a signal, 64 wrong usage, 73 the state folder cannot be written, 74 nobody \
            reads what is told any more, 75 another daemon has the state folder, 78 wrong watch file or foreign state.
            """
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var directories: StateDirectoryOption
    @OptionGroup var log: LogOptions
    @OptionGroup var runtime: RuntimeDirectoryOption

    @Option(
        name: .customLong("keep-history"),
        help: ArgumentHelp(
            "How long the record keeps what was told, such as 90d, whatever 'history' in the watch file says.",
            valueName: "duration"
        ),
        transform: DurationArgument.any
    )
    var keepHistory: Duration?

    func run() async throws {
        let context = ProcessContext.current
        let environment = context.environment
        let path = config.resolved(environment)
        let telling = Telling(log.target(environment), debug: log.isDebug(environment), environment: environment)
        let loaded: LoadedWatchList
        let stamp = WatchListStamp(of: path)
        do throws(RejectedWatchList) {
            loaded = try WatchListLoader(environment: environment).load(path)
        } catch {
            await refuse(path, error.report, telling, context)
            throw ExitCode.config
        }
        let warnings = loaded.warnings.rendered(colored: Style(for: .error, environment).isColored)
        if !warnings.isEmpty { StandardStream.error.write(warnings + "\n") }
        for fault in NetworkFaults.told(of: environment, for: loaded.list) {
            telling.logger.warning("A setting of the environment cannot be used", metadata: ["reason": .string(fault)])
        }
        let state = try await OpenedState.open(
            directories.state(environment),
            list: loaded.list,
            telling: telling,
            context: context
        )
        try await Daemon(
            loaded: loaded,
            stamp: stamp,
            path: path,
            socket: runtime.socket(environment),
            telling: telling,
            context: context,
            state: state,
            keepHistory: keepHistory
        ).run()
    }

    /// Says what is wrong with the file: in full on standard error, in a notice, and to `systemctl status`.
    private func refuse(
        _ path: String,
        _ report: DiagnosticReport,
        _ telling: Telling,
        _ context: ProcessContext
    ) async {
        let lines = report.lines
        let style = Style(for: .error, context.environment)
        StandardStream.error.write(report.rendered(colored: style.isColored) + "\n")
        let notice = Notice.configRejected(path: path, diagnostics: lines)
        if log.target(context.environment) != .text {
            // Standard error has it already; if nobody takes it here, that has to do.
            try? await telling.sink.deliver(notice)
        }
        context.notifier.failed("Starting failed, the watch list is refused: \(lines.first ?? path)", errno: EINVAL)
        await telling.close()
    }
}
