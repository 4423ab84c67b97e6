// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Polling
import TestSupport

/// A day of an engine with matchers on an account, on simulated time: it goes from one event to the next.
struct MatchedDay {
    /// The account.
    let account: SimulatedAccount
    /// How long each job was not told after it was created, in seconds.
    private(set) var foundDelays: [Double] = []
    /// How long each end was not told, in seconds.
    private(set) var endDelays: [Double] = []
    /// How many jobs were told twice as found, or their ends.
    private(set) var repeated = 0
    /// The calls: reads of one job, and pages of lists.
    private(set) var reads = 0
    private(set) var pages = 0
    /// What it took, in seconds of this program's processor time, the account's side included.
    private(set) var cpu = 0.0

    private var engine: Engine
    private var now: Duration
    // A response takes equally long each time, so that the first to be sent is the first to arrive.
    private var polls = Arrivals<AdmittedPoll>()
    private var lists = Arrivals<AdmittedPage>()
    private var found: Set<String> = []
    private var ended: Set<String> = []

    private static let latency: Duration = .milliseconds(40)
    /// The interval at which polls begin, and the longest.
    static let pace = PollPace.standard

    /// A day that has not begun, of so many matchers.
    init(_ account: SimulatedAccount, matchers: Int, listings: ListingUse = .automatic) {
        self.account = account
        let list = WatchList(
            watches: [],
            matchers: SimulatedAccount.patterns(matchers).enumerated().map { Self.matcher("m\($0)", $1) },
            limits: Limits(rate: .perSecond(20), concurrency: 64, listings: listings))
        now = .seconds(SimulatedAccount.start)
        engine = Engine(list, seed: 1, at: .at(now))
    }

    private static func matcher(_ name: String, _ pattern: String) -> Matcher {
        let settings = Watch.Settings(
            kind: .sample("training-job"), region: "us-east-1", account: nil, credentials: .defaultChain, endpoint: nil,
            poll: pace, overdueAfter: nil, verbose: false, starts: .none, matcher: name)
        return Matcher(name: name, patterns: [NamePattern(pattern)], settings: settings)
    }

    /// Lets the day pass, and the time that the last jobs take.
    mutating func run() {
        let began = clock()
        let end = now + .seconds(86_400 + SimulatedAccount.longest + 600)
        while true {
            let admitted = engine.admit(at: .at(now))
            for poll in admitted.polls { polls.send(poll, arriving: now + Self.latency) }
            for page in admitted.pages { lists.send(page, arriving: now + Self.latency) }
            reads += admitted.polls.count
            pages += admitted.pages.count
            while let late = engine.nextOverdue(at: .at(now)) { engine.accept(late) }
            while let leaving = engine.nextLettingGo(at: .at(now)) { engine.letGo(leaving, at: .at(now)) }
            let next = [engine.nextWake(at: .at(now)), polls.next, lists.next].compactMap(\.self).min()
            guard let next, next <= end else { break }
            now = max(now, next)
            arrive()
        }
        cpu = Double(clock() - began) / Double(CLOCKS_PER_SEC)
    }

    private mutating func arrive() {
        while let poll = polls.receive(at: now) {
            guard let result = engine.evaluate(poll, account.read(poll.watch, at: now), at: .at(now)) else {
                engine.abandon(poll, at: .at(now))
                continue
            }
            note(result.commit?.notices ?? [])
            engine.accept(result, at: .at(now))
        }
        while let page = lists.receive(at: now) {
            guard let result = engine.take(page, account.page(page.request, at: now), at: .at(now)) else { continue }
            for commit in result.commits { note(commit.notices) }
            engine.accept(result, at: .at(now))
        }
    }

    private mutating func note(_ notices: [Commit.PendingNotice]) {
        for notice in notices.map(\.notice) {
            guard let name = notice.content.watch?.name.split(separator: "/").last.map(String.init),
                let job = account.job(named: name)
            else { continue }
            let time = now.inSeconds - SimulatedAccount.start
            if notice.event == .watchAdded {
                foundDelays.append(time - job.created)
                if !found.insert(name).inserted { repeated += 1 }
            }
            if notice.event == .transition, notice.content.state?.isFinal == true {
                endDelays.append(time - job.ends)
                if !ended.insert(name).inserted { repeated += 1 }
            }
        }
    }
}

/// What is under way, in the order in which it arrives.
private struct Arrivals<Item> {
    private var items: [(at: Duration, item: Item)] = []
    private var first = 0

    /// When the next one arrives; nil if nothing is under way.
    var next: Duration? { first < items.count ? items[first].at : nil }

    mutating func send(_ item: Item, arriving time: Duration) { items.append((time, item)) }

    mutating func receive(at now: Duration) -> Item? {
        guard first < items.count, items[first].at <= now else { return nil }
        defer {
            first += 1
            if first == items.count {
                items.removeAll(keepingCapacity: true)
                first = 0
            }
        }
        return items[first].item
    }
}
