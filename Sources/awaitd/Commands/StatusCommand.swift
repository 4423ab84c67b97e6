// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Control
import Lifecycle

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

            Exit status: 0; 1 no watch of this name; 64 wrong usage; 69 no daemon.
            """
    )

    @OptionGroup var runtime: RuntimeDirectoryOption

    @Flag(help: "Print JSON: {\"watches\": […]}, with the members of the interface io.awaitd.")
    var json = false

    @Flag(help: "Go on showing it, until Ctrl-C.")
    var follow = false

    @Argument(help: ArgumentHelp("Names of watches; default: all.", valueName: "name"))
    var names: [String] = []

    func run() async throws {
        let environment = ProcessContext.current.environment
        let socket = runtime.socketToAsk(environment)
        let client = ControlClient(path: socket)
        let screen = StatusScreen(json: json, names: names, environment)
        var wasReached = false
        repeat {
            do throws(ControlClientError) {
                let watches = try await client.status()
                wasReached = true
                let unknown = names.filter { name in !watches.contains { $0.name == name } }
                if !follow, let first = unknown.first {
                    StandardStream.error.write(
                        "awaitd status: the watch list has no '\(first.cleaned(limit: 255))'; "
                            + "`awaitd status` shows what it has\n"
                    )
                    throw .refused(.unknownWatch(first))
                }
                var told: [String: [Notice]] = [:]
                for name in names where !json && !unknown.contains(name) {
                    // A watch that nothing was told of has no history to ask for.
                    told[name] = try? await client.history(of: name, last: StatusDetail.shownNotices)
                }
                let text = screen.text(watches, told: told, at: WallClock.now())
                if follow { screen.redraw(text, watches) } else { screen.write(text) }
            } catch {
                if case .refused(.unknownWatch) = error { throw ExitCode.unknownName }
                // Somebody who follows wants to see the daemon come back.
                guard follow, wasReached else {
                    StandardStream.error.write("awaitd status: \(error.sentence(socket))\n")
                    throw ExitCode.unavailable
                }
                screen.redraw(error.sentence(socket).split(separator: "\n").map(String.init), [])
            }
            if follow { try await Task.sleep(for: .seconds(1)) }
        } while follow && !StandardStream.output.isAbandoned
    }
}
