// SPDX-License-Identifier: Apache-2.0

/// What another list means for the matchers: which are gone, which look for other names now, and which watches leave.
package struct MatcherChanges: Sendable, Hashable {
    /// The matchers that are gone, or that are other ones now under their old names, and how many open jobs they had.
    package private(set) var removed: [(matcher: Matcher, open: Int)] = []
    /// Those that look for other names now, how many watches stay with them, and what they know from now on.
    package private(set) var changed: [(matcher: Matcher, kept: Int, left: [Watch], memory: MatcherSnapshot)] = []

    /// Nothing changes.
    package static let none = MatcherChanges()

    private init() {}

    package static func == (one: MatcherChanges, other: MatcherChanges) -> Bool {
        one.removed.elementsEqual(other.removed) { $0 == $1 }
            && one.changed.elementsEqual(other.changed) {
                $0.matcher == $1.matcher && $0.kept == $1.kept && $0.left == $1.left && $0.memory == $1.memory
            }
    }

    package func hash(into hasher: inout Hasher) {
        for one in removed { hasher.combine(one.matcher) }
        for one in changed { hasher.combine(one.matcher) }
    }

    /// A matcher as it was until now: what it was called, and what it knew if it had listed.
    package struct Known: Sendable {
        /// The matcher.
        let matcher: Matcher
        /// Its memory; nil before its first listing.
        let memory: MatcherMemory?

        /// A matcher as it was.
        package init(_ matcher: Matcher, _ memory: MatcherMemory?) {
            (self.matcher, self.memory) = (matcher, memory)
        }
    }

    /// The changes from matchers and what they had found to those of another list.
    ///
    /// `found`, with whether each still goes on, is looked at only if a matcher has changed.
    package init(
        from old: [Known], found: () -> [(watch: Watch, isOpen: Bool)], to new: [Matcher], at now: Timestamp
    ) {
        guard !old.isEmpty else { return }
        let next = Dictionary(new.map { ($0.name, $0) }) { first, _ in first }
        lazy var foundBy = Dictionary(grouping: found()) { $0.watch.matcher ?? "" }
        for known in old {
            guard let matcher = next[known.matcher.name], matcher.identity == known.matcher.identity else {
                removed.append((known.matcher, foundBy[known.matcher.name]?.count(where: \.isOpen) ?? 0))
                continue
            }
            guard let memory = known.memory, memory.patterns != matcher.patterns.map(\.text) else { continue }
            let jobs = (foundBy[known.matcher.name] ?? []).map(\.watch)
            let left = jobs.filter { !matcher.matches(matcher.jobName(of: $0)) }
            let begun = MatcherMemory(patterns: matcher.patterns.map(\.text), firstListedAt: now)
            changed.append(
                (matcher, jobs.count - left.count, left, MatcherSnapshot(identity: matcher.identity, memory: begun)))
        }
    }

    /// What changed between the last run's list and this run's.
    package init(resuming past: Resumption, to new: [Matcher], at now: Timestamp) {
        let old = past.matchers.keys.sorted().compactMap { name in
            past.matchers[name].map { Known(Matcher($0), $0.memory) }
        }
        let found = { past.found.map { ($0.watch, $0.snapshot.map { !$0.machine.state.isFinal } ?? true) } }
        self.init(from: old, found: found, to: new, at: now)
    }

    /// Whether nothing changes.
    package var isEmpty: Bool { removed.isEmpty && changed.isEmpty }

    /// The watches of jobs that leave because their names match no longer.
    package var left: [Watch] { changed.flatMap(\.left) }

    /// What changes on record, with its notices; nil if nothing does.
    package func commit(random: inout SplitMix64, at now: Timestamp) -> Commit? {
        guard !isEmpty else { return nil }
        let notices =
            removed.map { $0.matcher.removedNotice(open: $0.open) }
            + changed.compactMap { $0.matcher.patternsChangedNotice(kept: $0.kept, left: $0.left.count) }
        return Commit(
            watch: nil,
            list: left.isEmpty ? nil : Commit.ListChange(added: [], removed: left.map(\.identity)),
            removedMatchers: removed.map(\.matcher.name),
            matchers: changed.map(\.memory),
            notices: notices.map { Commit.PendingNotice($0, eventID: random.nextEventID(), observedAt: now) }
        )
    }
}

extension Matcher {
    /// A matcher as the record knows it.
    package init(_ snapshot: MatcherSnapshot) {
        let identity = snapshot.identity
        self.init(
            name: identity.name,
            patterns: snapshot.memory.patterns.map { NamePattern($0) },
            settings: Watch.Settings(
                kind: Kind.builtIn(named: identity.kind) ?? .undeclared(identity.kind),
                region: identity.region, account: identity.account, credentials: .defaultChain,
                endpoint: identity.endpoint, poll: .standard, overdueAfter: nil, verbose: false, starts: .none,
                matcher: identity.name),
            parent: identity.parent
        )
    }

    /// The job's own name in the name of a watch that this matcher has found.
    package func jobName(of watch: Watch) -> String {
        guard watch.name.hasPrefix(name + "/") else { return watch.name }
        let job = watch.name.dropFirst(name.count + 1)
        let suffix = Self.distinction(of: watch.resourceID)
        return String(job.hasSuffix(suffix) ? job.dropLast(suffix.count) : job)
    }

    /// The name of the watch of a job: `<matcher>/<name>`.
    ///
    /// It gets the end of the job's id if `isTaken` says that another watch has the name, or if it would be too long.
    package func watchName(ofJob job: String, id: String, isTaken: (String) -> Bool) -> String {
        let whole = "\(name)/\(job.cleaned(limit: 1_000))"
        if whole.unicodeScalars.count <= Self.longestName, !isTaken(whole) { return whole }
        let suffix = Self.distinction(of: id)
        return String(String.UnicodeScalarView(whole.unicodeScalars.prefix(Self.longestName - suffix.count))) + suffix
    }

    /// The most characters of a watch's name.
    private static let longestName = 255

    private static func distinction(of id: String) -> String { "~" + id.suffix(8) }
}
