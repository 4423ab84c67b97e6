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
/// Its own requests follow a change of the files, as the kernel tells of it, and as a look at them shows: after each read,
/// and now and then when something was polled. Whatever watches the files from outside sees less: a path unit does not look
/// while the service that it started runs, nor at what a link points to (systemd.path(5)). A change counts once the files
/// have stood still for a while, so that one that is being written is not taken for what it will be.
package final class Reloader: Sendable {
    /// How a reload ended.
    package typealias Outcome = Result<Void, ControlError>

    /// Who wants a reload.
    package enum Origin: Sendable, Hashable {
        /// A person or the service manager, who wait for it to be done and said.
        case asked
        /// The files themselves.
        case changed
    }

    /// How long the files must stand still before they are read.
    package static let settleTime: Duration = .seconds(1)
    /// The same after a change that only a look at the files shows: the kernel tells when a writer has closed a file.
    package static let unannouncedSettleTime: Duration = .seconds(4)
    /// How long after a read the files are looked at if the kernel cannot tell of all that happens to them.
    package static let recheckDelay: Duration = .seconds(2)
    /// How long at least until polls have them looked at again.
    package static let pollCheckInterval: Duration = .seconds(10)
    /// After how long files that never stand still are read all the same.
    private static let longestSettling = 10

    private struct State {
        /// What the files looked like right before they were last read.
        var stamp: WatchListStamp
        var request: Origin?
        var isStopped = false
        /// Those of the requests that wait for the outcome.
        var waiting: [CheckedContinuation<Outcome, Never>] = []
        /// When polls may have the files looked at again.
        var nextPollCheck: ContinuousClock.Instant?
    }

    private let follower: WatchListFollower
    private let state: Mutex<State>
    private let requested = Signal()
    /// Raised when the way to the files may be another.
    private let mayHaveMoved = Signal()
    private let wasPolled = Signal()

    /// A reloader of the list that is followed, which was read after its files looked like `stamp`.
    package init(following follower: WatchListFollower, read stamp: WatchListStamp) {
        self.follower = follower
        state = Mutex(State(stamp: stamp))
        mayHaveMoved.raise()
    }

    /// Requests a reload without waiting for it.
    package func request() { request(.asked) }

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

    /// Has the files looked at if that was not done lately, since the caller is awake anyway; whether it was due.
    @discardableResult
    package func polled(at now: ContinuousClock.Instant = .now) -> Bool {
        let isDue = state.withLock { state in
            if let next = state.nextPollCheck, now < next { return false }
            state.nextPollCheck = now + Self.pollCheckInterval
            return true
        }
        if isDue { wasPolled.raise() }
        return isDue
    }

    /// Serves requests by `perform`, which does one reload, until the task is cancelled; to be run once.
    ///
    /// Calls `cannotFollow` when the kernel can, for the first time, not tell of all changes of the files.
    package func run<C: Clock>(
        clock: C,
        cannotFollow: @escaping @Sendable () -> Void = {},
        perform: (Origin) async -> Outcome
    ) async where C.Duration == Duration {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.follow(clock: clock, cannotFollow: cannotFollow) }
            group.addTask { await self.settleAfterTouches(clock: clock) }
            group.addTask { await self.checkAfterPolls(clock: clock) }
            while await requested.wait() {
                guard let (origin, waiting) = takeRequests() else { continue }
                await markRead()
                let outcome = await perform(origin)
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
    package func markRead() async {
        let stamp = await follower.stamp()
        state.withLock { $0.stamp = stamp }
        mayHaveMoved.raise()
    }

    /// Whether the files have changed since they were last read.
    package var isOutdated: Bool {
        get async { await follower.stamp() != state.withLock { $0.stamp } }
    }

    private func request(_ origin: Origin) {
        state.withLock { state in
            if state.request != .asked { state.request = origin }
        }
        requested.raise()
    }

    /// What the reload that is due is for, and those that wait for it; nil if none is.
    private func takeRequests() -> (Origin, [CheckedContinuation<Outcome, Never>])? {
        state.withLock { state in
            defer { (state.request, state.waiting) = (nil, []) }
            return state.request.map { ($0, state.waiting) }
        }
    }

    /// Follows the files to where they are after each read, and looks for what happened before that.
    private func follow<C: Clock>(
        clock: C, cannotFollow: @Sendable () -> Void
    ) async where C.Duration == Duration {
        var wasComplete = true
        while await mayHaveMoved.wait() {
            let isComplete = await follower.follow()
            if wasComplete, !isComplete { cannotFollow() }
            wasComplete = isComplete
            // Only cancellation ends a sleep.
            if !isComplete { do { try await clock.sleep(for: Self.recheckDelay) } catch { return } }
            if await isOutdated { follower.touched.raise() }
        }
    }

    /// Requests a reload once files that have changed stand still.
    private func settleAfterTouches<C: Clock>(clock: C) async where C.Duration == Duration {
        while await follower.touched.wait() {
            // A link may be another one that leads to the same files.
            mayHaveMoved.raise()
            guard await isOutdated else { continue }
            guard await settle(for: Self.settleTime, clock: clock) else { return }
            if await isOutdated { request(.changed) }
        }
    }

    /// Looks at the files after polls.
    private func checkAfterPolls<C: Clock>(clock: C) async where C.Duration == Duration {
        while await wasPolled.wait() {
            let began = ContinuousClock.now
            let hasChanged = await isOutdated
            // Thousands of files, or a slow disk: a look may take a hundredth of the time.
            let pause = max(Self.pollCheckInterval, (ContinuousClock.now - began) * 100)
            state.withLock { $0.nextPollCheck = began + pause }
            guard hasChanged else { continue }
            guard await settle(for: Self.unannouncedSettleTime, clock: clock) else { return }
            follower.touched.raise()
        }
    }

    /// Waits until the files have stood still for a time; false if the task was cancelled.
    private func settle<C: Clock>(for time: Duration, clock: C) async -> Bool where C.Duration == Duration {
        var stamp = await follower.stamp()
        for _ in 0..<Self.longestSettling {
            do { try await clock.sleep(for: time) } catch { return false }
            let now = await follower.stamp()
            if now == stamp { return true }
            stamp = now
        }
        return true
    }
}

/// One reload: reads the watch list, hands it to the poller and reports how that went.
struct WatchListReload: Sendable {
    private let path: String
    private let loader: WatchListLoader
    private let commands: PollerCommands
    private let status: DaemonStatus
    private let bounds: RetentionBounds
    private let list: CurrentWatchList
    /// Lets credentials come from a weaker source than before.
    private let searchCredentialsAgain: @Sendable () -> Void
    private let meters: DaemonMeters
    private let announce: @Sendable (Notice) -> Void
    /// What the last reload came to, and what was said of it.
    private let last: LastReload

    /// Makes the reload of a daemon that has started with the list `inUse`.
    init(
        path: String, loader: WatchListLoader, commands: PollerCommands, status: DaemonStatus, bounds: RetentionBounds,
        list: CurrentWatchList, searchCredentialsAgain: @escaping @Sendable () -> Void,
        meters: DaemonMeters, announce: @escaping @Sendable (Notice) -> Void
    ) {
        (self.path, self.loader, self.commands) = (path, loader, commands)
        (self.status, self.bounds, self.list, self.announce) = (status, bounds, list, announce)
        self.searchCredentialsAgain = searchCredentialsAgain
        self.meters = meters
        last = LastReload()
    }

    /// Does one reload.
    ///
    /// One that nobody has asked for says nothing unless there is news.
    func perform(_ origin: Reloader.Origin) async -> Reloader.Outcome {
        switch origin {
        case .asked:
            status.reloading()
            return await finish(read(), origin)
        case .changed:
            let reading = read()
            if let outcome = last.outcome(of: content(of: reading)) { return outcome }
            status.reloading()
            return await finish(reading, origin)
        }
    }

    /// What the files say.
    private enum Reading {
        /// The list in use.
        case unchanged
        /// Another list.
        case valid(LoadedWatchList)
        case refused([String], diagnostics: [String])
    }

    private func content(of reading: Reading) -> LastReload.Content {
        switch reading {
        case .unchanged: .inUse
        case .valid: .another
        case .refused(let lines, _): .refused(lines.hashValue)
        }
    }

    private func read() -> Reading {
        if loader.isUnchanged(path, since: list.fingerprint) { return .unchanged }
        do throws(WatchListError) {
            let loaded = try loader.load(path)
            guard loaded.list == list.current else { return .valid(loaded) }
            list.set(list.current, from: loaded.fingerprint)
            return .unchanged
        } catch {
            var diagnostics = error.report.diagnostics.map { $0.rendered() }
            if error.report.omitted > 0 { diagnostics.append("and \(error.report.omitted) more") }
            return .refused(error.report.lines, diagnostics: diagnostics)
        }
    }

    private func finish(_ reading: Reading, _ origin: Reloader.Origin) async -> Reloader.Outcome {
        let content = content(of: reading)
        let isNews = last.isNews(content, origin)
        do throws(ControlError) {
            switch reading {
            case .unchanged: announceUnchanged(isNews: isNews)
            case .valid(let loaded): try await apply(loaded, isNews: isNews)
            case .refused(let lines, let diagnostics):
                if isNews { announce(.configRejected(path: path, diagnostics: lines)) }
                throw .rejected(diagnostics: diagnostics)
            }
            status.reloaded()
            last.set(.inUse, .success(()), origin)
            meters.reloaded(.success)
            return .success(())
        } catch {
            status.reloaded(error)
            last.set(content, .failure(error), origin)
            meters.reloaded(ReloadOutcome(error))
            return .failure(error)
        }
    }

    private func announceUnchanged(isNews: Bool) {
        searchCredentialsAgain()
        let none = WatchListDiff(from: [], to: [])
        guard isNews else { return }
        let (watches, matchers) = (list.current.watches.count, list.current.matchers.count)
        announce(.configLoaded(path: path, watches: watches, matchers: matchers, changes: none))
    }

    private func apply(_ loaded: LoadedWatchList, isNews: Bool) async throws(ControlError) {
        do throws(PollerError) {
            searchCredentialsAgain()
            let list = loaded.list
            let applied = try await commands.apply(list)
            bounds.set(list.history)
            self.list.set(list, from: loaded.fingerprint)
            status.summarized(applied.summary)
            guard isNews else { return }
            announce(
                .configLoaded(
                    path: path, watches: list.watches.count, matchers: list.matchers.count, changes: applied.changes,
                    matcherChanges: applied.matcherChanges))
        } catch {
            switch error {
            case .stopping: throw .stopping
            case .busy: throw .unavailable("the daemon is busy; try again")
            case .notRecorded(let reason):
                throw .unavailable("the record cannot be written (\(reason)); the old watch list stays in use")
            }
        }
    }
}

/// Keeps one change of the files from being told twice: by the daemon, which sees it, and by a path unit, which asks for a
/// reload at the same time.
private final class LastReload: Sendable {
    /// What the files said.
    enum Content: Equatable {
        /// The list in use.
        case inUse
        /// Another list.
        case another
        /// What cannot be used, with the number of what was said of it.
        case refused(Int)
    }

    private struct State {
        var content: Content
        var outcome: Reloader.Outcome
        /// When the daemon itself noticed the change that led to it; nil if somebody asked for it.
        var noticed: ContinuousClock.Instant?
    }

    /// For how long the same again, now asked for, is no news.
    private static let span: Duration = .seconds(10)

    /// The daemon has started with the list in use.
    private let state = Mutex(State(content: .inUse, outcome: .success(())))

    /// The outcome, if the files still say the same; nil if they do not, or if that could not be brought about.
    func outcome(of content: Content) -> Reloader.Outcome? {
        state.withLock { state in
            if case .failure(.unavailable) = state.outcome { return nil }
            return state.content == content && content != .another ? state.outcome : nil
        }
    }

    /// Whether anything has to be told of a reload that has read this.
    func isNews(_ content: Content, _ origin: Reloader.Origin) -> Bool {
        guard origin == .asked, outcome(of: content) != nil else { return true }
        return state.withLock { $0.noticed.map { $0.duration(to: .now) > Self.span } ?? true }
    }

    /// Notes what a reload came to.
    func set(_ content: Content, _ outcome: Reloader.Outcome, _ origin: Reloader.Origin) {
        state.withLock { $0 = State(content: content, outcome: outcome, noticed: origin == .changed ? .now : nil) }
    }
}

extension ControlError {
    fileprivate static let stopping = ControlError.unavailable("the daemon is stopping")
}
