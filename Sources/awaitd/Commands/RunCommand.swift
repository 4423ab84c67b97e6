// SPDX-License-Identifier: Apache-2.0

import AWSClient
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
            Polls every watch of the watch file and reports every change, until SIGTERM or Ctrl-C.

            Try it on a terminal:    awaitd run --config watches.yaml
            As JSON for a pipe:      awaitd run --config watches.yaml --log json

            What was seen and reported is kept across restarts; see --state-directory.

            Exit status: 0 stopped by a signal, 64 wrong usage, 71 too few file descriptors, 73 the state folder cannot \
            be written, 74 nothing reads the notices any more, 75 another daemon is using the state folder, 78 wrong watch \
            file or foreign state.
            """
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var directories: StateDirectoryOption
    @OptionGroup var log: LogOptions
    @OptionGroup var runtime: RuntimeDirectoryOption

    @Option(
        name: .customLong("keep-history"),
        help: ArgumentHelp(
            "How long the record keeps notices, such as 90d, at least 1d, whatever 'history' in the watch file says.",
            valueName: "duration"
        ),
        transform: DurationArgument.retention
    )
    var keepHistory: Duration?

    func run() async throws {
        let context = ProcessContext.current
        let environment = context.environment
        context.notifier.status(StatusLine.starting)
        let path = config.resolved(environment)
        try DescriptorLimit.require(for: Self.output)
        let output = log.output(environment)
        if let stream = output.stream, !stream.isOpen {
            Self.output.printError("\(stream.name) is closed, and notices go there; see --log")
            throw ExitCode.outputFailed
        }
        let stamp = WatchListStamp(of: path)
        let list: CurrentWatchList
        do throws(WatchListError) {
            // Nothing else of what was read is kept.
            let loaded = try Self.load(path, output, environment)
            list = CurrentWatchList(loaded.list, from: loaded.fingerprint)
        } catch {
            await reject(path, error.report, output, context)
            throw ExitCode.config
        }
        try DescriptorLimit.require(for: Self.output, concurrency: list.current.limits.concurrency)
        let record = try await OpenedRecord.open(
            directories.state(environment),
            list: list.current,
            output: output,
            context: context
        )
        try await Daemon(
            list: list,
            stamp: stamp,
            path: path,
            socket: runtime.socket(environment),
            output: output,
            context: context,
            record: record,
            keepHistory: keepHistory
        ).run()
    }

    /// Reads the list and reports what is doubtful in it or in the environment.
    private static func load(
        _ path: String,
        _ output: NoticeOutput,
        _ environment: [String: String]
    ) throws(WatchListError) -> LoadedWatchList {
        let loaded = try WatchListLoader(environment: environment).load(path)
        let warnings = loaded.warnings.rendered(colored: Style(for: .error, environment).isColored)
        if !warnings.isEmpty { StandardStream.error.write(warnings + "\n") }
        for reason in networkProblems(environment, loaded.list) {
            output.logger.warning("A setting of the environment cannot be used", metadata: ["reason": .string(reason)])
        }
        return loaded
    }

    /// Reports what is wrong with the file: in full on standard error, in a notice, and to `systemctl status`.
    private func reject(
        _ path: String,
        _ report: DiagnosticReport,
        _ output: NoticeOutput,
        _ context: ProcessContext
    ) async {
        let lines = report.lines
        let style = Style(for: .error, context.environment)
        StandardStream.error.write(report.rendered(colored: style.isColored) + "\n")
        let notice = Notice.configRejected(path: path, diagnostics: lines)
        if log.target(context.environment) != .text {
            // Standard error has it already, which suffices if the notice cannot be delivered.
            try? await output.sink.deliver(notice)
        }
        context.notifier.failed("Starting failed, the watch list is refused: \(lines.first ?? path)", errno: EINVAL)
        await output.close()
    }

    /// What is wrong with the environment's endpoints and proxies, reported before the first poll fails because of it.
    private static func networkProblems(_ environment: [String: String], _ list: WatchList) -> [String] {
        EndpointResolver(environment: environment).faults(of: list.watches)
            + NIOTransport.faults(environment: environment)
    }
}
