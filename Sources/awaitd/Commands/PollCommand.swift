// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Control
import Core
import Platform

/// `awaitd poll`: has the daemon poll watches now, and prints what was answered.
struct PollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll",
        abstract: "Poll watches now, and print what was answered.",
        discussion: """
            The daemon polls them as soon as their rate limit allows, and a row is printed for each as by awaitd status. \
            Waits 25 seconds at most.

            With --record the daemon reads the resource once, and the response is written to a new file: for a bug report, \
            or a test. It has the members and headers that awaitd knows by name, and no secrets; look at it all the same.

            Exit status: 0 all were read; 1 no watch of a name, or one could not be read; 64 wrong usage; 69 no daemon; \
            73 the file cannot be written, or exists.
            """
    )

    @OptionGroup var daemon: DaemonSocketOption

    @Option(
        help: ArgumentHelp("Write the response of the only watch to this new file.", valueName: "file"),
        completion: .file(extensions: ["json"])
    )
    var record: String?

    @Argument(help: ArgumentHelp("Names of watches.", valueName: "name"), completion: WatchNameArgument.completion)
    var names: [String]

    func validate() throws {
        guard record != nil, names.count > 1 else { return }
        throw ValidationError("--record takes the response of one watch")
    }

    func run() async throws {
        let environment = ProcessContext.current.environment
        let client = ControlClient(path: daemon.socket(environment), patience: .seconds(25))
        do {
            if let record, let name = names.first { return try await self.record(name, client, to: record) }
            let failures = try await client.poll(names)
            let report = try await client.status()
            try show(report.watches.filter { names.contains($0.name) }, failures, environment)
        } catch let error as ControlError {
            guard case .unknownWatch(let name) = error else {
                Self.output.printError(error.description)
                throw ExitCode.unavailable
            }
            let help = name.invisibleAdvice ?? "`awaitd status` shows what it has"
            Self.output.printError("the watch list has no '\(name.revealed(limit: 255))'; \(help)")
            throw ExitCode.unknownName
        }
    }

    /// Writes a response to a new file, for this user alone.
    private func record(_ name: String, _ client: ControlClient, to path: String) async throws {
        let file: NewFile
        do throws(SystemError) {
            file = try NewFile(path)
        } catch {
            Self.output.printError("cannot write \(path.revealed()): \(error)")
            throw ExitCode.cannotCreate
        }
        let response = try await client.record(name)
        if let recording = response.recording {
            do throws(SystemError) {
                try file.write(Array(recording.escapingUnsafeJSON.utf8))
            } catch {
                Self.output.printError("cannot write \(path.revealed()): \(error)")
                throw ExitCode.cannotCreate
            }
            try Self.output.show("\(name.revealed(limit: 255)): recorded in \(path.cleaned(limit: 4_096))\n")
        }
        guard let failure = response.failure else { return }
        Self.output.printError("\(name.revealed(limit: 255)): \(failure)")
        throw ExitCode.unknownName
    }

    private func show(_ watches: [WatchStatus], _ failures: [String: String], _ environment: [String: String]) throws {
        let table = StatusTable(watches, at: WallClock.now(), style: Style(for: .output, environment))
        let width = StandardStream.output.isTerminal ? StandardStream.output.columns : nil
        try Self.output.show(table.body(width: width).map { $0 + "\n" }.joined())
        for (name, failure) in failures.sorted(by: { $0.key < $1.key }) {
            Self.output.printError("\(name.revealed(limit: 255)): \(failure)")
        }
        if !failures.isEmpty { throw ExitCode.unknownName }
    }
}
