// SPDX-License-Identifier: Apache-2.0

package import Core

/// How an engine begins: with the watches of a list and the jobs that matchers had found, of which there may be a hundred
/// thousand. What many of them have in common is looked up once, and they are scheduled and counted together.
extension Engine {
    /// Makes an engine that has read none of its watches yet.
    ///
    /// The first polls are spread over each watch's `poll.initial`, or are due immediately if `atOnce`. Equal seeds give
    /// equal jitter and event ids, so a daemon takes a random one. Watches known to `past` continue from there. `experience`
    /// is of the jobs that have ended before.
    package init(
        _ list: WatchList,
        resuming past: Resumption = .none,
        experience: ExperienceBook = ExperienceBook(),
        seed: UInt64,
        atOnce: Bool = false,
        at now: Moment
    ) {
        self.init(list.limits, experience, seed: seed)
        let count = list.watches.count + past.found.count
        entries.reserveCapacity(count)
        listOrder.reserveCapacity(count)
        var start = Start(past, atOnce: atOnce, at: now)
        start.due.reserveCapacity(count)
        // A found job's watch has a slash in its name, and a written one may have taken that name.
        let names = Set(list.watches.lazy.map(\.name).filter { $0.contains("/") })
        let known = names.isEmpty ? past : past.byIdentity
        for watch in list.watches { begin(watch, resuming: known.snapshot(of: watch).map(Boxed.init), &start) }
        start.atOnce = false
        for matcher in list.matchers { add(matcher, resuming: past, at: now) }
        addFound(except: names, &start)
        schedule.set(start.due)
        planListings(at: now)
        beginSightChecks(start.unreadable, at: now)
    }

    /// Adds a watch.
    @discardableResult
    private mutating func begin(
        _ watch: Watch, resuming known: Boxed<WatchSnapshot>?, _ start: inout Start
    ) -> EntryID {
        if start.settings !== watch.settings {
            start.settings = watch.settings
            start.lane = openLane(of: watch, resuming: start.past, at: start.now)
            start.laneAnswer = start.past.lanes[watch.lane]?.lastAnswerAt
            start.list = list(for: watch, lane: start.lane)
            start.isOneList = watch.kind.listing?.parent.isEmpty ?? true
        }
        let list = start.isOneList ? start.list : list(for: watch, lane: start.lane)
        let (id, due) = add(
            watch, in: start.lane, list: list, resuming: known, laneAnswer: start.laneAnswer, atOnce: start.atOnce,
            at: start.now)
        if let due { start.due.append((id, due)) }
        return id
    }

    /// Adds the jobs that matchers had found before, as far as they still match.
    private mutating func addFound(except names: Set<String>, _ start: inout Start) {
        let places = Dictionary(matchers.indices.map { (matchers[$0].matcher.name, $0) }) { first, _ in first }
        // Of several, it is not known before how many each has found.
        if matchers.count == 1 { matchers[0].found.reserveCapacity(start.past.found.count) }
        var (recorded, found): (Watch.Settings?, (place: Int, settings: Watch.Settings, isSame: Bool)?) = (nil, nil)
        for job in start.past.found {
            let watch = job.watch
            if recorded !== watch.settings {
                recorded = watch.settings
                found = watch.matcher.flatMap { places[$0] }.flatMap { place in
                    let settings = matchers[place].matcher.settings
                    guard watch.kind.name == settings.kind.name, watch.region == settings.region else { return nil }
                    // It remembers something only if it still looks for the same names.
                    return (place, settings, matchers[place].memory != nil)
                }
            }
            guard let (place, settings, isSame) = found, names.isEmpty || !names.contains(watch.name),
                isSame || matchers[place].matcher.matches(matchers[place].matcher.jobName(of: watch))
            else { continue }
            let followed = Watch(name: watch.name, resourceID: watch.resourceID, settings: settings)
            let isElsewhere = job.known.map { !followed.mayBe(inAccount: $0.value.account) } ?? true
            let known = isElsewhere ? nil : job.known
            let id = begin(followed, resuming: known, &start)
            matchers[place].found[watch.resourceID] = id
            guard let machine = known?.value.machine else { continue }
            if machine.state.isFinal || machine.visibility.current != .visible { scheduleLettingGo(id, at: start.now) }
            if machine.visibility.current.isToldByMatcher { start.unreadable.insert(place) }
        }
    }
}

/// What the watches of a start have in common, and when they are due.
private struct Start {
    /// What an earlier run has left.
    let past: Resumption
    /// The moment of the start.
    let now: Moment
    /// What the last watch shares with those beside it.
    var settings: Watch.Settings?
    /// Its lane.
    var lane: LaneNumber = 0
    /// When its lane was answered last.
    var laneAnswer: Timestamp?
    /// The list that may show it.
    var list: ListNumber?
    /// Whether all watches of its settings are in that one.
    var isOneList = true
    /// Whether the watches are due immediately.
    var atOnce: Bool
    /// When which watch is due.
    var due: [(id: EntryID, at: Duration)] = []
    /// The places of the matchers with found jobs that cannot be read.
    var unreadable: Set<Int> = []

    init(_ past: Resumption, atOnce: Bool, at now: Moment) {
        self.past = past
        self.now = now
        self.atOnce = atOnce
    }
}
