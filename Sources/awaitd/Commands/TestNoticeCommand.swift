// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Platform
import Synchronization
import Systemd
import WatchFile

/// `awaitd test-notice`: tries the ways by which people get messages.
struct TestNoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-notice",
        abstract: "Send a test message about a watch by mail, webhook and apprise, and say what arrived.",
        discussion: """
            Starts the units that a notice would start, awaitd-mail@.service and the others (see awaitd-messages(7)), each \
            of which tries once, and waits for them. Without systemd, and with --settings, it sends the messages itself.

            Exit status: 0 all that is configured has arrived; 1 something has not, or no such watch; 64 wrong usage; \
            77 only root may start units; 78 nothing is configured, or the watch file is wrong.
            """
    )

    @OptionGroup var config: ConfigOption

    @Option(
        help: ArgumentHelp("Send with the files in this folder, without systemd's units.", valueName: "path"),
        completion: .directory
    )
    var settings: String?

    @Argument(help: "The watch or matcher that it is about.", completion: .watchNames)
    var name: String

    func run() async throws {
        let environment = ProcessContext.current.environment
        let fields = try testFields(environment)
        let results: [WayResult]
        if settings == nil, FileCheck.exists("/run/systemd/system") {
            guard geteuid() == 0 else {
                Self.output.printError("only root may start the units; run it as root, or see --settings")
                throw ExitCode.denied
            }
            do throws(SpoolError) {
                results = try await UnitTrial(fields: fields).results()
            } catch {
                Self.output.printError("the units cannot be told what to send: \(error)")
                throw ExitCode.undelivered
            }
            noteWhatMayNotStart(results)
        } else {
            results = await sendHere(fields, environment, from: settings ?? "/etc/awaitd")
        }
        let lines = results.flatMap { result in
            result.lines.isEmpty ? ["\(result.way.rawValue): not configured"] : result.lines
        }
        try Self.output.show(lines.map { $0.revealingLines + "\n" }.joined())
        guard results.contains(where: { !$0.lines.isEmpty }) else {
            Self.output.printError("nothing is configured; awaitd-messages(7) says how")
            throw ExitCode.config
        }
        if !results.allSatisfy(\.isDelivered) { throw ExitCode.undelivered }
    }

    /// Says which ways work, and yet would not be started for a notice.
    private func noteWhatMayNotStart(_ results: [WayResult]) {
        let list = "/etc/awaitd/\(AllowedUnits.fileName)"
        let bytes = try? TrustedFile.bytes(of: list, trusting: [0], limit: 8 << 20)
        let allowed = AllowedUnits(String(decoding: bytes ?? [], as: UTF8.self))
        for result in results where !result.lines.isEmpty && !allowed.allows(result.way.template) {
            Self.output.printError("note: watches may not start \(result.way.template); it needs a line in \(list)")
        }
    }

    /// What a notice about the watch would say.
    private func testFields(_ environment: [String: String]) throws -> [Notice.Field] {
        let list: WatchList
        do throws(WatchListError) {
            list = try WatchListLoader(environment: environment).load(config.resolved(environment)).list
        } catch {
            throw Self.output.printRejection(error, environment)
        }
        let watch = list.watches.first { $0.name == name }
        guard watch != nil || list.matchers.contains(where: { $0.name == name }) else {
            let names = list.watches.map(\.name) + list.matchers.map(\.name)
            let hint = Suggestion.nearest(to: name, among: names).map { "; did you mean '\($0.revealed())'?" } ?? ""
            Self.output.printError("no watch or matcher is named '\(name.revealed())'\(hint)")
            throw ExitCode.unknownName
        }
        let starts = watch?.starts ?? list.matchers.first { $0.name == name }?.settings.starts
        if starts?.isEmpty != false {
            Self.output.printError("note: '\(name.revealed())' names no unit under `on`, so its notices send nothing")
        }
        let about: [Notice.Field] =
            watch.map { watch in
                [
                    .init("AWAITD_KIND", watch.kind.name), .init("AWAITD_RESOURCE_ID", watch.resourceID),
                    .init("AWAITD_REGION", watch.region),
                ]
            } ?? []
        var random = SplitMix64(seed: .random(in: .min ... .max))
        return [
            .init("MESSAGE", "\(name): a test of awaitd's messages; nothing has happened"), .init("PRIORITY", "5"),
            .init("AWAITD_EVENT", Message.testEvent), .init("AWAITD_EVENT_ID", random.nextEventID()),
            .init("AWAITD_OBSERVED_AT", WallClock.now().rfc3339), .init("AWAITD_WATCH", name),
        ] + about
    }

    /// Sends the message from this process.
    private func sendHere(_ fields: [Notice.Field], _ own: [String: String], from folder: String) async -> [WayResult] {
        var environment = own
        for field in fields {
            environment[["MESSAGE", "PRIORITY"].contains(field.name) ? "AWAITD_\(field.name)" : field.name] =
                field.value
        }
        guard let message = Message(environment: environment) else { return [] }
        var results: [WayResult] = []
        for way in MessageWay.allCases {
            let file = "\(folder)/\(way.fileName)"
            guard FileCheck.exists(file) else {
                results.append(WayResult(way: way, lines: [], isDelivered: true))
                continue
            }
            let said = ReportLines()
            var isDelivered = false
            do throws(MessageSettingsError) {
                let receivers = try way.receivers(
                    of: message, settings: MessageSettings.text(of: file), program: way.program, environment: own,
                    host: HostName.current)
                isDelivered = await deliver(to: receivers, by: TrySchedule(within: .zero), clock: .timer) {
                    said.add("\($0): \($1.words)")
                }
            } catch {
                said.add(error.words(way))
            }
            results.append(WayResult(way: way, lines: said.sorted, isDelivered: isDelivered))
        }
        return results
    }
}

