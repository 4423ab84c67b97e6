// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Core
import Platform
import Synchronization

/// Reads each watch of a list once, and lists what each matcher would find: for `awaitd check --online`.
///
/// The reads of a lane are made one after the other, as fast as the list's rate allows.
struct OnlineCheck: Sendable {
    /// What was found.
    struct Report: Sendable {
        /// In words, a line each.
        fileprivate(set) var lines: [String] = []
        /// How the command ends.
        fileprivate(set) var exitCode = ExitCode.success

        fileprivate mutating func note(_ code: ExitCode) {
            if exitCode != .denied { exitCode = code }
        }
    }

    let list: WatchList
    let reader: AWSReader
    /// Hears how many watches have been read.
    let progressed: @Sendable (Int) -> Void

    /// After how long no more is begun.
    private static let patience: Duration = .seconds(300)
    /// How long the listing of one matcher may take.
    private static let listingPatience: Duration = .seconds(60)
    /// How many requests a lane may make at once after a rest, as when the daemon polls it.
    private static let burst = 5
    /// After how many reads in a row without an answer a lane is given up.
    private static let mostMisses = 3
    /// How many jobs of a matcher are named.
    private static let namedJobs = 10

    private enum Result: Sendable {
        case read(JobState)
        case failed(PollFailure)
        /// Not tried, and why.
        case skipped(String)
    }

    /// Reads and lists all of it.
    func run() async -> Report {
        let end = ContinuousClock.now + Self.patience
        let results = await results(until: end)
        var report = Report()
        var states: [JobState: Int] = [:]
        var failures: [String] = []
        var skipped: [String: Int] = [:]
        for (watch, result) in zip(list.watches, results) {
            switch result {
            case .read(let state): states[state, default: 0] += 1
            case .skipped(let reason): skipped[reason, default: 0] += 1
            case .failed(let failure):
                failures.append(line(about: failure, of: watch))
                report.note([.denied, .credentials].contains(failure.cause) ? .denied : .jobFailed)
            }
        }
        let count = states.values.reduce(0, +)
        if !list.watches.isEmpty {
            let counts = JobState.allCases.compactMap { state in states[state].map { "\($0) \(state.spoken)" } }
            let what = counts.isEmpty ? "" : ": \(counts.joined(separator: ", "))"
            report.lines.append("\(count) of \(list.watches.count.counted("watch", "watches")) read\(what)")
        }
        report.lines += failures
        for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) {
            report.lines.append("\(count.counted("watch", "watches")) not read: \(reason)")
            report.note(.jobFailed)
        }
        for matcher in list.matchers { await look(for: matcher, until: end, &report) }
        return report
    }

    // MARK: Watches

    private func results(until end: ContinuousClock.Instant) async -> [Result] {
        let lanes = Dictionary(grouping: list.watches.indices) { list.watches[$0].lane }.values.sorted { $0[0] < $1[0] }
        let done = Counter()
        var results = [Result](repeating: .skipped(""), count: list.watches.count)
        await withTaskGroup(of: [(Int, Result)].self) { group in
            for (place, lane) in lanes.enumerated() {
                if place >= list.limits.concurrency {
                    for (index, result) in await group.next() ?? [] { results[index] = result }
                }
                group.addTask {
                    await read(lane, until: end) { progressed(done.next()) }
                }
            }
            for await lane in group { for (index, result) in lane { results[index] = result } }
        }
        return results
    }

    private func read(
        _ lane: [Int],
        until end: ContinuousClock.Instant,
        progressed: @Sendable () -> Void
    ) async -> [(Int, Result)] {
        var results: [(Int, Result)] = []
        var (misses, given): (Int, String?) = (0, nil)
        for (place, index) in lane.enumerated() {
            if given == nil, ContinuousClock.now >= end {
                given = "that takes longer than \(DurationText.spoken(Self.patience))"
            }
            if let given {
                results.append((index, .skipped(given)))
                continue
            }
            if case .perSecond(let rate) = list.limits.rate, place >= Self.burst {
                try? await Task.sleep(for: .seconds(min(1 / rate, 60)), clock: .timer)
            }
            let watch = list.watches[index]
            let outcome = await reader.read(watch)
            progressed()
            switch outcome {
            case .observed(let seen):
                var machine = WatchMachine(rules: watch.kind.statuses)
                _ = machine.observe(seen, at: Moment(wall: WallClock.now(), steady: .zero))
                results.append((index, .read(machine.state)))
                misses = 0
            case .failed(let failure):
                results.append((index, .failed(failure)))
                switch failure.cause {
                case .credentials: given = "\(watch.lane.label) has no credentials"
                case .throttled: given = "\(watch.lane.label) is throttled"
                case .transient, .clockSkew:
                    misses += 1
                    if misses >= Self.mostMisses { given = "\(watch.lane.label) does not answer" }
                case .denied, .notFound, .rejected: misses = 0
                }
            }
        }
        return results
    }

    /// What is wrong with a watch, and what to do; of a denied one, the permission that is missing.
    private func line(about failure: PollFailure, of watch: Watch) -> String {
        let line = "\(watch.name.cleaned(limit: 255)): \(failure.line)"
        switch failure.cause {
        case .denied:
            let action = "\(watch.kind.service.signingName):\(watch.kind.operation)"
            let policies = PolicyBuilder.policies(for: WatchList(watches: [watch])).values
            let resources = policies.flatMap(\.statements).first { $0.action == action }?.resources
            let place = (resources ?? ["*"]).joined(separator: ", ")
            return "\(line); allow \(action) on \(place) to \(watch.credentials.spoken)"
        case .credentials: return "\(line); see `awaitd check --credentials`"
        case .notFound: return "\(line); check its id, region and account"
        case .throttled, .transient, .clockSkew, .rejected: return line
        }
    }

    // MARK: Matchers

    /// Lists the jobs that match now, and names some.
    private func look(for matcher: Matcher, until end: ContinuousClock.Instant, _ report: inout Report) async {
        let said = Mutex<String?>(nil)
        let start = ContinuousClock.now
        let search = MatchSearch(
            reader, grace: .zero,
            .init(
                now: WallClock.now, elapsed: { start.duration(to: .now) },
                sleep: { try? await Task.sleep(for: $0, clock: .timer) },
                say: { line in said.withLock { $0 = line } }))
        let time = max(.zero, min(Self.listingPatience, start.duration(to: end)))
        let found: Swift.Result<[String], MatchSearch.Ending>? = await withTimeout(time, clock: .timer) {
            do throws(MatchSearch.Ending) {
                return .success(try await search.names(of: matcher))
            } catch {
                return .failure(error)
            }
        }
        let name = matcher.name.cleaned(limit: 255)
        switch found {
        case .success(let names):
            let jobs = names.count == 1 ? "1 job matches" : "\(names.count.grouped) jobs match"
            var shown = names.prefix(Self.namedJobs).map { $0.cleaned(limit: 255) }
            if names.count > shown.count { shown.append("and \((names.count - shown.count).grouped) more") }
            report.lines.append("\(name): \(jobs) now" + (shown.isEmpty ? "" : ": \(shown.joined(separator: ", "))"))
        case .failure(let ending):
            report.lines.append(ending.line)
            report.note(ending.exitCode)
        case nil:
            report.lines.append(said.withLock { $0 } ?? "\(name): the list was not read in time")
            report.note(.jobFailed)
        }
    }
}

/// Counts what several tasks do.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
