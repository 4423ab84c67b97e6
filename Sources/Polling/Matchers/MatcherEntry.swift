// SPDX-License-Identifier: Apache-2.0

import Core

/// One matcher as the engine keeps it.
struct MatcherEntry: Sendable {
    /// The matcher.
    var matcher: Matcher
    /// The list in which it looks.
    var list: ListNumber
    /// What it knows; nil before its first attempt to list.
    var memory: MatcherMemory?
    /// The watches of the jobs that it has found, by what items are known by.
    var found: [String: EntryID] = [:]
    /// Why found jobs could not be read last.
    var unreadable: [Visibility: PollFailure] = [:]
    /// When to count those that cannot be read; nil if that is not to be done.
    var sightDue: Duration?
    /// How many attempts to list have failed in a row, and when the first of them did.
    private(set) var failures = 0
    private(set) var failingSince: Moment?
    /// Why the last attempt failed; nil if it had no end.
    private(set) var failure: PollFailure?

    init(_ matcher: Matcher, list: ListNumber, memory: MatcherMemory?) {
        self.matcher = matcher
        self.list = list
        self.memory = memory
    }

    /// From how many failed attempts on it counts as blind, and after what time.
    private static let mostFailures = 3
    private static let patience: Duration = .seconds(60)

    /// Whether its next listing looks as far back as the first: nothing is known yet, or there is room again.
    var looksFarBack: Bool { memory?.seenUntil == nil || (memory?.isFullReported ?? false) }

    /// What the record keeps of it; nil before its first attempt to list.
    var snapshot: MatcherSnapshot? { memory.map { MatcherSnapshot(identity: matcher.identity, memory: $0) } }

    /// Notes that an attempt has failed; true if that it is blind must be told.
    mutating func fails(_ failure: PollFailure?, at now: Moment) -> Bool {
        failures += 1
        self.failure = failure
        let since = failingSince ?? now
        failingSince = since
        return failures >= Self.mostFailures && now.steady - since.steady >= Self.patience
            && memory?.isLossReported != true
    }

    /// Notes that a listing has reached its end; returns for how long none had, if that was told.
    mutating func sees(at now: Moment) -> Duration? {
        defer { (failures, failingSince, failure) = (0, nil, nil) }
        guard memory?.isLossReported == true else { return nil }
        return failingSince.map { now.steady - $0.steady } ?? .zero
    }
}
