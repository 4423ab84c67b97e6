// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Logging
import Platform
import UnixSignals

/// `awaitd deliver`: sends the notice of its environment to people; awaitd-webhook@.service and the like run it.
struct DeliverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliver",
        abstract: "Send the notice that a unit was started for to people; awaitd-mail@.service and others do this.",
        discussion: """
            Takes the notice from the environment, and the receivers from the way's settings. What fails is tried again; \
            giving up is logged with the event's id and the way.

            Exit status: 0 all receivers have it, 1 one has not, 64 wrong usage, 78 the settings are wrong.
            """,
        shouldDisplay: false
    )

    @Argument(help: "The way: webhook, mail or apprise.")
    var way: MessageWay

    @Option(help: "The file with the settings; default: the credential of systemd's, else the one in /etc/awaitd.")
    var settings: String?

    @Option(help: "The program to run in place of curl, sendmail or apprise.")
    var program: String?

    @OptionGroup var log: LogOptions

    func run() async throws {
        let environment = ProcessContext.current.environment
        let output = log.output(environment)
        let code = await deliver(environment, output.logger)
        await output.close()
        if !code.isSuccess { throw code }
    }

    private func deliver(_ environment: [String: String], _ logger: Logger) async -> ExitCode {
        guard let message = Message(environment: environment) else {
            Self.output.printError("there is no notice in the environment: watches start this by `on:` in a unit")
            return .usage
        }
        let credentials = environment["CREDENTIALS_DIRECTORY"] ?? "/etc/awaitd"
        let file = settings ?? "\(credentials)/\(way.fileName)"
        let receivers: [MessageReceiver]
        do throws(MessageSettingsError) {
            receivers = try way.receivers(
                of: message, settings: MessageSettings.text(of: file), program: program ?? way.program,
                environment: environment, host: HostName.current)
        } catch {
            logger.error(
                "\(error.words(way))", metadata: ["event_id": "\(message.eventID)", "way": "\(way.rawValue)"])
            return .config
        }
        let schedule = message.isTest ? TrySchedule(within: .zero) : way.schedule
        let isDelivered = await untilStopped {
            await awaitd.deliver(to: receivers, by: schedule, clock: .timer) { receiver, report in
                logger.report(report, receiver, message.eventID)
            }
        }
        return isDelivered ? .success : .undelivered
    }

    /// Does something, which is cancelled when systemd stops us.
    private func untilStopped(_ work: @escaping @Sendable () async -> Bool) async -> Bool {
        await withTaskGroup(of: Bool?.self) { group in
            group.addTask { await work() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { break }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            // Stopped: what has arrived by now.
            let second = await group.next() ?? nil
            return first ?? second ?? false
        }
    }
}

extension Logger {
    /// Logs what became of a message at one receiver.
    fileprivate func report(_ report: DeliveryReport, _ receiver: String, _ eventID: String) {
        let level: Logger.Level =
            switch report {
            case .delivered(nil): .info
            case .delivered: .warning
            case .delayed: .notice
            case .givenUp: .error
            }
        log(level: level, "\(receiver): \(report.words)", metadata: ["event_id": "\(eventID)", "way": "\(receiver)"])
    }
}

extension DeliveryReport {
    /// What is said of it, after the receiver's name.
    var words: String {
        switch self {
        case .delivered(nil): "delivered"
        case .delivered(let remark?): "accepted, with the remark: \(remark)"
        case .delayed(let reason): "not delivered yet, and tried again: \(reason)"
        case .givenUp(let reason): "not delivered: \(reason)"
        }
    }
}

extension MessageSettingsError {
    /// What is said of a way that it is about: `webhook: not delivered: webhook.conf:3: …`.
    func words(_ way: MessageWay) -> String {
        "\(way.rawValue): not delivered: \(way.fileName)\(line.map { ":\($0)" } ?? ""): \(reason)"
    }
}

extension MessageWay: ExpressibleByArgument {}

/// The files that configure ways.
enum MessageSettings {
    /// The text of a file of at most 64 KiB; throws if it cannot be read.
    static func text(of path: String) throws(MessageSettingsError) -> String {
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try BoundedFile(path).bytes(limit: 65_536)
        } catch {
            throw MessageSettingsError(nil, "it cannot be read: \(error)")
        }
        guard let bytes else { throw MessageSettingsError(nil, "it has more than 64 KiB") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw MessageSettingsError(nil, "it is not UTF-8")
        }
        return text
    }
}

/// This machine's name.
enum HostName {
    /// The name (gethostname(2)), perhaps with its domain; empty if there is none.
    static var current: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
