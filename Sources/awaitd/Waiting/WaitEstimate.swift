// SPDX-License-Identifier: Apache-2.0

package import Core
import StateStore

/// When one `awaitd wait` will probably end: with the last of its targets, by how long others took.
package struct WaitEstimate: Sendable {
    private struct Target {
        let cadence: Cadence?
        /// When the job began by AWS's clock; nil if it has not, or does not go on.
        var startedAt: Timestamp?
    }

    /// The targets that have not ended.
    private var open: [WatchIdentity: Target] = [:]

    /// An estimate for targets, by what is known of past jobs.
    package init(_ watches: [Watch], by experience: ExperienceBook) {
        var experience = experience
        for watch in watches { open[watch.identity] = Target(cadence: experience.cadence(of: watch)) }
    }

    /// Notes a poll of a target that left it in a state; `observation` is nil if it could not be read.
    package mutating func note(_ watch: Watch, _ state: JobState, _ observation: Observation?) {
        if state.isFinal { open[watch.identity] = nil }
        guard let observation else { return }
        let goesOn = state == .pending || state == .inProgress
        open[watch.identity]?.startedAt = goesOn ? observation.workBegan(watch.kind.response) : nil
    }

    /// The estimate in words, `about 12 min left (from 38 past jobs)`; nil unless there is one for each open target.
    ///
    /// `now` is the time by AWS's clock.
    package func text(at now: Timestamp) -> String? {
        var last: EstimatedEnd?
        for target in open.values {
            guard let startedAt = target.startedAt,
                let end = target.cadence?.estimatedEnd(startedAt: startedAt, now: now)
            else { return nil }
            if last.map({ $0.at < end.at }) ?? true { last = end }
        }
        return last?.text(at: now)
    }
}

extension ExperienceBook {
    /// What the first of these folders that has a record of a daemon knows of jobs like those of the watches.
    ///
    /// Nothing if it cannot be read: a wait needs no record.
    static func recorded(of watches: [Watch], in folders: [String]) -> ExperienceBook {
        for folder in folders {
            guard let reader = try? RecordReader(StateFolder(folder)) else { continue }
            let kinds = Set(watches.map(\.kind.name)).sorted()
            return ExperienceBook(kinds.flatMap { (try? reader.pastJobs(.toWait(for: $0))) ?? [] })
        }
        return ExperienceBook()
    }
}
