// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import WatchFile

/// Reloads the watch list, one reload at a time, whoever asks for it.
///
/// A request that comes while a reload is going on is served by the next one, which reads the file after that; all that
/// wait share it. Every request is answered, also when the daemon ends.
struct Reloader: Sendable {
    typealias Answer = Result<Void, ControlRefusal>

    let path: String
    let lateSaves: LateSaves
    let loader: WatchListLoader
    let commands: PollerCommands
    let status: DaemonStatus
    let bounds: RetentionBounds
    let announce: @Sendable (Notice) -> Void
    private let mailbox = Mailbox<CheckedContinuation<Answer, Never>>()

    init(
        path: String,
        lateSaves: LateSaves,
        loader: WatchListLoader,
        commands: PollerCommands,
        status: DaemonStatus,
        bounds: RetentionBounds,
        announce: @escaping @Sendable (Notice) -> Void
    ) {
        self.path = path
        self.lateSaves = lateSaves
        self.loader = loader
        self.commands = commands
        self.status = status
        self.bounds = bounds
        self.announce = announce
    }

    /// Reloads; returns when the new list is in use.
    func reload() async throws(ControlRefusal) {
        let answer: Answer = await withCheckedContinuation { continuation in
            if !mailbox.post(continuation) { continuation.resume(returning: .failure(Self.stopping)) }
        }
        try answer.get()
    }

    /// Serves requests until the task is cancelled.
    func run() async {
        while await mailbox.waitForArrival() {
            let waiting = mailbox.takeAll()
            guard !waiting.isEmpty else { continue }
            let answer = await reloadOnce()
            for continuation in waiting { continuation.resume(returning: answer) }
        }
        for continuation in mailbox.close() { continuation.resume(returning: .failure(Self.stopping)) }
    }

    private func reloadOnce() async -> Answer {
        status.reloading()
        do throws(ControlRefusal) {
            try await load()
            status.reloaded()
            return .success(())
        } catch {
            status.reloaded(error)
            return .failure(error)
        }
    }

    private func load() async throws(ControlRefusal) {
        let list: WatchList
        lateSaves.willRead()
        do throws(RejectedWatchList) {
            list = try loader.load(path).list
        } catch {
            announce(.configRejected(path: path, diagnostics: error.report.lines))
            var diagnostics = error.report.diagnostics.map { $0.rendered() }
            if error.report.omitted > 0 { diagnostics.append("and \(error.report.omitted) more") }
            throw .rejected(diagnostics: diagnostics)
        }
        do throws(PollerRefusal) {
            let applied = try await commands.apply(list)
            bounds.set(list.history)
            status.summarized(applied.summary)
            announce(.configLoaded(path: path, watches: list.watches.count, changes: applied.changes))
        } catch {
            switch error {
            case .stopping: throw Self.stopping
            case .notRecorded(let reason):
                throw .unavailable("the record cannot be written (\(reason)); the old watch list stays in use")
            }
        }
    }

    private static let stopping = ControlRefusal.unavailable("the daemon is stopping")
}
