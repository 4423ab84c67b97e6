// SPDX-License-Identifier: Apache-2.0

/// Whether one watch can be seen, apart from its lane: counts its poll failures and says when visibility is lost.
package struct WatchVisibility: Sendable, Hashable {
    /// What is wrong; nil while nothing is, so that a watch that is read without trouble takes little room.
    private var trouble: Boxed<Trouble>?
    private var lastAnswerAt: Duration?
    /// What was reported last.
    package private(set) var current: Visibility = .visible

    private struct Trouble: Sendable, Hashable {
        var lost: Beginning?
        var streak: FailureStreak<Duration>?
        var notFound: Beginning?

        /// The same with another value; nil if nothing is wrong then.
        func with<Value>(_ member: WritableKeyPath<Trouble, Value?>, _ value: Value?) -> Boxed<Trouble>? {
            var changed = self
            changed[keyPath: member] = value
            return changed.lost == nil && changed.streak == nil && changed.notFound == nil ? nil : Boxed(changed)
        }
    }

    private var lost: Beginning? {
        get { trouble?.value.lost }
        set { set(\.lost, newValue) }
    }

    private var streak: FailureStreak<Duration>? {
        get { trouble?.value.streak }
        set { set(\.streak, newValue) }
    }

    private var notFound: Beginning? {
        get { trouble?.value.notFound }
        set { set(\.notFound, newValue) }
    }

    private mutating func set<Value>(_ member: WritableKeyPath<Trouble, Value?>, _ value: Value?) {
        guard trouble != nil || value != nil else { return }
        trouble = (trouble?.value ?? Trouble()).with(member, value)
    }

    /// How long a watch that was never seen may be missing before that is reported: it may not have been created yet.
    package static let notFoundGrace: Duration = .seconds(300)

    /// A watch that was never polled.
    package init() {}

    /// A visibility that was saved.
    init(saved: SavedVisibility, at now: Moment) {
        current = saved.current
        if current != .visible { lost = saved.lostAt.map { Beginning(recorded: $0, at: now) } ?? Beginning(at: now) }
        streak = saved.streak?.map(now.steady(of:))
        lastAnswerAt = saved.lastAnswerAt.map(now.steady(of:))
        notFound = saved.notFoundSince.map { Beginning(recorded: $0, at: now) }
    }

    /// What has to be kept of it.
    func saved(at now: Moment) -> SavedVisibility {
        var saved = SavedVisibility(current: current)
        if current != .visible { saved.lostAt = (lost ?? Beginning(at: now)).time(at: now) }
        saved.streak = streak?.map(now.time(of:))
        saved.lastAnswerAt = lastAnswerAt.map(now.time(of:))
        saved.notFoundSince = notFound?.time(at: now)
        return saved
    }

    /// Whether the last read succeeded and nothing is wrong.
    package var isUntroubled: Bool { trouble == nil && current == .visible }

    /// Whether AWS will say the same next time, so that only a slow re-check makes sense.
    package var isRefused: Bool {
        switch current {
        case .unauthorized, .notFound, .rejected: true
        case .visible, .throttled, .unreachable: false
        }
    }

    /// When the grace period of a missing resource ends; nil if none is running.
    package func deadline(at now: Moment) -> Duration? {
        guard current != .notFound, let notFound else { return nil }
        let rest = Self.notFoundGrace - notFound.elapsed(at: now)
        return rest > .zero ? now.steady + rest : nil
    }

    /// Processes a successful read; an event if the watch could not be seen before.
    package mutating func answered(at now: Moment) -> WatchEvent? {
        (streak, notFound) = (nil, nil)
        lastAnswerAt = now.steady
        guard current != .visible else { return nil }
        defer { (current, lost) = (.visible, nil) }
        return .visibilityRestored(from: current, after: lost?.elapsed(at: now) ?? .zero)
    }

    /// Processes an unsuccessful read; an event if visibility is lost with it.
    package mutating func failed(
        _ failure: PollFailure,
        wasSeen: Bool,
        lane: LaneView,
        at now: Moment
    ) -> WatchEvent? {
        switch failure.cause {
        case .throttled, .transient, .clockSkew:
            return counted(failure, lane: lane, at: now)
        case .credentials:
            // The lane's business: its credentials are not this watch's alone.
            return nil
        case .denied:
            return lose(.unauthorized, at: now) ? .visibilityLost(.unauthorized, failure) : nil
        case .rejected:
            return lose(.rejected, at: now) ? .visibilityLost(.rejected, failure) : nil
        case .notFound:
            streak = nil
            let since = notFound ?? Beginning(at: now)
            notFound = since
            guard wasSeen || since.elapsed(at: now) >= Self.notFoundGrace else { return nil }
            return lose(.notFound, at: now) ? .notFound(failure, wasSeen: wasSeen) : nil
        }
    }

    private mutating func counted(_ failure: PollFailure, lane: LaneView, at now: Moment) -> WatchEvent? {
        // The lane reports its own outage. Only what fails while the lane's other polls are answered counts.
        if let began = self.streak?.firstFailureAt, let restored = lane.restoredAt, began < restored {
            self.streak = nil
        }
        var streak = self.streak ?? FailureStreak(firstFailureAt: now.steady, lastAnswerAt: lastAnswerAt)
        streak.add(failure)
        self.streak = streak
        guard current == .visible, streak.isLoss(at: now.steady), lane.answered(since: streak.firstFailureAt) else {
            return nil
        }
        return lose(streak.visibility, at: now) ? .visibilityLost(streak.visibility, failure) : nil
    }

    /// Notes the loss; false if it was reported already.
    private mutating func lose(_ new: Visibility, at now: Moment) -> Bool {
        guard current != new else { return false }
        if current == .visible { lost = Beginning(at: now) }
        current = new
        return true
    }

    /// Whether the record need not be written again for the difference to an earlier visibility of the same watch.
    ///
    /// The time of the last answer is on record for the lane. Of failures in a row the second and the third count, and
    /// only while they are the watch's own.
    func isRecorded(as earlier: WatchVisibility, lane: LaneView) -> Bool {
        current == earlier.current && lost == earlier.lost && notFound == earlier.notFound
            && recordedFailures(lane) == earlier.recordedFailures(lane)
    }

    private func recordedFailures(_ lane: LaneView) -> Int {
        guard let streak, !lane.isLost, lane.restoredAt.map({ streak.firstFailureAt >= $0 }) ?? true else { return 0 }
        return streak.count < 2 ? 0 : min(streak.count, 3)
    }
}
