// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Core
import Dispatch
import Glibc
import Logging
import Polling
import ServiceLifecycle
import StateStore
import Synchronization
import Systemd
import UnixSignals
import WatchFile

/// The daemon: what `awaitd run` runs.
struct Daemon: Sendable {
    /// The watch list, the only one that is kept beside the engine's.
    let list: CurrentWatchList
    /// What the list's files looked like right before they were read.
    let stamp: WatchListStamp
    let path: String
    /// Where to make the control socket.
    let socket: String
    let output: NoticeOutput
    let context: ProcessContext
    let record: OpenedRecord
    /// How long the record keeps notices, if the command line says so.
    let keepHistory: Duration?

    /// How long the services may take to stop; the outbox has its own time after that, see ``OutboxRelay``.
    private static let gracePeriod: Duration = .milliseconds(1_500)
    /// How many notices that could not be recorded are logged at the end.
    private static let maxLostNotices = 500

    /// Runs until SIGTERM or SIGINT; throws ``ExitCode/outputFailed`` when the reader of its notices has gone.
    func run() async throws {
        // Trapped before the manager gets READY=1: from then on it may send the signal at any time.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let reader = output.stream.map(OutputReaderCheck.init(of:))
        try await withAWSReader(
            environment: context.environment,
            // The engine obeys the list's own limit, which a reload may change; that of the connections is fixed.
            concurrency: Limits.maxConcurrency,
            userAgent: "awaitd/\(Version.current)",
            now: WallClock.now,
            credentialsMoved: { [logger = output.logger] in logger.credentialsMoved($0) }
        ) { aws, executor in
            let parts = DaemonParts(of: self, reading: aws)
            let services = await services(reading: aws, on: executor, reloadingOn: hangups, with: parts)
            let group = ServiceGroup(configuration: configuration(of: services, until: reader))
            do {
                try await group.run()
            } catch is CancellationError {
                // The grace period is over: what is still running is given up.
            }
            stageOfStopBegins()
            await parts.relay.drain { duration in
                context.notifier.extendTimeout(by: duration)
                stageOfStopBegins()
            }
        }
        // What was noticed at the very end; the keeper of the record has ended before.
        for event in record.store.health.takeEvents() { output.logger.warning("\(event)") }
        await logLostNotices()
        let hasReaderGone = reader?.hasGone == true
        if hasReaderGone {
            context.notifier.failed("Nothing reads the notices any more", errno: EPIPE)
            // Standard error may be a pipe that is not read, and no signal ends this process any more.
            output.error.post(
                "awaitd run: nothing reads the notices any more; undelivered ones follow after the next start\n"
            )
        }
        stageOfStopBegins()
        await output.close()
        if hasReaderGone { throw ExitCode.outputFailed }
    }

    /// Feeds the watchdog once more: its loop ends first, and the manager goes on counting while the daemon stops.
    ///
    /// Each stage of a stop has a limit of a second or two, and the whole of it the manager's `TimeoutStopSec=`.
    func stageOfStopBegins() {
        if context.notifier.watchdogTimeout != nil { context.notifier.alive() }
    }

    private func configuration(
        of services: [any Service],
        until reader: OutputReaderCheck?
    ) -> ServiceGroupConfiguration {
        // The service group's own messages are of no interest in the journal.
        var logger = output.logger
        logger.logLevel = .error
        var services = services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
        if let reader {
            services.append(.init(service: reader, successTerminationBehavior: .gracefullyShutdownGroup))
        }
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.gracePeriod
        return configuration
    }

    /// Logs the notices that could not be recorded before the end.
    ///
    /// They are not delivered with an event id that nothing would remember: the next start resumes from the record and
    /// reports what it sees then. Only what has passed in between is in these lines alone.
    private func logLostNotices() async {
        let lost = await record.store.unwritten
        guard !lost.isEmpty else { return }
        output.logger.error(
            """
            The record could not be written before the end: \(record.store.health.trouble ?? ""). What still holds at \
            the next start is reported then; these notices were not recorded:
            """
        )
        for pending in lost.prefix(Self.maxLostNotices) {
            output.logger.error("not recorded, seen at \(pending.observedAt.rfc3339): \(pending.notice.message)")
        }
        let rest = lost.count - Self.maxLostNotices
        if rest > 0 { output.logger.error("and \(rest) more that were not recorded") }
    }
}

/// Ends the daemon when the reader of its notices has gone, as after `awaitd run --log json | head -n 1`.
///
/// A daemon that went on would poll for nothing: a pipe gets no second reader.
private final class OutputReaderCheck: Service {
    private let stream: StandardStream
    private let hasEnded = Mutex(false)
    /// A pipe(2) that ends the wait when something is written to it: its ends to read and to write.
    private let bell: (read: Int32, write: Int32)

    /// Checks the stream that notices are written to.
    init(of stream: StandardStream) {
        self.stream = stream
        var ends: [Int32] = [-1, -1]
        if unsafe pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
        bell = (ends[0], ends[1])
    }

    deinit { for end in [bell.read, bell.write] where end >= 0 { close(end) } }

    /// Whether that is why the daemon ended: Ctrl-C ends a whole pipeline, which is no error.
    var hasGone: Bool { hasEnded.withLock { $0 } }

    func run() async {
        await cancelWhenGracefulShutdown {
            await withTaskCancellationHandler {
                await self.wait()
            } onCancel: {
                _ = unsafe write(self.bell.write, "!", 1)
            }
        }
    }

    /// On a thread of its own, where the kernel tells of it: a reader may leave while there is nothing to write.
    private func wait() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue(label: "awaitd.output-reader").async {
                let hasGone = self.stream.waitUntilAbandoned(or: self.bell.read)
                self.hasEnded.withLock { $0 = hasGone }
                continuation.resume()
            }
        }
    }
}
