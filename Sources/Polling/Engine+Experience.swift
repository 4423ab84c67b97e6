// SPDX-License-Identifier: Apache-2.0

import Core

/// How long jobs took: the engine learns it from the ends that it sees, and polls by it.
///
/// What is known of a watch's job is looked up when it is read first and when its state changes, and kept with the watch:
/// a poll that changes nothing costs nothing.
extension Engine {
    /// Learns from an accepted result; `state` and `job` are what was known before.
    mutating func learn(_ id: EntryID, from result: PollResult, since state: JobState, _ job: JobExperience) {
        guard let observation = result.outcome.observation else { return }
        let now = result.machine.state
        if now.isFinal {
            if !state.isFinal { experience.noteEnd(of: result.watch, in: now, observation) }
        } else if now != state || !job.isRead {
            let cadence = experience.book.cadence(of: result.watch)
            entries.update(id) { $0.experience.adopt(cadence) }
        }
    }

    /// Looks up what is known of a job that the record says goes on.
    mutating func resumeExperience(of entry: inout WatchEntry) {
        guard experience.book.count > 0, entry.experience.resume(entry.machine, entry.watch.kind.response)
        else { return }
        entry.experience.adopt(experience.book.cadence(of: entry.watch))
    }
}

/// How long jobs took, with each end of a job counted once however many watches follow it.
struct LearnedDurations: Sendable {
    private struct End: Sendable, Hashable {
        let pattern: DurationPattern
        let resourceID: String
        let finishedAt: Timestamp?
    }

    /// What is known.
    var book: ExperienceBook
    /// The last ends, in two parts, of which the older one goes when the newer one is full.
    private var recent: Set<End> = []
    private var earlier: Set<End> = []

    private static let mostRecent = 1_024

    init(_ book: ExperienceBook) { self.book = book }

    /// Notes that the job of a watch has ended in a state.
    mutating func noteEnd(of watch: Watch, in state: JobState, _ observation: Observation) {
        let pattern = DurationPattern(kind: watch.kind.name, name: watch.jobName)
        let end = End(pattern: pattern, resourceID: watch.resourceID, finishedAt: observation.finishedAt)
        guard !earlier.contains(end), recent.insert(end).inserted else { return }
        if recent.count >= Self.mostRecent { (earlier, recent) = (recent, []) }
        book.note(endOf: watch, in: state, observation)
    }
}
