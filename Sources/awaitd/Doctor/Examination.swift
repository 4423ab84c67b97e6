// SPDX-License-Identifier: Apache-2.0

import Core
import Platform
import Synchronization

/// Checks that are made side by side, each within the same time, whatever hangs.
struct Examination: Sendable {
    /// One check.
    struct Check: Sendable {
        /// What it looks at, for the case that it does not end.
        let subject: String
        /// Makes it.
        let make: @Sendable () async -> [Finding]
    }

    private let checks: [Check]

    /// An examination by these checks.
    init(_ checks: [Check]) {
        self.checks = checks
    }

    /// What they find, in their order; what has not ended within `limit` is not known.
    ///
    /// A check that a disk or a network's file system holds up for good is left behind: the process is to end soon.
    func findings(within limit: Duration, clock: any Clock<Duration> = .timer) async -> [Finding] {
        let found = Found()
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        // Not children of this task, which would have to wait for them.
        let tasks = checks.enumerated().map { index, check in
            Task.detached(executorPreference: TaskPool.shared) {
                let findings = await check.make()
                if found.add(findings, at: index) == checks.count { end.finish() }
            }
        }
        _ = await withTimeout(limit, clock: clock) { for await _ in ends {} }
        // Before they are cancelled: what one finds then means nothing.
        let ended = found.all
        for task in tasks { task.cancel() }
        return checks.enumerated().flatMap { index, check in
            ended[index] ?? [Finding(check.subject, .unknown, "did not end within \(DurationText.spoken(limit))")]
        }
    }
}

/// What the checks that have ended have found, by their places.
private final class Found: Sendable {
    private let findings = Mutex<[Int: [Finding]]>([:])

    /// What has been found so far.
    var all: [Int: [Finding]] { findings.withLock(\.self) }

    /// Adds what one has found; returns how many have ended.
    func add(_ new: [Finding], at index: Int) -> Int {
        findings.withLock { findings in
            findings[index] = new
            return findings.count
        }
    }
}