/// What became of a test by one way.
private struct WayResult: Sendable {
    let way: MessageWay
    /// A line for each receiver; none if the way is not configured.
    let lines: [String]
    let isDelivered: Bool
}

/// Lines that tasks have to say.
private final class ReportLines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var sorted: [String] { lines.withLock { $0.sorted() } }
}

/// A test by systemd's units, as a notice would start them.
private struct UnitTrial: Sendable {
    let fields: [Notice.Field]

    /// Where units find what they are started for.
    private static let folder = "/run/awaitd-dispatch"
    /// Longer than any unit takes that tries once.
    private static let patience: Duration = .seconds(120)

    func results() async throws(SpoolError) -> [WayResult] {
        let folder = try openFolder()
        let id = fields.first { $0.name == "AWAITD_EVENT_ID" }?.value ?? ""
        let ways = MessageWay.allCases.map { way in (way, "awaitd-\(way.rawValue)@test-\(id).service") }
        defer { for (_, unit) in ways { try? folder.discard("\(unit).env") } }
        for (_, unit) in ways {
            try folder.write(Array(EnvironmentFile.text(unit: unit, fields).utf8), to: "\(unit).env", mode: 0o640)
        }
        let ends = await withTaskGroup(of: (MessageWay, String?).self) { group in
            for (way, unit) in ways { group.addTask { (way, await start(unit)) } }
            return await group.reduce(into: [MessageWay: String?]()) { $0[$1.0] = $1.1 }
        }
        let said = await logged(id)
        return ways.map { way, unit in
            var lines = said.filter { $0.hasPrefix("\(way.rawValue):") || $0.hasPrefix("\(way.rawValue) ") }.sorted()
            let failure = ends[way] ?? nil
            if lines.isEmpty {
                if let failure {
                    lines = ["\(way.rawValue): \(failure); see `journalctl -u \(unit)`"]
                } else if FileCheck.exists("/etc/awaitd/\(way.fileName)") {
                    lines = ["\(way.rawValue): its unit has ended well, but the journal has nothing of it"]
                }
            }
            return WayResult(way: way, lines: lines, isDelivered: failure == nil)
        }
    }

    /// The folder of environment files, which is there once the dispatcher has run.
    private func openFolder() throws(SpoolError) -> SpoolFolder {
        do throws(SpoolError) {
            return try SpoolFolder(Self.folder)
        } catch {
            guard error.code == ENOENT else { throw error }
            return try SpoolFolder(Self.folder, creatingFor: .owner)
        }
    }

    /// Starts a unit and waits for its end; nil if it has ended well, else what is wrong.
    private func start(_ unit: String) async -> String? {
        let ended = await run(["/usr/bin/systemctl", "start", "--quiet", "--no-ask-password", "--", unit])
        guard let ended else { return "its unit did not end in time" }
        return ended.status == 0 ? nil : "its unit failed (systemctl ended with status \(ended.status))"
    }

    /// What the units have logged about the test, without what it is about.
    private func logged(_ id: String) async -> [String] {
        _ = await run(["/usr/bin/journalctl", "--sync"])
        let entries = await run(
            ["/usr/bin/journalctl", "--quiet", "--no-pager", "--all", "--output=cat", "AWAITD_EVENT_ID=\(id)"])
        let text = String(decoding: entries?.output ?? [], as: UTF8.self)
        return text.split(separator: "\n").map { line in
            String(line[..<(line.firstRange(of: " (event_id: ")?.lowerBound ?? line.endIndex)])
        }
    }

    private func run(_ arguments: [String]) async -> ChildProcess.Result? {
        let child = ChildProcess(arguments, environment: ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"])
        return await withTimeout(Self.patience, clock: .timer) { try? await child.run() } ?? nil
    }
}
