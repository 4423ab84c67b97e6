// SPDX-License-Identifier: Apache-2.0

/// How long jobs took, pattern by pattern, and the cadences that follow from it.
///
/// A pure value, bounded: patterns that were not used for longest go first.
package struct ExperienceBook: Sendable {
    private var pages: [DurationPattern: Page] = [:]
    /// Grows with each use of a page.
    private var uses: UInt64 = 0
    private let mostPatterns: Int

    /// The most patterns that are remembered.
    package static let mostPatterns = 10_000

    /// An empty book.
    package init(mostPatterns: Int = Self.mostPatterns) {
        self.mostPatterns = max(1, mostPatterns)
    }

    /// A book of past jobs, the oldest first.
    package init(_ past: some Sequence<PastJob>, mostPatterns: Int = Self.mostPatterns) {
        self.init(mostPatterns: mostPatterns)
        for job in past { note(kind: job.kind, name: job.name, duration: job.duration, completed: job.isCompleted) }
    }

    /// How many patterns there are.
    package var count: Int { pages.count }

    /// Notes that a job has ended; see ``DurationSamples/counts(_:)`` for which durations count.
    ///
    /// `duration` is AWS's own finished − started, finished − created where the kind has no start: never one that is
    /// approximate. `name` is the job's: of one that a matcher has found, without the matcher's.
    package mutating func note(kind: String, name: String, duration: Duration, completed: Bool) {
        guard DurationSamples.counts(duration) else { return }
        uses += 1
        pages[DurationPattern(kind: kind, name: name), default: Page()].add(duration, completed: completed, use: uses)
        if pages.count > mostPatterns { forgetUnused() }
    }

    /// The cadence of a job of a kind and name; nil as long as its pattern has too few past jobs.
    ///
    /// All watches of a pattern and pace get the same one, so that it is worked out once.
    package mutating func cadence(kind: String, name: String, pace: PollPace) -> Cadence? {
        let pattern = DurationPattern(kind: kind, name: name)
        guard let index = pages.index(forKey: pattern) else { return nil }
        uses += 1
        return pages.values[index].cadence(pace, use: uses)
    }

    /// Notes that the job of a watch has ended in a state, as far as its duration counts.
    package mutating func note(endOf watch: Watch, in state: JobState, _ observation: Observation) {
        // Of a job that never began the time in which it waited says nothing about the others.
        guard observation.workBegan(watch.kind.response) != nil,
            let length = observation.length(endingIn: state, watch.kind.response), !length.isApproximate
        else { return }
        note(kind: watch.kind.name, name: watch.jobName, duration: length.duration, completed: state == .completed)
    }

    /// The cadence of the job of a watch, at the watch's pace.
    package mutating func cadence(of watch: Watch) -> Cadence? {
        // With many watches and no past jobs not even their patterns are worked out.
        pages.isEmpty ? nil : cadence(kind: watch.kind.name, name: watch.jobName, pace: watch.poll)
    }

    /// Makes room for an eighth of the patterns, so that not each new one has to look through all.
    private mutating func forgetUnused() {
        let kept = mostPatterns - mostPatterns / 8
        let lastUses = pages.values.map(\.lastUse).sorted()
        let leastUse = lastUses[lastUses.count - kept]
        pages = pages.filter { $0.value.lastUse >= leastUse }
    }
}

extension Watch {
    /// The name of its job: the watch's, without the name of the matcher that has found it.
    package var jobName: String {
        guard let matcher, name.utf8.starts(with: "\(matcher)/".utf8) else { return name }
        return String(decoding: name.utf8.dropFirst(matcher.utf8.count + 1), as: UTF8.self)
    }
}

/// A job that has ended, as the record knows it.
package struct PastJob: Sendable, Hashable {
    /// The kind's name.
    package let kind: String
    /// The job's name.
    package let name: String
    /// How long it took by AWS's own times.
    package let duration: Duration
    /// Whether it completed, rather than failed or was stopped.
    package let isCompleted: Bool

    /// A job that has ended.
    package init(kind: String, name: String, duration: Duration, isCompleted: Bool) {
        (self.kind, self.name, self.duration, self.isCompleted) = (kind, name, duration, isCompleted)
    }

    /// Its pattern.
    package var pattern: DurationPattern { DurationPattern(kind: kind, name: name) }
}

/// What the book knows of one pattern.
private struct Page: Sendable {
    private var samples = DurationSamples()
    /// The cadences that were asked for, by their pace; few, mostly one.
    private var cadences: [PollPace: Cadence] = [:]
    /// How many jobs have ended since they were worked out.
    private var news = 0
    private(set) var lastUse: UInt64 = 0

    private static let mostPaces = 8
    /// Cadences are worked out again when there is one new job for so many known ones: with many, one more changes nothing.
    private static let staleness = 20

    mutating func add(_ duration: Duration, completed: Bool, use: UInt64) {
        lastUse = use
        guard samples.add(duration, completed: completed) else { return }
        news += 1
        guard news * Self.staleness >= samples.count else { return }
        cadences.removeAll()
        news = 0
    }

    mutating func cadence(_ pace: PollPace, use: UInt64) -> Cadence? {
        lastUse = use
        if let known = cadences[pace] { return known }
        guard let new = Cadence(samples, pace: pace) else { return nil }
        if cadences.count >= Self.mostPaces { cadences.removeAll() }
        cadences[pace] = new
        return new
    }
}
