// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport

/// An engine and AWS on simulated time: steps from one event to the next, so that hours pass in milliseconds.
struct SimulatedWorld {
    /// One poll as it was made.
    struct Poll {
        let at: Duration
        let watch: String
    }

    var engine: Engine
    /// What a poll of a watch comes to at a time.
    let answer: (Watch, Duration) -> PollOutcome
    /// What a page of a list comes to at a time.
    let page: (ListRequest, Duration) -> ListOutcome
    /// How long a response takes.
    let latency: Duration
    /// What the clocks show at a time.
    let moment: (Duration) -> Moment
    private(set) var now: Duration
    private(set) var polls: [Poll] = []
    /// The pages that were asked for.
    private(set) var pages: [(at: Duration, request: ListRequest)] = []
    private(set) var notices: [(at: Duration, notice: Notice)] = []
    /// All that was committed, oldest first.
    private(set) var commits: [Commit] = []
    /// The last snapshot of each watch that was committed.
    private(set) var committed: [WatchIdentity: WatchSnapshot] = [:]
    private(set) var mostUnderWay = 0
    /// When the credentials are fixed, if they are.
    var credentialsFixedAt: Duration?
    private var beginning = TimeCorrection()
    private var underWay: [(ends: Duration, poll: AdmittedPoll)] = []
    private var pagesUnderWay: [(ends: Duration, page: AdmittedPage)] = []

    init(
        _ list: WatchList,
        resuming past: Resumption = .none,
        experience: ExperienceBook = ExperienceBook(),
        beginningAt now: Duration = .zero,
        seed: UInt64 = 1,
        atOnce: Bool = false,
        latency: Duration = .milliseconds(40),
        moment: @escaping (Duration) -> Moment = { .at($0) },
        page: @escaping (ListRequest, Duration) -> ListOutcome = { _, _ in .failed(.noLists) },
        answer: @escaping (Watch, Duration) -> PollOutcome
    ) {
        engine = Engine(
            list, resuming: past, experience: experience, seed: seed, atOnce: atOnce, at: moment(now))
        self.now = now
        self.moment = moment
        self.answer = answer
        self.page = page
        self.latency = latency
    }

    /// Lets time pass until `end`.
    mutating func run(until end: Duration) {
        while true {
            if beginning.isCorrected(by: moment(now)) { engine.timeCorrected(at: moment(now)) }
            if let fixed = credentialsFixedAt, fixed <= now {
                credentialsFixedAt = nil
                for lane in engine.lanesAwaitingCredentials { engine.credentialsChanged(lane, at: moment(now)) }
            }
            let admitted = engine.admit(at: moment(now))
            for poll in admitted.polls {
                polls.append(Poll(at: now, watch: poll.watch.name))
                underWay.append((now + latency, poll))
            }
            for page in admitted.pages {
                pages.append((now, page.request))
                pagesUnderWay.append((now + latency, page))
            }
            while let late = engine.nextOverdue(at: moment(now)) { take(late) }
            while let report = engine.nextSightReport(at: moment(now)) {
                commits.append(report.commit)
                for pending in report.commit.notices { notices.append((now, pending.notice)) }
                engine.accept(report)
            }
            while let leaving = engine.nextLettingGo(at: moment(now)) {
                commits.append(leaving.commit)
                engine.letGo(leaving, at: moment(now))
            }
            mostUnderWay = max(mostUnderWay, underWay.count + pagesUnderWay.count)
            let ending = (underWay.map(\.ends) + pagesUnderWay.map(\.ends)).min()
            let next = [engine.nextWake(at: moment(now)), ending, credentialsFixedAt].compactMap { $0 }.min()
            guard let next, next <= end else { break }
            // A wake that is not later than now would be a loop that burns a processor.
            precondition(next > now || ending == next, "the engine wants to be woken at \(next), and it is \(now)")
            now = max(now, next)
            finishPolls()
        }
        now = end
    }

    private mutating func finishPolls() {
        while let index = underWay.firstIndex(where: { $0.ends <= now }) {
            let (_, call) = underWay.remove(at: index)
            for (poll, outcome) in outcomes(of: call) {
                guard let outcome else {
                    engine.readAlone(poll, at: moment(now))
                    continue
                }
                guard let result = engine.evaluate(poll, outcome, at: moment(now)) else {
                    engine.abandon(poll, at: moment(now))
                    continue
                }
                if let commit = result.commit { commits.append(commit) }
                if let watch = result.commit?.watch { committed[watch.identity] = watch }
                for pending in result.commit?.notices ?? [] { notices.append((now, pending.notice)) }
                engine.accept(result, at: moment(now))
            }
        }
        while let index = pagesUnderWay.firstIndex(where: { $0.ends <= now }) {
            let (_, asked) = pagesUnderWay.remove(at: index)
            guard let result = engine.take(asked, page(asked.request, now), at: moment(now)) else { continue }
            commits += result.commits
            for pending in result.commits.flatMap(\.notices) { notices.append((now, pending.notice)) }
            engine.accept(result, at: moment(now))
        }
    }

    /// What the polls of one call came to: a call for many says nothing of what a read of its own would fail with.
    private func outcomes(of call: AdmittedPoll) -> [(poll: AdmittedPoll, outcome: PollOutcome?)] {
        let resources = call.resources
        guard resources.count > 1 else {
            let outcome = answer(call.watch, now)
            return ([call] + call.companions).map { ($0, outcome) }
        }
        return call.outcomes(
            .read(resources.map { if case .observed(let seen) = answer($0, now) { seen } else { nil } }))
    }

    /// Puts another list into use.
    mutating func apply(_ list: WatchList) {
        let change = engine.change(to: list, at: moment(now))
        commits += change.commits
        for pending in change.commits.flatMap(\.notices) { notices.append((now, pending.notice)) }
        engine.apply(change, at: moment(now))
    }

    /// What bookkeeping would write now, as a commit.
    mutating func bookkeep() {
        let checkpoint = engine.bookkeeping(at: moment(now))
        commits += checkpoint.watches.map { Commit(watch: $0, notices: []) }
        commits.append(Commit(watch: nil, matchers: checkpoint.matchers, notices: []))
        engine.bookkeepingSaved()
    }

    private mutating func take(_ late: OverdueWatch) {
        if let watch = late.commit.watch { committed[watch.identity] = watch }
        for pending in late.commit.notices { notices.append((now, pending.notice)) }
        engine.accept(late)
    }

    /// The notices of an event, with the second in which they were committed.
    func delivered(_ event: NoticeEvent) -> [(second: Int, notice: Notice)] {
        notices.filter { $0.notice.event == event }.map { (Int($0.at.inSeconds), $0.notice) }
    }

    /// How many polls fell into each second.
    var pollsPerSecond: [Int: Int] {
        polls.reduce(into: [:]) { $0[Int($1.at.inSeconds), default: 0] += 1 }
    }
}

extension WatchList {
    /// So many evaluations in one lane, which are not listed.
    static func evaluations(
        _ count: Int,
        poll: PollPace = .standard,
        rate: RateLimit = .perSecond(2),
        concurrency: Int = 16
    ) -> WatchList {
        WatchList(
            watches: (0..<count).map { .sample("job-\($0)", poll: poll) },
            limits: Limits(rate: rate, concurrency: concurrency, listings: .never)
        )
    }
}

extension PollFailure {
    /// A service that refuses to list.
    static let noLists = PollFailure(.denied, code: "AccessDeniedException", message: "you may not list")
}

extension PollOutcome {
    /// A read with nothing but a status.
    static func status(_ status: String) -> PollOutcome { .observed(Observation(status: status)) }
}
