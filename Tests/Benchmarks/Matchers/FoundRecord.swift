// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import StateStore

/// A record with jobs that one matcher, `found`, has found, and that are running: training jobs `job-1` and so on.
struct FoundRecord {
    /// How many jobs.
    let jobs: Int

    private static let inOneCommit = 1_000

    /// Writes it through the store, as a daemon does.
    func write(into folder: String) async throws {
        let seconds = Int64(time(nil))
        let now = Timestamp(microseconds: seconds * 1_000_000)
        guard let kind = Kind.builtIn(named: "training-job") else { return }
        let settings = Watch.Settings(
            kind: kind, region: "us-east-1", account: nil, credentials: .defaultChain, endpoint: nil,
            poll: PollPace(initial: .seconds(15), max: .seconds(300)), overdueAfter: nil, verbose: false, starts: .none,
            matcher: "found")
        let matcher = Matcher(name: "found", patterns: [NamePattern("*")], settings: settings)
        let memory = MatcherMemory(patterns: ["*"], firstListedAt: now + .seconds(-3_600), seenUntil: now)
        let store = try SQLiteStore(StateFolder(folder), at: now)
        for first in stride(from: 1, through: jobs, by: Self.inOneCommit) {
            let watches = (first..<min(first + Self.inOneCommit, jobs + 1)).map { number in
                Watch(name: "found/job-\(number)", resourceID: "job-\(number)", settings: settings)
            }
            var commits = [
                Commit(
                    watch: nil, list: .init(added: watches, removed: []),
                    matchers: [MatcherSnapshot(identity: matcher.identity, memory: memory)], notices: [])
            ]
            commits += watches.map { watch in
                let machine = SavedMachine(
                    state: .inProgress, status: "InProgress", since: now + .seconds(-600),
                    bornAt: now + .seconds(-3_600))
                let snapshot = WatchSnapshot(
                    identity: watch.identity, machine: machine, interval: .seconds(300),
                    nextPollAt: now + .seconds(86_400))
                return Commit(watch: snapshot, notices: [])
            }
            try await store.commit(commits)
        }
        try await store.note(Checkpoint(watches: [], lanes: []))
    }
}
