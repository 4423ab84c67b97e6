// SPDX-License-Identifier: Apache-2.0

import Core

/// Commits that wait in memory for a disk that takes nothing, oldest first.
struct WaitingCommits {
    private var commits: [Commit] = []
    /// How many notices are among them.
    private(set) var notices = 0
    /// How many notices may wait.
    let limit: Int

    /// None; so many notices may wait.
    init(limit: Int) { self.limit = limit }

    /// Whether none waits.
    var isEmpty: Bool { commits.isEmpty }

    /// Lets a commit wait; false if too much waits already.
    mutating func append(_ commit: Commit) -> Bool {
        guard notices + commit.notices.count <= limit else { return false }
        commits.append(commit)
        notices += commit.notices.count
        return true
    }

    /// The oldest of them.
    func oldest(_ count: Int) -> [Commit] { Array(commits.prefix(count)) }

    /// All of them.
    var all: [Commit] { commits }

    /// Takes all out.
    mutating func removeAll() { removeOldest(commits.count) }

    /// Takes out the oldest, which were written.
    mutating func removeOldest(_ count: Int) {
        notices -= commits.prefix(count).reduce(0) { $0 + $1.notices.count }
        commits.removeFirst(count)
    }
}
