// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import StateStore
import TestSupport

/// The moment at which the tests begin.
var now: Timestamp { Moment.seconds(0).wall }

extension TemporaryFolder {
    var folder: StateFolder { StateFolder(path) }

    func openStore(mostWaiting: Int = 100_000, at time: Timestamp = now) throws -> SQLiteStore {
        try SQLiteStore(folder, mostWaiting: mostWaiting, at: time)
    }

    /// A store in a folder where this test had one before, as soon as that one has let go of it.
    ///
    /// An actor is freed by the last of its jobs to end, which may be a moment after its caller has gone on.
    func reopenStore(at time: Timestamp = now) throws -> SQLiteStore {
        for _ in 0..<100_000 {
            do throws(StateStoreError) {
                return try SQLiteStore(folder, at: time)
            } catch {
                guard error.cause == .inUse else { throw error }
                sched_yield()
            }
        }
        return try openStore(at: time)
    }
}

extension Commit {
    /// A watch's step to a status, with its notice.
    static func step(_ name: String, _ number: Int, at seconds: Double = 0) -> Commit {
        let watch = Watch.sample(name)
        let statuses = ["PENDING", "INPROGRESS"]
        var machine = WatchMachine(rules: watch.kind.statuses)
        let observation = Observation(
            status: statuses[number % 2],
            reason: "It’s fine\u{0}\n",
            details: [Detail(member: "BinaryAUC", value: "0.93")]
        )
        let effects = machine.observe(observation, at: .seconds(seconds))
        var notices: [PendingNotice] = []
        for case .notify(let event) in effects {
            let notice = watch.notice(of: event, observation: observation)
            notices.append(.init(notice, eventID: "\(name)-\(number)", observedAt: Moment.seconds(seconds).wall))
        }
        var saved = machine.saved(at: .seconds(seconds))
        saved.caveatsReported = number % 2 == 0 ? nil : ["has “FailureReason”", ""]
        saved.expectation = [nil, .met, .unmet("é >= 0.85 (found 0.71); b (missing)")][number % 3]
        let snapshot = WatchSnapshot(
            identity: watch.identity,
            machine: saved,
            interval: .seconds(number + 1),
            nextPollAt: Moment.seconds(seconds + 15).wall,
            answer: .init(reason: observation.reason)
        )
        return Commit(watch: snapshot, notices: notices)
    }
}
