// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport

/// An account whose training jobs appear over a day: those that matchers look for, and other people's.
///
/// A page costs what it looks at, whatever is in the account: the jobs are kept in the order of their creation, and none takes
/// longer than ``longest``.
struct SimulatedAccount: Sendable {
    /// One training job.
    struct Job: Sendable {
        /// When it was created and when it ends, in seconds since the beginning of the day.
        let created: Double
        let ends: Double
        /// Which group it belongs to; nil if it is somebody else's.
        let group: Int?
    }

    /// The jobs in the order of their creation.
    let jobs: [Job]
    /// When the day begins, so that everything before it has a time.
    static let start = 1_000_000.0
    /// How many groups of like jobs there are.
    static let groups = 100
    /// The most seconds that a job takes.
    static let longest = 7_200.0
    private static let pageSize = 100

    /// An account with so many jobs to find and so many of other people's; the same for the same numbers.
    init(jobs wanted: Int, others: Int) {
        var random = SplitMix64(seed: 14)
        let durations = (0..<Self.groups).map { number in
            DurationDistribution.logNormal(median: 300 * Double(1 + number % 10), sigma: 0.15)
        }
        var all: [Job] = []
        all.reserveCapacity(wanted + others)
        for number in 0..<(wanted + others) {
            let created = random.nextSample() * 86_400
            let group = Int(random.next() % UInt64(Self.groups))
            let ends = created + min(durations[group].next(&random), Self.longest)
            all.append(Job(created: created, ends: ends, group: number < wanted ? group : nil))
        }
        jobs = all.sorted { $0.created < $1.created }
    }

    /// The name of a job, which is its id: `job-ab-17`, `other-17`.
    func name(_ number: Int) -> String {
        guard let group = jobs[number].group else { return "other-\(number)" }
        return "job-\(Self.letter(group / 10))\(Self.letter(group % 10))-\(number)"
    }

    /// The job of a name.
    func job(named name: String) -> Job? {
        let number = name.split(separator: "-").last.flatMap { Int($0) }
        return number.flatMap { jobs.indices.contains($0) ? jobs[$0] : nil }
    }

    /// The patterns of so many matchers, ten or a hundred, that find all jobs of all groups.
    static func patterns(_ count: Int) -> [String] {
        let first = (0..<10).map { letter($0) }
        return count == groups
            ? first.flatMap { one in first.map { "job-\(one)\($0)-*" } } : first.map { "job-\($0)?-*" }
    }

    private static func letter(_ number: Int) -> String { String(UnicodeScalar(UInt8(97 + number))) }

    // MARK: What AWS says

    /// What a read of a watch comes to.
    func read(_ watch: Watch, at now: Duration) -> PollOutcome {
        let time = now.inSeconds - Self.start
        guard let job = job(named: watch.resourceID), job.created <= time else {
            return .failed(
                PollFailure(.notFound, code: "ValidationException", message: "Requested resource not found."))
        }
        let hasEnded = job.ends <= time
        return .observed(
            Observation(
                status: Self.status(of: job, at: time),
                createdAt: Self.timestamp(job.created),
                startedAt: Self.timestamp(job.created),
                finishedAt: hasEnded ? Self.timestamp(job.ends) : nil,
                modifiedAt: Self.timestamp(hasEnded ? job.ends : job.created)))
    }

    /// What a page of a list comes to.
    func page(_ request: ListRequest, at now: Duration) -> ListOutcome {
        let time = now.inSeconds - Self.start
        let bounds = request.bounds
        let created = bounds.createdAfter.map { Self.seconds($0) } ?? -.infinity
        let modified = bounds.modifiedAfter.map { Self.seconds($0) } ?? -.infinity
        // What changed later was not created much earlier.
        let earliest = max(created, modified - Self.longest)
        var number = request.token.flatMap { Int($0) } ?? firstJob(createdFrom: earliest)
        var items: [ListItem] = []
        while number < jobs.count, jobs[number].created <= time, items.count < Self.pageSize {
            let job = jobs[number]
            let status = Self.status(of: job, at: time)
            let changed = job.ends <= time ? job.ends : job.created
            if job.created >= created, changed >= modified, bounds.status.map({ $0 == status }) ?? true {
                items.append(
                    ListItem(
                        ids: [name(number)], name: name(number), status: status, createdAt: Self.timestamp(job.created),
                        modifiedAt: Self.timestamp(changed)))
            }
            number += 1
        }
        let isEnd = number >= jobs.count || jobs[number].created > time
        return .page(
            ListPage(items: items, nextToken: isEnd ? nil : String(number), date: Moment.at(now).wall))
    }

    private func firstJob(createdFrom time: Double) -> Int {
        var (low, high) = (0, jobs.count)
        while low < high {
            let middle = (low + high) / 2
            if jobs[middle].created < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func status(of job: Job, at time: Double) -> String { job.ends <= time ? "Completed" : "InProgress" }

    private static func timestamp(_ seconds: Double) -> Timestamp { Moment.at(.seconds(start + seconds)).wall }

    private static func seconds(_ time: Timestamp) -> Double {
        time.since(Moment.at(.zero).wall).inSeconds - start
    }
}
