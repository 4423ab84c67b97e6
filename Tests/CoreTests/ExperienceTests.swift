// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct ExperienceTests {
    private static let start = Moment.seconds(0).wall
    private static let kind = "training-job"

    private static func book(_ durations: [Double], completed: Bool = true) -> ExperienceBook {
        ExperienceBook(
            durations.map {
                PastJob(kind: kind, name: "n-1", duration: Duration(clampingSeconds: $0), isCompleted: completed)
            }
        )
    }

    private static func cadence(_ durations: [Double], _ pace: PollPace = .standard) -> Cadence? {
        var book = book(durations)
        return book.cadence(kind: kind, name: "n-2", pace: pace)
    }

    /// The cadence of a job, by a book that stays as it is.
    private static func cadence(_ book: ExperienceBook, kind: String = kind, _ name: String = "n-2") -> Cadence? {
        var book = book
        return book.cadence(kind: kind, name: name, pace: .standard)
    }

    private static func end(_ cadence: Cadence, at seconds: Double) -> Double? {
        cadence.estimatedEnd(startedAt: start, now: start + .milliseconds(Int64(seconds * 1_000)))
            .map { $0.at.since(start).inSeconds }
    }

    // MARK: What counts

    @Test(arguments: [(0, nil), (1, nil), (9, nil), (10, 10), (200, 200), (500, 200)] as [(Int, Int?)])
    func tenJobsSaySomethingAndTheNewestTwoHundredCount(jobs: Int, samples: Int?) {
        let cadence = Self.cadence(Array(repeating: 600, count: jobs))
        #expect(cadence?.estimatedEnd(startedAt: Self.start, now: Self.start)?.samples == samples)
        #expect((cadence?.interval(atAge: .seconds(1)) == nil) == (samples == nil))
    }

    @Test func theOldestGoFirst() throws {
        let cadence = try #require(Self.cadence(Array(repeating: 60, count: 100) + Array(repeating: 600, count: 200)))
        #expect(Self.end(cadence, at: 0) == 600)
        let older = try #require(Self.cadence(Array(repeating: 60, count: 120) + Array(repeating: 600, count: 90)))
        #expect(Self.end(older, at: 0) == 60)
    }

    @Test func whatIsNoDurationDoesNotCount() throws {
        var book = Self.book(Array(repeating: 600, count: 10))
        for seconds in [0, -1, -1_000_000, 1_795_255_200, Int64.max] {
            book.note(kind: Self.kind, name: "n-3", duration: .seconds(seconds), completed: true)
            book.note(kind: Self.kind, name: "m", duration: .seconds(seconds), completed: true)
        }
        #expect(book.count == 1)
        let cadence = try #require(Self.cadence(book))
        #expect(Self.end(cadence, at: 0) == 600)
        #expect(cadence.estimatedEnd(startedAt: Self.start, now: Self.start)?.samples == 10)
    }

    @Test func jobsThatDidNotCompleteFeedTheCadenceAlone() throws {
        var book = Self.book(Array(repeating: 100, count: 30), completed: false)
        let failures = try #require(Self.cadence(book))
        #expect(Self.end(failures, at: 0) == nil)
        #expect(failures.interval(atAge: .seconds(95)).map { $0 < .seconds(20) } == true)
        for number in 1...9 {
            book.note(kind: Self.kind, name: "n-\(number)", duration: .seconds(1_000), completed: true)
            #expect(Self.cadence(book).flatMap { Self.end($0, at: 0) } == nil)
        }
        book.note(kind: Self.kind, name: "n-10", duration: .seconds(1_000), completed: true)
        for _ in 0..<2 { book.note(kind: Self.kind, name: "n-1", duration: .seconds(1_000), completed: true) }
        let both = try #require(Self.cadence(book))
        #expect(Self.end(both, at: 0) == 1_000)
    }

    @Test func kindsAndNamesAreKeptApart() {
        let book = Self.book(Array(repeating: 600, count: 10))
        #expect(Self.cadence(book, "n-77") != nil)
        #expect(Self.cadence(book, "n-a") == nil)
        #expect(Self.cadence(book, kind: "processing-job", "n-1") == nil)
        #expect(book.count == 1)
    }

    // MARK: Intervals

    @Test func allIntervalsAreWithinThePaceWhateverTheDurations() throws {
        var random = SplitMix64(seed: 7)
        let longest = 300_000_000.0
        let pasts: [[Double]] = [
            Array(repeating: 600, count: 10), Array(repeating: 0.000_001, count: 10),
            Array(repeating: longest, count: 200), [1e-6] + Array(repeating: longest, count: 9),
            (1...200).map { Double($0) }, (0..<48).map { 1e-6 * Double(1 << $0) },
            (0..<40).map { _ in 600 + random.nextSample() * 1e-3 },
            (0..<200).map { _ in random.nextSample() * 1e6 + 1 },
        ]
        let paces = [
            PollPace.standard, PollPace(initial: .zero, max: .zero), PollPace(initial: .seconds(30), max: .seconds(30)),
            PollPace(initial: .milliseconds(1), max: .seconds(3_155_760_000)),
        ]
        for past in pasts {
            for pace in paces {
                let cadence = try #require(Self.cadence(past, pace))
                let ages = past + (0..<200).map { _ in random.nextSample() * (past.max() ?? 1) } + [0]
                for age in ages {
                    guard let interval = cadence.interval(atAge: Duration(clampingSeconds: age)) else {
                        #expect(age >= (past.max() ?? 0) * (1 - 1e-6) - 1e-6, "\(age)")
                        continue
                    }
                    #expect(interval >= pace.initial && interval <= pace.max)
                }
            }
        }
    }

    @Test func nothingIsSaidBeforeTheStartAndBeyondTheLongest() throws {
        let cadence = try #require(Self.cadence((1...20).map { Double($0) * 60 }))
        #expect(cadence.interval(atAge: .seconds(-1)) == nil)
        #expect(cadence.interval(atAge: .zero) != nil)
        #expect(cadence.interval(atAge: .seconds(1_199)) != nil)
        #expect(cadence.interval(atAge: .seconds(1_200)) == nil)
        #expect(cadence.interval(atAge: .seconds(Int64.max)) == nil)
    }

    @Test func itIsSeldomWhereNoneEndedAndOftenWhereAllDid() throws {
        let cadence = try #require(Self.cadence((0..<50).map { 3_500 + 4 * Double($0) }))
        #expect(cadence.interval(atAge: .seconds(60)) == .seconds(300))
        #expect(cadence.interval(atAge: .seconds(2_000)) == .seconds(300))
        let within = try #require(cadence.interval(atAge: .seconds(3_550)))
        #expect(within < .seconds(60))
        // It does not leap over the time when they end.
        let before = try #require(cadence.interval(atAge: .seconds(3_300)))
        #expect(before < .seconds(250))
    }

    @Test func aRestartFindsThePollThatWouldHaveCome() throws {
        var random = SplitMix64(seed: 3)
        let cadence = try #require(Self.cadence((0..<50).map { _ in 3_000 + 600 * random.nextSample() }))
        for jitter in [0, 0.4, 0.999] {
            var polls = [Self.start + .seconds(7)]
            while let last = polls.last, let interval = cadence.interval(atAge: last.since(Self.start)) {
                polls.append(last + interval * (1 - Backoff.jitterShare * jitter))
            }
            #expect(polls.count > 12)
            for (poll, next) in zip(polls, polls.dropFirst()).dropLast() {
                let time = poll + .milliseconds(300)
                let found = try #require(
                    cadence.poll(after: time, from: polls[0], startedAt: Self.start, jitter: jitter))
                #expect(found.next == next)
                #expect(found.interval == cadence.interval(atAge: poll.since(Self.start)))
            }
        }
    }

    @Test func aRestartFindsAPollAfterNowWhateverTheRecordSays() throws {
        let millisecond = PollPace(initial: .zero, max: .zero)
        let cadence = try #require(Self.cadence(Array(repeating: 86_400_000, count: 10), millisecond))
        let now = Self.start + .seconds(80_000_000)
        for recorded in [Int64.min, 0, Self.start.microseconds, now.microseconds, Int64.max] {
            let poll = Timestamp(microseconds: recorded)
            let found = try #require(cadence.poll(after: now, from: poll, startedAt: Self.start, jitter: 0.5))
            #expect(found.next > now && found.next.since(now) <= .milliseconds(1))
        }
        #expect(cadence.poll(after: Self.start + .seconds(-5), from: now, startedAt: Self.start, jitter: 0.5) == nil)
    }

    // MARK: The estimated end

    @Test func theEndIsTheMedianOfThoseThatTookLonger() throws {
        let cadence = try #require(Self.cadence((1...11).map { Double($0) * 60 }))
        let rows: [(age: Double, end: Double?)] = [
            (-0.001, nil), (0, 360), (59, 360), (60, 390), (61, 390), (540, 630), (600, 660), (659.9, 660), (660, nil),
            (1e9, nil),
        ]
        for row in rows { #expect(Self.end(cadence, at: row.age) == row.end, "\(row.age)") }
    }

    @Test func theEndIsNeverPast() throws {
        var random = SplitMix64(seed: 5)
        let cadence = try #require(Self.cadence((0..<100).map { _ in 600 * random.nextSample() + 1 }))
        for _ in 0..<5_000 {
            let now = Self.start + Duration(clampingSeconds: random.nextSample() * 700)
            guard let end = cadence.estimatedEnd(startedAt: Self.start, now: now) else { continue }
            #expect(end.at > now && end.samples == 100)
        }
    }

    static let words: [(seconds: Double, text: String?)] = [
        (-1, nil),
        (0, nil),
        (0.001, "less than 1 min left"),
        (29, "less than 1 min left"),
        (30, "about 1 min left"),
        (89, "about 1 min left"),
        (720, "about 12 min left"),
        (5_369, "about 89 min left"),
        (5_400, "about 1 h 30 min left"),
        (7_190, "about 2 h left"),
        (9_100, "about 2 h 30 min left"),
        (35_000, "about 9 h 40 min left"),
        (36_000, "about 10 h left"),
        (170_000, "about 47 h left"),
        (172_800, "about 2 days left"),
        (864_000, "about 10 days left"),
    ]

    @Test(arguments: words)
    func anEstimateIsAsExactAsItCanBe(_ row: (seconds: Double, text: String?)) {
        let estimate = EstimatedEnd(at: Self.start + .milliseconds(Int64(row.seconds * 1_000)), samples: 38)
        #expect(estimate.text(at: Self.start) == row.text.map { "\($0) (from 38 past jobs)" })
        let single = EstimatedEnd(at: Self.start + .seconds(90), samples: 1).text(at: Self.start)
        #expect(single?.hasSuffix("(from 1 past job)") == true)
    }

    // MARK: The book

    @Test func thePatternsThatWereNotUsedForLongestGo() {
        var book = ExperienceBook(mostPatterns: 100)
        let name = { (number: Int) in String(repeating: "x", count: number + 1) }
        for number in 0..<1_000 {
            for _ in 0..<10 { book.note(kind: "k", name: name(number), duration: .seconds(60), completed: true) }
            let first = book.cadence(kind: "k", name: name(0), pace: .standard)
            #expect(first != nil, "it is in use")
            #expect(book.count <= 100)
        }
        #expect(book.count >= 80)
        #expect(Self.cadence(book, kind: "k", name(1)) == nil)
        #expect(Self.cadence(book, kind: "k", name(999)) != nil)
    }

    @Test func watchesOfAPatternShareItsCadenceUntilMoreIsKnown() throws {
        var book = Self.book(Array(repeating: 600, count: 100))
        let first = book.cadence(kind: Self.kind, name: "n-1", pace: .standard)
        let second = book.cadence(kind: Self.kind, name: "n-2", pace: .standard)
        #expect(first != nil && first === second)
        let pace = PollPace(initial: .seconds(1), max: .seconds(2))
        let other = book.cadence(kind: Self.kind, name: "n-2", pace: pace)
        #expect(other != nil && other !== first)
        for _ in 0..<6 { book.note(kind: Self.kind, name: "n-3", duration: .seconds(60), completed: true) }
        let newer = try #require(Self.cadence(book))
        #expect(newer !== first)
        #expect(newer.estimatedEnd(startedAt: Self.start, now: Self.start)?.samples ?? 0 > 100)
    }

    // MARK: AWS's times

    private static func observation(
        created: Double?,
        started: Double?,
        finished: Double?,
        modified: Double? = nil
    ) -> Observation {
        let time = { (seconds: Double?) in seconds.flatMap { Timestamp(epochSeconds: $0) } }
        return Observation(
            status: "Completed", createdAt: time(created), startedAt: time(started), finishedAt: time(finished),
            modifiedAt: time(modified))
    }

    static let lengths: [(kind: String, Observation, seconds: Double?, approximate: Bool)] = [
        ("training-job", observation(created: 100, started: 1_000, finished: 1_600), 600, false),
        ("training-job", observation(created: 100, started: nil, finished: 1_600), 1_500, false),
        ("training-job", observation(created: 100, started: 0, finished: 1_600), 1_500, false),
        ("training-job", observation(created: 100, started: 1_000, finished: 999), nil, false),
        ("training-job", observation(created: 100, started: 1_000, finished: 1_000), 0, false),
        ("training-job", observation(created: 100, started: 1_000, finished: nil, modified: 1_500), 500, true),
        ("model-customization-job", observation(created: 100, started: nil, finished: 1_600), 1_500, false),
        ("evaluation-job", observation(created: 100, started: nil, finished: nil, modified: 160), 60, true),
    ]

    @Test(arguments: lengths)
    func aJobTookWhatAWSSaysFromItsStartToItsEnd(
        _ row: (kind: String, Observation, seconds: Double?, approximate: Bool)
    ) throws {
        let kind = Kind.sample(row.kind)
        try #require(kind.name == row.kind)
        let length = row.1.length(endingIn: .completed, kind.response)
        #expect(length?.duration.inSeconds == row.seconds)
        #expect(length?.isApproximate ?? false == row.approximate)
    }
}
