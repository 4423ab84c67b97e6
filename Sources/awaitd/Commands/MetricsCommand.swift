// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Control
import Core

/// `awaitd metrics`: what the daemon counts, for Prometheus.
struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print the daemon's metrics in Prometheus' text format.",
        discussion: """
            Counters begin at zero with each start of the daemon. awaitd-metrics(7) has all of them, how Prometheus gets \
            them over HTTP from awaitd-metrics.socket, alerting rules and a dashboard.

              awaitd metrics | grep awaitd_watches

            Exit status: 0; 64 wrong usage; 69 no daemon; 74 it cannot be written.
            """
    )

    @OptionGroup var daemon: DaemonSocketOption

    func run() async throws {
        let metrics: String
        do throws(ControlError) {
            metrics = try await ControlClient(path: daemon.socket(ProcessContext.current.environment)).metrics()
        } catch {
            Self.output.printError(error.description)
            throw ExitCode.unavailable
        }
        try Self.output.show(metrics)
    }
}

/// `awaitd answer-scrape`: what awaitd-metrics@.service runs for each connection; not for people.
struct AnswerScrapeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer-scrape",
        abstract: "Answer one HTTP request for the daemon's metrics, on standard input and output.",
        discussion: """
            systemd runs it for each connection to awaitd-metrics.socket; see awaitd-metrics(7). It is 0 whatever the \
            client does.
            """,
        shouldDisplay: false
    )

    @OptionGroup var daemon: DaemonSocketOption

    /// How long the daemon may take; a client hears of it within five seconds.
    private static let patience: Duration = .milliseconds(4_500)

    func run() async throws {
        let connection = ScrapeConnection()
        switch connection.readHead() {
        case nil: break
        case .failure(let refusal): connection.answer(refusal.response.text())
        case .success(let head):
            let request = ScrapeRequest(head)
            let response = if let refusal = request.refusal { refusal.response } else { await metrics() }
            connection.answer(response.text(isHeadOnly: request.isHeadOnly))
        }
    }

    private func metrics() async -> ScrapeResponse {
        let client = ControlClient(path: daemon.socket(ProcessContext.current.environment), patience: Self.patience)
        do throws(ControlError) {
            return .metrics(try await client.metrics())
        } catch {
            return .unavailable(error.description)
        }
    }
}
