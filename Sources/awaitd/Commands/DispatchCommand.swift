// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Systemd
import WatchFile

/// `awaitd dispatch`: starts the units that watches ask for; awaitd-dispatch.service runs it.
struct DispatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Start the units that watches ask for; awaitd-dispatch.service does this.",
        discussion: """
            Takes the entries that the daemon has put into its spool and starts the units that the administrator allows.

            Exit status: 0 done, 64 wrong usage, 73 the spool cannot be used.
            """,
        shouldDisplay: false
    )

    @Option(name: .customLong("state-directory"), help: "The daemon's state folder.")
    var stateDirectory = "/var/lib/awaitd"

    @Option(name: .customLong("environment-directory"), help: "Where the units' environment files go.")
    var environmentDirectory = "/run/awaitd-dispatch"

    @Option(help: "The file that names the units that may be started.")
    var allow = "/etc/awaitd/\(AllowedUnits.fileName)"

    @Option(help: "The program that starts units.")
    var systemctl = "/usr/bin/systemctl"

    @Flag(help: "Ask the user's own manager to start them.")
    var user = false

    @Option(help: "The daemon's unit, among whose journal entries the starts are shown.")
    var unit = "awaitd.service"

    @OptionGroup var log: LogOptions

    func run() async throws {
        let environment = ProcessContext.current.environment
        let output = log.output(environment)
        // A journal that hangs does not keep the units waiting.
        let sink = BoundedSink(inner: output.sink)
        let dispatcher = Dispatcher(
            .init(spool: Spool(stateFolder: stateDirectory), environment: environmentDirectory, allow: allow),
            allowed: AllowedUnits.reading(allow),
            starter: SystemctlStarter(
                path: systemctl,
                userRuntimeDirectory: user ? environment["XDG_RUNTIME_DIR"] ?? "/run/user/\(getuid())" : nil
            )
        ) { notice in
            // A notice that the journal does not accept now is lost: the unit is started all the same.
            try? await sink.deliver(notice.about(service: unit, ofUser: user))
        }
        do throws(SpoolError) {
            try await dispatcher.run()
        } catch {
            Self.output.printError(error.description.cleaned(limit: 500))
            await output.close()
            throw ExitCode.cannotCreate
        }
        await output.close()
    }
}
