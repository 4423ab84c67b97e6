// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Control
import Core

/// `awaitd status`: how the watches are doing, as the daemon sees them.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the watches are doing, trouble first.",
        discussion: """
            With names, shows everything about these watches. SINCE is how long a watch has been in its state, SIGHT \
            whether it can be seen, NEXT when it is polled.

              awaitd status --follow
              awaitd status --json | jq '.watches[] | select(.state == "failed")'

            Exit status: 0; 1 no watch of this name; 64 wrong usage; 69 no daemon; 74 it cannot be written.
            """
    )

    @OptionGroup var daemon: DaemonSocketOption

    @Flag(help: "Print JSON: {\"watches\": […]}, with the members of the interface io.awaitd.")
    var json = false

    @Flag(help: "Go on showing it, until Ctrl-C.")
    var follow = false

    @Argument(help: ArgumentHelp("Names of watches; default: all.", valueName: "name"))
    var names: [String] = []

    func run() async throws {
        let environment = ProcessContext.current.environment
        let socket = daemon.socket(environment)
        let client = ControlClient(path: socket)
        let screen = StatusScreen(Self.voice, json: json, names: names, environment)
        var answer = await Self.ask(client)
        try refuse(answer, socket)
        while true {
            switch answer {
            case .success(let watches):
                let told = await told(of: watches, client)
                try screen.show(watches, told: told, at: WallClock.now(), follow: follow)
            case .failure(let error):
                // Somebody who follows wants to see the daemon come back.
                try screen.lose(error.sentence(socket))
            }
            guard follow, !StandardStream.output.isAbandoned else { return }
            try await Task.sleep(for: .seconds(1))
            answer = await Self.ask(client)
        }
    }

    private static func ask(_ client: ControlClient) async -> Result<[WatchStatus], ControlClientError> {
        do throws(ControlClientError) {
            return .success(try await client.status())
        } catch {
            return .failure(error)
        }
    }

    /// Ends the command if it cannot begin: there is no daemon, or it has no watch of a name.
    private func refuse(_ answer: Result<[WatchStatus], ControlClientError>, _ socket: String) throws {
        switch answer {
        case .failure(let error):
            Self.voice.complain(error.sentence(socket))
            throw ExitCode.unavailable
        case .success(let watches):
            guard let unknown = names.first(where: { name in !watches.contains { $0.name == name } }) else { return }
            Self.voice.complain(
                "the watch list has no '\(unknown.cleaned(limit: 255))'; `awaitd status` shows what it has"
            )
            throw ExitCode.unknownName
        }
    }

    /// What was told last of the watches that are shown by name.
    private func told(of watches: [WatchStatus], _ client: ControlClient) async -> [String: [Notice]] {
        var told: [String: [Notice]] = [:]
        for name in names where !json && watches.contains(where: { $0.name == name }) {
            // A watch that nothing was told of has no history to ask for.
            told[name] = try? await client.history(of: name, last: StatusDetail.shownNotices)
        }
        return told
    }
}
