// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Platform
import Systemd

/// `awaitd dispatch`: starts the units that watches ask for; awaitd-dispatch.service runs it.
struct DispatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Start the units that watches ask for; awaitd-dispatch.service does this.",
        discussion: """
            Takes the entries that the daemon has put into its spool and starts the units that the administrator allows. \
            The list of those has to belong to root (with --user, to its user or root) and to be writable for its owner \
            alone, as every folder on the way to it; else only units named \(AllowedUnits.prefix)* are started.

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
        let (allowed, distrust) = readAllowed()
        if let distrust {
            Self.output.printError(
                "\(allow) is not trusted, so only units named \(AllowedUnits.prefix)* are started: \(distrust)"
                    .cleaned(limit: 900))
        }
        let dispatcher = Dispatcher(
            .init(
                spool: Spool(stateFolder: stateDirectory), environment: environmentDirectory, allow: allow, daemon: unit
            ),
            allowed: allowed,
            distrust: distrust,
            starter: SystemctlStarter(
                path: systemctl,
                userRuntimeDirectory: user ? environment["XDG_RUNTIME_DIR"] ?? "/run/user/\(getuid())" : nil
            )
        ) { notice in
            // A notice that the journal does not accept now is lost: the unit is started all the same.
            try? await sink.deliver(notice.about(service: unit, ofUser: user))
        }
        let outcome: Dispatcher.Outcome
        do throws(SpoolError) {
            outcome = try await dispatcher.run()
        } catch {
            Self.output.printError(error.description.cleaned(limit: 500))
            await output.close()
            throw ExitCode.cannotCreate
        }
        await output.close()
        guard outcome.held > 0 else { return }
        if outcome.isFirstToHold {
            Self.output.printError(
                "\(StartBudget.burst) units were handled in a row; those that still wait in \(stateDirectory) follow, "
                    + "\(StartBudget.perSecond) a second")
        }
        // The path unit starts the next run as soon as this one ends.
        try? await Task.sleep(for: Self.pause, clock: .timer)
    }

    /// How long a run that has used up its budget lasts on: in the meantime a few more units may be started.
    private static let pause: Duration = .seconds(5)

    /// What the list allows, and why it is not trusted if it is not.
    private func readAllowed() -> (AllowedUnits, distrust: String?) {
        do throws(TrustedFileError) {
            let owners: Set<uid_t> = user ? [0, getuid()] : [0]
            let bytes = try TrustedFile.bytes(of: allow, trusting: owners, limit: 8 << 20)
            return (AllowedUnits(String(decoding: bytes ?? [], as: UTF8.self)), nil)
        } catch {
            return (.none, error.reason)
        }
    }
}
