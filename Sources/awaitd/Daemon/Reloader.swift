// SPDX-License-Identifier: Apache-2.0

package import Core
import Polling
import Synchronization
package import WatchFile

/// Serves all requests to reload the watch list, one reload at a time: SIGHUP's, the control socket's, and its own.
///
/// A request that arrives during a reload is served by the next one, which reads the files after that; all that wait share
/// it. Every request is answered, also when the daemon stops.
///
/// Its own requests follow a recheck: whatever watches the files from outside misses saves around a reload, since a path
/// unit does not look while the service that it started runs (systemd.path(5)). So some time after each read it checks
/// whether the files have changed since.
package final class Reloader: Sendable {
    /// How a reload ended.
    package typealias Outcome = Result<Void, ControlError>

    /// How long after a read the files are checked: after a path unit on a busy host has started to look again.
    package static let recheckDelay: Duration = .seconds(2)

    private struct State {
        /// What the files looked like right before they were last read.
        var stamp: WatchListStamp
        var isRequested = false
        var isStopped = false
        /// Those of the requests that wait for the outcome.
        var waiting: [CheckedContinuation<Outcome, Never>] = []
    }

    private let path: String
    private let state: Mutex<State>
    private let requested = Signal()
    private let wasRead = Signal()

    /// A reloader of the list at `path`, which was read after its files looked like `stamp`.
    package init(path: String, read stamp: WatchListStamp) {
        self.path = path
        state = Mutex(State(stamp: stamp))
        wasRead.raise()
    }

    /// Requests a reload without waiting for it.
    package func request() {
        state.withLock { $0.isRequested = true }
        requested.raise()
    }

    /// Reloads; returns when the new list is in use.
    package func reload() async throws(ControlError) {
        let outcome: Outcome = await withCheckedContinuation { continuation in
            let isStopped = state.withLock { state in
                if !state.isStopped { state.waiting.append(continuation) }
                return state.isStopped
            }
            if isStopped { continuation.resume(returning: .failure(.stopping)) } else { request() }
        }
        try outcome.get()
    }

    /// Serves requests by `perform`, which does one reload, until the task is cancelled; to be run once.
    package func run<C: Clock>(clock: C, perform: () async -> Outcome) async where C.Duration == Duration {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.recheck(clock: clock) }
            while await requested.wait() {
                guard let waiting = takeRequests() else { continue }
                markRead()
                let outcome = await perform()
                for continuation in waiting { continuation.resume(returning: outcome) }
            }
            group.cancelAll()
        }
        let left = state.withLock { state in
            state.isStopped = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in left { continuation.resume(returning: .failure(.stopping)) }
    }

    /// Notes what the files look like right before they are read.
    package func markRead() {
        let stamp = WatchListStamp(of: path)
        state.withLock { $0.stamp = stamp }
        wasRead.raise()
    }

    /// Whether the files have changed since they were last read.
    package var isOutdated: Bool {
        WatchListStamp(of: path) != state.withLock { $0.stamp }
    }

    /// Those that wait for the reload that is due; nil if none is.
    private func takeRequests() -> [CheckedContinuation<Outcome, Never>]? {
        state.withLock { state in
            defer { (state.isRequested, state.waiting) = (false, []) }
            return state.isRequested ? state.waiting : nil
        }
    }

    /// Requests a reload whenever the files have changed during or after a read; one check serves all reads before it.
    private func recheck<C: Clock>(clock: C) async where C.Duration == Duration {
        while await wasRead.wait() {
            // Only cancellation ends a sleep.
            do { try await clock.sleep(for: Self.recheckDelay) } catch { return }
            if isOutdated { request() }
        }
    }
}

/// One reload: reads the watch list, hands it to the poller and reports how that went.
struct WatchListReload: Sendable {
    let path: String
    let loader: WatchListLoader
    let commands: PollerCommands
    let status: DaemonStatus
    let bounds: RetentionBounds
    /// Lets credentials come from a weaker source than before.
    let searchCredentialsAgain: @Sendable () -> Void
    let announce: @Sendable (Notice) -> Void

    func perform() async -> Reloader.Outcome {
        status.reloading()
        do throws(ControlError) {
            try await load()
            status.reloaded()
            return .success(())
        } catch {
            status.reloaded(error)
            return .failure(error)
        }
    }

    private func load() async throws(ControlError) {
        let list: WatchList
        do throws(WatchListError) {
            list = try loader.load(path).list
        } catch {
            announce(.configRejected(path: path, diagnostics: error.report.lines))
            var diagnostics = error.report.diagnostics.map { $0.rendered() }
            if error.report.omitted > 0 { diagnostics.append("and \(error.report.omitted) more") }
            throw .rejected(diagnostics: diagnostics)
        }
        do throws(PollerError) {
            searchCredentialsAgain()
            let applied = try await commands.apply(list)
            bounds.set(list.history)
            status.summarized(applied.summary)
            announce(.configLoaded(path: path, watches: list.watches.count, changes: applied.changes))
        } catch {
            switch error {
            case .stopping: throw .stopping
            case .notRecorded(let reason):
                throw .unavailable("the record cannot be written (\(reason)); the old watch list stays in use")
            }
        }
    }
}

extension ControlError {
    fileprivate static let stopping = ControlError.unavailable("the daemon is stopping")
}
