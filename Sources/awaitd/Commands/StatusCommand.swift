// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Control
import Core
import Platform

/// `awaitd status`: how the watches are doing, as the daemon sees them.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the state of the watches, problems first.",
        discussion: """
            With names, shows everything about these watches; those with `verbose: true` have their recipe and schema, in \
            JSON as "details". SINCE is how long a watch has been in its state, VISIBILITY \
            whether it can be seen, NEXT when it is looked at again, by list or by read. The jobs that a matcher has \
            found stand below it; its name alone shows it and them.

              awaitd status --follow
              awaitd status --json | jq '.watches[] | select(.state == "failed")'

            Exit status: 0; 1 no watch or matcher of this name; 64 wrong usage; 69 no daemon; 74 it cannot be written.
            """
    )

    @OptionGroup var daemon: DaemonSocketOption

    @Flag(
        help:
            "Print JSON: {\"watches\": […], \"matchers\": […], \"listings\": […]}, with the members of the interface io.awaitd."
    )
    var json = false

    @Flag(help: "Go on showing it, until Ctrl-C.")
    var follow = false

    @Argument(
        help: ArgumentHelp("Names of watches and matchers; default: all.", valueName: "name"), completion: .watchNames)
    var names: [String] = []

    func run() async throws {
        let environment = ProcessContext.current.environment
        let client = ControlClient(path: daemon.socket(environment))
        let screen = StatusScreen(Self.output, json: json, names: names, environment)
        var status = await Self.status(client)
        try check(status)
        while true {
            switch status {
            case .success(let report):
                let notices = await lastNotices(of: report, client)
                try screen.show(report, notices: notices, at: WallClock.now(), follow: follow)
            case .failure(let error):
                // The daemon may come back: go on following.
                try screen.lose(error.description)
            }
            guard follow, !StandardStream.output.isAbandoned else { return }
            try await Task.sleep(for: .seconds(1), clock: .timer)
            status = await Self.status(client)
        }
    }

    private static func status(_ client: ControlClient) async -> Result<StatusReport, ControlError> {
        do throws(ControlError) {
            return .success(try await client.status())
        } catch {
            return .failure(error)
        }
    }

    /// Ends the command if there is no daemon at the start, or it has no watch or matcher of a given name.
    private func check(_ status: Result<StatusReport, ControlError>) throws {
        switch status {
        case .failure(let error):
            Self.output.printError(error.description)
            throw ExitCode.unavailable
        case .success(let report):
            guard let unknown = names.first(where: { !report.knows($0) }) else { return }
            let help = unknown.invisibleAdvice ?? "`awaitd status` shows what it has"
            Self.output.printError("the watch list has no '\(unknown.revealed(limit: 255))'; \(help)")
            throw ExitCode.unknownName
        }
    }

    /// The last notices of the watches and matchers that are named, by their names.
    private func lastNotices(of report: StatusReport, _ client: ControlClient) async -> [String: [Notice]] {
        var notices: [String: [Notice]] = [:]
        for name in names where report.knows(name) {
            // Fails for a watch without any notices, too.
            notices[name] = try? await client.history(of: name, last: StatusDetail.readNotices)
        }
        return notices
    }
}

extension StatusReport {
    /// Whether a watch or a matcher has this name.
    fileprivate func knows(_ name: String) -> Bool {
        watches.contains { $0.name == name } || matchers.contains { $0.name == name }
    }
}
