// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import FoundationEssentials
import Glibc
import Platform

/// `awaitd doctor`: what is wrong on this host, and the command that mends it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Show what is wrong on this host, and the command that mends it.",
        discussion: """
            Looks, side by side and for at most 8 s, at the unit and its drop-ins, the path units, the daemon, the \
            credentials, AWS, the clock, the record, the journal and the watch list. It judges by what it tried now; what \
            did not end is "not known". Nothing is changed, and the commands it names change nothing but what is wrong.

              awaitd doctor
              awaitd doctor --json | jq -r '.checks[] | select(.verdict == "wrong") | .fix'

            Exit status: 0 nothing is wrong, 1 something is, 64 wrong usage, 74 it cannot be written.
            """
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var record: RecordDirectoryOption
    @OptionGroup var daemon: DaemonSocketOption

    @Flag(help: "Print JSON: {\"well\": …, \"checks\": [{\"subject\", \"verdict\", \"text\", \"fix\"}]}.")
    var json = false

    /// How long the checks may take.
    private static let limit: Duration = .seconds(8)

    func run() async throws {
        let environment = ProcessContext.current.environment
        let installation = installation(environment)
        let isRoot = geteuid() == 0
        let systemd = SystemdProbe(installation: installation, environment: environment, isRoot: isRoot)
        let probe = DaemonProbe(installation: installation, environment: environment, isRoot: isRoot)
        let credentials = CredentialCheck(daemon: probe, environment: environment)
        let clock = ClockCheck(systemd: systemd)
        let list = ListCheck(daemon: probe, environment: environment, isRoot: isRoot)
        let record = RecordCheck(installation: installation)
        let findings = await Examination([
            .init(subject: "unit") { await systemd.units() },
            .init(subject: "sandbox") { await systemd.sandbox() },
            .init(subject: "daemon") { await probe.daemon() },
            .init(subject: "list") { await list.findings() },
            .init(subject: "credentials") { await credentials.findings() },
            .init(subject: "network") { await clock.findings() },
            .init(subject: "aws") { await probe.sight() },
            .init(subject: "lanes") { await probe.lanes() },
            .init(subject: "record") { await record.findings() },
            .init(subject: "journal") { await systemd.journal() },
            .init(subject: "metrics") { await systemd.choices() },
        ]).findings(within: Self.limit)
        try show(findings, environment)
        if findings.contains(where: { $0.verdict == .wrong }) { throw ExitCode.somethingWrong }
    }

    private func installation(_ environment: [String: String]) -> Installation {
        Installation(
            socket: daemon.nearest(environment), runtimeFolder: UserFolder.runtime(environment),
            config: config.resolved(environment), isConfigGiven: config.path != nil,
            stateFolders: record.folders(environment), isStateGiven: record.stateDirectory != nil,
            isBooted: SystemdProbe.isBooted)
    }

    private func show(_ findings: [Finding], _ environment: [String: String]) throws {
        if json {
            let report = DoctorReport(well: !findings.contains { $0.verdict == .wrong }, checks: findings)
            let text = String(decoding: try JSONEncoder.sorted().encode(report), as: UTF8.self)
            try Self.output.show(text + "\n")
            return
        }
        let stream = StandardStream.output
        let screen = DoctorScreen(
            style: Style(for: stream, environment), width: stream.isTerminal ? stream.columns : 80)
        try Self.output.show(screen.lines(findings).joined(separator: "\n") + "\n")
    }
}

/// The form of `awaitd doctor --json`.
private struct DoctorReport: Encodable {
    let well: Bool
    let checks: [Finding]
}
