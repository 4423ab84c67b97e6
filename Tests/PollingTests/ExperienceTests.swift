// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@testable import Polling

/// Polls by experience, and the ends that it expects.
@Suite(.timeLimit(.minutes(2))) struct ExperienceTests {
    /// A job as AWS shows it: pending until it starts, then in progress.
    private struct Job {
        var created = 0.0
        /// When it is in progress.
        var begins = 0.0
        /// When AWS says that it started; nil if it does not say.
        var started: Double?
        var ends = Double.infinity
        var saysEnd = true

        func answer(_ now: Duration) -> PollOutcome {
            let time = now.inSeconds
            func stamp(_ seconds: Double?) -> Timestamp? { seconds.map { Moment.seconds($0).wall } }
            let begun = started.map { $0 <= time } == true ? started : nil
            let hasEnded = time >= ends
            return .observed(
                Observation(
                    status: hasEnded ? "COMPLETED" : time >= begins ? "INPROGRESS" : "PENDING",
                    createdAt: stamp(created), startedAt: stamp(begun),
                    finishedAt: hasEnded && saysEnd ? stamp(ends) : nil, modifiedAt: stamp(hasEnded ? ends : created)))
        }
    }

    /// A book of jobs `n-0`, `n-1`, … that took so many seconds.
    private static func book(
        _ seconds: [Double], kind: String = "evaluation", name: String = "n"
    ) -> ExperienceBook {
        ExperienceBook(
            seconds.enumerated().map { number, seconds in
                PastJob(kind: kind, name: "\(name)-\(number)", duration: .seconds(seconds), isCompleted: true)
            })
    }

    /// Forty jobs of ten minutes, more or less.
    private static let similar = (0..<40).map { 570 + Double($0) * 1.5 }

    private static func list(_ names: [String], poll: PollPace = .standard) -> WatchList {
        WatchList(
            watches: names.map { .sample($0, poll: poll) }, limits: Limits(rate: .unlimited, listings: .never))
    }

    private static func world(
        _ jobs: [String: Job],
        _ experience: ExperienceBook,
        resuming past: Resumption = .none,
        beginningAt now: Duration = .zero,
        moment: @escaping (Duration) -> Moment = { .at($0) }
    ) -> SimulatedWorld {
        SimulatedWorld(
            list(jobs.keys.sorted()), resuming: past, experience: experience, beginningAt: now, moment: moment
        ) { watch, now in (jobs[watch.name] ?? Job()).answer(now) }
    }

    private static func estimates(_ world: SimulatedWorld) -> [EstimatedEnd?] {
        world.engine.status(at: world.moment(world.now)).map(\.estimatedEnd)
    }

    private static func times(_ world: SimulatedWorld) -> [Double] { world.polls.map(\.at.inSeconds) }

    // MARK: Polls

    @Test func pollsAreCloseWhereJobsEndAndFarApartBefore() {
        let job = Job(begins: 20, started: 20, ends: 1_100)
        var world = Self.world(["n-99": job], Self.book(Self.similar))
        world.run(until: .seconds(2_000))
        let times = Self.times(world)
        let gaps = zip(times, times.dropFirst()).map { (at: $1, gap: $1 - $0) }
        #expect(gaps.allSatisfy { $0.gap <= 300.2 }, "poll.max stays a promise: \(times)")
        #expect(times.count { (60..<540).contains($0) } <= 2, "\(times)")
        // From 570 to 630 s of age all of them ended.
        let near = gaps.filter { (600..<650).contains($0.at) }
        #expect(near.count >= 2 && near.allSatisfy { $0.gap <= 30 }, "\(times)")
        // Then it doubles, from where it was.
        let last = gaps.filter { (680..<1_100).contains($0.at) }.map(\.gap)
        #expect(zip(last, last.dropFirst()).allSatisfy { $1 > $0 * 1.9 }, "\(times)")
        #expect(world.delivered(.transition).map(\.notice["AWAITD_STATE"]) == ["pending", "in-progress", "completed"])
    }

    /// What the simulation of cadences says of jobs of ten minutes holds for whole engines too.
    @Test func similarJobsCostLittle() {
        let jobs = DurationDistribution.logNormal(median: 600, sigma: 0.15)
        var random = SplitMix64(seed: 3)
        let past = (0..<50).map { _ in jobs.next(&random) }
        // Each is seen to begin.
        let ends = (0..<150).map { _ in 16 + jobs.next(&random) }
        var lives: [String: Job] = [:]
        for (number, end) in ends.enumerated() { lives["n-\(number)"] = Job(begins: 16, started: 16, ends: end) }
        func run(_ book: ExperienceBook) -> (calls: Double, delay: Double, cost: Double) {
            var world = Self.world(lives, book)
            world.run(until: .seconds(2_000))
            let told = world.delivered(.transition).filter { $0.notice["AWAITD_STATE"] != "pending" }
            #expect(told.count == 300)
            let ended = world.notices.filter { $0.notice["AWAITD_STATE"] == "completed" }
            let delay = ended.reduce(0) { $0 + $1.at.inSeconds - (lives[$1.notice["AWAITD_WATCH"] ?? ""]?.ends ?? 0) }
            // Without the polls before and at the begin.
            let begin = told.filter { $0.notice["AWAITD_STATE"] == "in-progress" }.count
            let calls = Double(world.polls.count { $0.at > .seconds(16) } - begin) / 150
            let mean = ends.reduce(0) { $0 + $1 - 16 } / 150
            return (calls, delay / 150, calls * delay / 150 / mean)
        }
        let (wise, plain) = (run(Self.book(past)), run(ExperienceBook()))
        #expect(wise.cost <= 0.20 && plain.cost > 0.4, "\(wise), without: \(plain)")
        #expect(wise.calls <= plain.calls * 1.1, "\(wise), without: \(plain)")
    }

    /// Without as many past jobs of the pattern, or of others only, everything is as it is without any.
    @Test(arguments: [
        book(Array(similar.prefix(9))), book(similar, kind: "data-source"),
        book(similar, name: "o"),
    ])
    func pollsWithoutExperienceAreAsEver(experience: ExperienceBook) {
        var jobs: [String: Job] = [:]
        for number in 0..<20 {
            let begins = Double(number) * 40
            jobs["n-\(number)"] = Job(begins: begins, started: begins, ends: 5_000)
        }
        var world = Self.world(jobs, experience)
        var plain = SimulatedWorld(Self.list(jobs.keys.sorted())) { watch, now in
            (jobs[watch.name] ?? Job()).answer(now)
        }
        world.run(until: .seconds(4_000))
        plain.run(until: .seconds(4_000))
        #expect(world.polls.count > 200)
        #expect(world.polls.map(\.at) == plain.polls.map(\.at) && world.polls.map(\.watch) == plain.polls.map(\.watch))
        #expect(Self.estimates(world).allSatisfy { $0 == nil })
    }

    @Test func afterAFailedPollTheIntervalDoubles() {
        var world = SimulatedWorld(Self.list(["n-1"]), experience: Self.book(Self.similar)) { _, now in
            now > .seconds(570) ? .failed(.sample(.transient)) : Job(started: 0).answer(now)
        }
        world.run(until: .seconds(1_400))
        let late = Self.times(world).filter { $0 > 570 }
        let gaps = zip(late, late.dropFirst()).map { $1 - $0 }
        #expect((gaps.first ?? 0) < 60 && (3...6).contains(gaps.count), "\(Self.times(world))")
        #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $1 > $0 * 1.9 || $1 > 200 }, "\(Self.times(world))")
    }

    @Test func aJobThatIsBeingStoppedIsPolledAsEver() {
        func answer(_ now: Duration) -> PollOutcome {
            let status = now < .seconds(100) ? "InProgress" : "Stopping"
            return .observed(
                Observation(status: status, createdAt: Moment.seconds(0).wall, startedAt: Moment.seconds(0).wall))
        }
        let list = WatchList(
            watches: [.sample("n-1", kind: "training-job", id: "n-1")], limits: Limits(listings: .never))
        var world = SimulatedWorld(list, experience: Self.book(Self.similar, kind: "training-job")) { _, now in
            answer(now)
        }
        world.run(until: .seconds(420))
        let stopping = world.delivered(.transition).last?.second ?? 0
        let after = Self.times(world).filter { $0 > Double(stopping) + 1 }
        #expect((after.first ?? 0) - Double(stopping) < 17, "\(Self.times(world))")
        #expect(Self.estimates(world) == [nil])
    }

    // MARK: Estimates

    @Test func thereIsNoEstimateBeforeTheStart() {
        // In progress for 40 minutes before AWS says that it has started.
        let job = Job(begins: 10, started: 2_400)
        var (world, doubling) = (
            Self.world(["n-1": job], Self.book(Self.similar)), Self.world(["n-1": job], ExperienceBook())
        )
        for time in stride(from: 100.0, through: 2_400, by: 100) {
            world.run(until: .seconds(time))
            #expect(Self.estimates(world) == [nil])
        }
        doubling.run(until: .seconds(2_400))
        #expect(Self.times(world) == Self.times(doubling), "the interval doubles while it waits")
        world.run(until: .seconds(2_720))
        let end = Self.estimates(world).first??.at.since(Moment.seconds(0).wall).inSeconds ?? 0
        #expect((2_990...3_010).contains(end), "\(end)")
    }

    @Test func thereIsNoEstimateAfterTheLongest() throws {
        var world = Self.world(["n-1": Job(started: 0)], Self.book(Self.similar))
        for time in stride(from: 30.0, to: 627, by: 1) {
            world.run(until: .seconds(time))
            let estimate = try #require(Self.estimates(world).first ?? nil, "\(time)")
            #expect(estimate.at > Moment.seconds(time).wall && estimate.samples == 40)
        }
        for time in [629.0, 700, 2_000] {
            world.run(until: .seconds(time))
            #expect(Self.estimates(world) == [nil])
        }
    }

    @Test(arguments: [1, 9, 10, 11])
    func endsAreLearntAsTheyCome(count: Int) throws {
        var jobs: [String: Job] = [:]
        for number in 0..<count { jobs["n-2026-09-\(number)"] = Job(started: 0, ends: 600) }
        // What says nothing: no end, no time, backwards, of another pattern.
        jobs["n-2027-01-01"] = Job(started: 0, ends: 500, saysEnd: false)
        jobs["n-2027-01-02"] = Job(started: 500, ends: 500)
        jobs["n-2027-01-03"] = Job(started: 500, ends: 400)
        jobs["n-a"] = Job(started: 0, ends: 300)
        jobs["n-2027-02-01"] = Job(begins: 1_000, started: 1_000)
        var world = Self.world(jobs, ExperienceBook())
        world.run(until: .seconds(1_500))
        let status = try #require(
            world.engine.status(at: world.moment(world.now)).first { $0.name == "n-2027-02-01" })
        guard count >= 10 else {
            #expect(status.estimatedEnd == nil)
            return
        }
        #expect(status.estimatedEnd?.samples == count)
        let end = status.estimatedEnd?.at.since(Moment.seconds(0).wall).inSeconds ?? 0
        #expect(abs(end - 1_600) < 0.01, "\(end)")
    }

    @Test func aJobThatSeveralWatchesFollowEndsOnce() {
        var book = ExperienceBook()
        for name in ["n-1", "n-2"] {
            let watches = (0..<9).flatMap { number in
                [name, "n-3"].map { Watch.sample("\($0)\(number)", id: "ev-\(name)-\(number)") }
            }
            var world = SimulatedWorld(WatchList(watches: watches), experience: book) { _, now in
                Job(started: 0, ends: 600).answer(now)
            }
            world.run(until: .seconds(2_000))
            book = world.engine.experience.book
            let cadence = book.cadence(kind: "evaluation", name: "n-7", pace: .standard)
            // Nine jobs under eighteen names; with another nine there are enough.
            #expect((cadence == nil) == (name == "n-1"))
        }
    }

    @Test func aFoundJobGoesByItsOwnName() {
        let matcher = Matcher.sample("m-7/x", kind: "model-invocation-job")
        let watch = matcher.sampleWatch("n-1")
        #expect(watch.jobName == "n-1" && Watch.sample("m-7/x/n-1").jobName == "m-7/x/n-1")
        var world = SimulatedWorld(
            WatchList(watches: [watch]), experience: Self.book(Self.similar, kind: "model-invocation-job")
        ) { _, _ in .observed(Observation(status: "InProgress", createdAt: Moment.seconds(0).wall)) }
        world.run(until: .seconds(100))
        #expect(Self.estimates(world).first??.samples == 40)
    }

    // MARK: The host's clock

    @Test(arguments: [-7_200.0, 7_200])
    func theHostsClockMovesNeitherPollsNorEstimates(error: Double) {
        func moment(_ steady: Duration) -> Moment {
            let right = Moment.at(steady).wall
            return Moment(wall: right + .seconds(error), steady: steady, confirmed: right)
        }
        let job = ["n-1": Job(begins: 20, started: 20)]
        var wrong = Self.world(job, Self.book(Self.similar), moment: moment)
        var right = Self.world(job, Self.book(Self.similar))
        for time in stride(from: 10.0, through: 900, by: 10) {
            wrong.run(until: .seconds(time))
            right.run(until: .seconds(time))
            #expect(Self.estimates(wrong) == Self.estimates(right))
        }
        #expect(Self.times(wrong) == Self.times(right))
    }

    @Test(arguments: [-7_200.0, 7_200])
    func aWrongClockThatNothingConfirmsGivesNoEstimate(error: Double) {
        func moment(_ steady: Duration) -> Moment {
            Moment(wall: Moment.at(steady).wall + .seconds(error), steady: steady)
        }
        let job = ["n-1": Job(started: 0)]
        var world = Self.world(job, Self.book(Self.similar), moment: moment)
        var doubling = Self.world(job, ExperienceBook(), moment: moment)
        world.run(until: .seconds(900))
        doubling.run(until: .seconds(900))
        #expect(Self.estimates(world) == [nil])
        #expect(Self.times(world) == Self.times(doubling))
    }

    // MARK: Restarts

    /// What a run leaves on record at a time.
    private static func record(of world: SimulatedWorld) -> Resumption {
        let books = world.engine.bookkeeping(at: world.moment(world.now))
        var watches = world.committed
        for watch in books.watches { watches[watch.identity] = watch }
        return Resumption(
            watches: watches,
            lanes: Dictionary(books.lanes.map { ($0.id, $0.visibility) }) { first, _ in first },
            list: world.engine.watches)
    }

    @Test(arguments: [100.0, 330, 480, 560, 590, 610])
    func aRestartGoesOnAtTheSamePace(second: Double) {
        var jobs: [String: Job] = [:]
        for number in 0..<40 { jobs["n-\(number)"] = Job(begins: 20, started: 20) }
        var whole = Self.world(jobs, Self.book(Self.similar))
        var first = Self.world(jobs, Self.book(Self.similar))
        whole.run(until: .seconds(1_000))
        first.run(until: .seconds(second))
        var next = Self.world(
            jobs, Self.book(Self.similar), resuming: Self.record(of: first), beginningAt: .seconds(second))
        next.run(until: .seconds(1_000))
        var same = 0
        for name in jobs.keys {
            func times(_ world: SimulatedWorld) -> [Double] {
                world.polls.filter { $0.watch == name && $0.at.inSeconds > second + 0.5 && $0.at.inSeconds < 600 }
                    .map(\.at.inSeconds)
            }
            let (found, expected) = (times(next), times(whole))
            if found.count == expected.count, zip(found, expected).allSatisfy({ abs($0 - $1) < 0.5 }) { same += 1 }
            #expect(abs(found.count - expected.count) <= 1, "\(name): \(found), not \(expected)")
        }
        // Of a poll that was due just then it is not known whether it was made.
        #expect(same >= 32, "\(same)")
    }

    @Test func anEstimateAfterARestartWaitsForAWSsStart() {
        let jobs = ["n-1": Job(begins: 20, started: 20), "n-2": Job(begins: 20, started: 2_000)]
        var first = Self.world(jobs, Self.book(Self.similar))
        first.run(until: .seconds(120))
        #expect(Self.estimates(first).map { $0?.samples } == [40, nil])
        var next = Self.world(
            jobs, Self.book(Self.similar), resuming: Self.record(of: first), beginningAt: .seconds(121))
        #expect(Self.estimates(next) == [nil, nil], "the record does not tell AWS's start from a first read")
        next.run(until: .seconds(425))
        #expect(Self.estimates(next).map { $0?.samples } == [40, nil])
    }

    @Test func whereTheKindHasNoStartTheRecordIsEnough() {
        let list = WatchList(
            watches: [Watch.sample("n-1", kind: "evaluation-job")], limits: Limits(listings: .never))
        func world(_ past: Resumption, _ now: Duration) -> SimulatedWorld {
            SimulatedWorld(
                list, resuming: past, experience: Self.book(Self.similar, kind: "evaluation-job"), beginningAt: now
            ) { _, _ in .observed(Observation(status: "InProgress", createdAt: Moment.seconds(-10).wall)) }
        }
        var first = world(.none, .zero)
        first.run(until: .seconds(120))
        let next = world(Self.record(of: first), .seconds(121))
        #expect(Self.estimates(next) == Self.estimates(first) && Self.estimates(next).first??.samples == 40)
    }

    @Test func anotherPaceIsLearntAnew() throws {
        var world = Self.world(["n-1": Job(started: 0)], Self.book(Self.similar))
        world.run(until: .seconds(100))
        let list = Self.list(["n-1"], poll: PollPace(initial: .seconds(5), max: .seconds(60)))
        world.engine.apply(world.engine.change(to: list, at: world.moment(world.now)), at: world.moment(world.now))
        world.run(until: .seconds(700))
        let times = Self.times(world).filter { $0 > 100 }
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= 60.2 }, "\(times)")
        #expect(times.count { (575..<640).contains($0) } > 3, "\(times)")
    }

    // MARK: Lists

    /// A hundred jobs that end as others did, under lists: few calls while none ends, and close reads where they do.
    @Test func listsStandInWhileNoJobEnds() {
        let listed = ListingTests.Listed.bedrock
        let pace = PollPace(initial: .seconds(15), max: .seconds(300))
        func end(_ number: Int) -> Double { 6_000 + Double(number) * 6 }
        let account = FakeAccount(
            (0..<100).map { .job(listed.id($0), runs: listed.running, until: end($0)) }, pageSize: 100)
        func run(_ experience: ExperienceBook, _ use: ListingUse) -> (world: SimulatedWorld, delay: Double) {
            let watches = (0..<100).map { Watch.sample("n-\($0)", kind: listed.kind, id: listed.id($0), poll: pace) }
            var world = SimulatedWorld(
                WatchList(watches: watches, limits: Limits(rate: .perSecond(200), concurrency: 64, listings: use)),
                experience: experience, page: { account.page($0, $1) }, answer: { account.read($0, $1) })
            world.run(until: .seconds(8_000))
            let ends = world.delivered(.transition).filter { $0.notice["AWAITD_STATE"] == "completed" }
            #expect(ends.count == 100)
            let delays = ends.map { told in
                let number = Int(told.notice["AWAITD_WATCH"]?.dropFirst(2) ?? "") ?? 0
                return Double(told.second) - end(number)
            }
            #expect(delays.allSatisfy { $0 <= 301 }, "\(delays.max() ?? 0)")
            return (world, delays.reduce(0, +) / 100)
        }
        let past = Self.book((0..<100).map { end($0) - 3 }, kind: listed.kind)
        let (plain, wise) = (run(ExperienceBook(), .automatic), run(past, .automatic))
        let early = ListingTests.calls(of: wise.world, from: 1_000, to: 5_000)
        let before = ListingTests.calls(of: plain.world, from: 1_000, to: 5_000)
        #expect(early.pages + early.reads <= before.pages + before.reads + 10, "\(early), without: \(before)")
        #expect(wise.delay < plain.delay * 0.6, "\(wise.delay) s, without: \(plain.delay) s")
    }

    /// Jobs that end at any age are left to the lists, though polls would be a little closer.
    @Test func diffuseJobsAreLeftToLists() {
        let listed = ListingTests.Listed.bedrock
        let account = FakeAccount((0..<100).map { .job(listed.id($0), runs: listed.running) }, pageSize: 100)
        let watches = (0..<100).map { Watch.sample("n-\($0)", kind: listed.kind, id: listed.id($0)) }
        var random = SplitMix64(seed: 5)
        let past = (0..<100).map { _ in 600 + 20_000 * random.nextSample() }
        var world = SimulatedWorld(
            WatchList(watches: watches, limits: Limits(rate: .perSecond(200), concurrency: 64)),
            experience: Self.book(past, kind: listed.kind), page: { account.page($0, $1) },
            answer: { account.read($0, $1) })
        world.run(until: .seconds(8_000))
        let calls = ListingTests.calls(of: world, from: 2_000, to: 8_000)
        // Twenty listings of two calls each, and one full one.
        #expect(calls.pages + calls.reads <= 80, "\(calls)")
        #expect(Self.estimates(world).allSatisfy { $0 != nil })
    }

    @Test func itTakesTwoWordsAWatch() {
        #expect(MemoryLayout<JobExperience>.size <= 16)
        #expect(MemoryLayout<JobExperience?>.size <= 17)
    }
}
