// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// How a request to AWS ended, as metrics name it: it succeeded, or why it failed.
package enum RequestOutcome: String, Sendable, Hashable, CaseIterable {
    /// AWS answered.
    case success
    /// AWS asked us to slow down.
    case throttled
    /// 5xx, no connection, no response in time, or one that cannot be read.
    case transient
    /// AWS finds our clock wrong.
    case clockSkew = "clock-skew"
    /// There are no usable credentials.
    case credentials
    /// The credentials are not allowed to do this.
    case denied
    /// There is no such resource.
    case notFound = "not-found"
    /// AWS says that our request is wrong.
    case rejected

    /// The outcome of a request; nil if AWS answered.
    init(_ failure: PollFailure?) {
        self =
            switch failure?.cause {
            case nil: .success
            case .throttled: .throttled
            case .transient: .transient
            case .clockSkew: .clockSkew
            case .credentials: .credentials
            case .denied: .denied
            case .notFound: .notFound
            case .rejected: .rejected
            }
    }
}

/// A service in a region: what metrics know of a lane.
package struct ServicePlace: Sendable, Hashable, Comparable {
    /// The service's name.
    package let service: String
    /// The region.
    package let region: String

    /// A place.
    package init(service: String, region: String) {
        (self.service, self.region) = (service, region)
    }

    /// The place of a lane.
    init(_ lane: LaneID) { self.init(service: lane.service, region: lane.region) }

    package static func < (left: ServicePlace, right: ServicePlace) -> Bool {
        (left.service, left.region) < (right.service, right.region)
    }
}

/// What was counted of one service's requests; counts only ever grow.
package struct RequestCounts: Sendable, Hashable {
    /// The upper bounds of ``durations``, in seconds: from a fast answer to the longest that a request may take.
    package static let durationBounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

    private var polls = [Int](repeating: 0, count: RequestOutcome.allCases.count)
    private var pages = [Int](repeating: 0, count: RequestOutcome.allCases.count)
    /// How many listings have reached their end.
    package fileprivate(set) var completeListings = 0
    /// How many have not.
    package fileprivate(set) var incompleteListings = 0
    /// How many requests took at most so long as the bound of the same place in ``durationBounds``, and longer than the one
    /// before; the last place is for those that took longer than any.
    package private(set) var durations = [Int](repeating: 0, count: Self.durationBounds.count + 1)
    /// How long all of them took together.
    package private(set) var totalDuration: Duration = .zero

    /// Nothing was counted yet.
    package init() {}

    /// How many polls ended so.
    package func polls(_ outcome: RequestOutcome) -> Int { polls[Self.place(of: outcome)] }

    /// How many pages of lists ended so.
    package func pages(_ outcome: RequestOutcome) -> Int { pages[Self.place(of: outcome)] }

    fileprivate mutating func poll(_ outcome: RequestOutcome, took duration: Duration) {
        polls[Self.place(of: outcome)] += 1
        add(duration)
    }

    fileprivate mutating func page(_ outcome: RequestOutcome, took duration: Duration) {
        pages[Self.place(of: outcome)] += 1
        add(duration)
    }

    private mutating func add(_ duration: Duration) {
        let seconds = duration.inSeconds
        durations[Self.durationBounds.firstIndex { seconds <= $0 } ?? Self.durationBounds.count] += 1
        totalDuration += max(.zero, duration)
    }

    private static func place(of outcome: RequestOutcome) -> Int {
        switch outcome {
        case .success: 0
        case .throttled: 1
        case .transient: 2
        case .clockSkew: 3
        case .credentials: 4
        case .denied: 5
        case .notFound: 6
        case .rejected: 7
        }
    }
}

/// Counts a poller's requests, commits and notices since the start, for metrics.
///
/// A request costs a lock and two looks into a table of services, and allocates nothing but its service's first one and the
/// first after a scrape. How much is kept is bounded by the services and regions, whatever the number of watches.
package final class PollMeters: Sendable {
    /// What was counted.
    package struct Counts: Sendable, Hashable {
        /// The requests of each service that had any.
        package fileprivate(set) var services: [String: RequestCounts] = [:]
        /// How many requests AWS has throttled.
        package fileprivate(set) var throttles: [ServicePlace: Int] = [:]
        /// How often a lane's credentials stopped working.
        package fileprivate(set) var lostCredentials: [ServicePlace: Int] = [:]
        /// How often the record was written.
        package fileprivate(set) var commits = 0
        /// How often it could not be.
        package fileprivate(set) var failedCommits = 0
        /// How many notices were recorded of each event.
        package fileprivate(set) var notices: [NoticeEvent: Int] = [:]
        /// How often a watch came to a state.
        package fileprivate(set) var transitions: [JobState: Int] = [:]
        /// How many completions did not meet an expectation.
        package fileprivate(set) var unmetExpectations = 0

        /// Nothing was counted yet.
        package init() {}
    }

    private let state = Mutex(Counts())

    /// The most services, and the most places, that are counted apart: a file may name kinds of its own.
    private static let mostServices = 256
    /// What the rest is counted as.
    private static let others = "other"

    /// Meters at zero.
    package init() {}

    /// What was counted so far.
    package var counts: Counts { state.withLock { $0 } }

    /// Counts the call that one poll has made, for however many watches; one that is repeated for each of them was rejected.
    func polled(_ watch: Watch, _ polled: [(poll: AdmittedPoll, outcome: PollOutcome?)], took duration: Duration) {
        let lane = watch.lane
        var outcome = RequestOutcome.rejected
        for case (_, let known?) in polled {
            outcome = RequestOutcome(known.failure)
            break
        }
        state.withLock { state in
            state.services[Self.name(of: lane, in: state), default: RequestCounts()].poll(outcome, took: duration)
            if outcome == .throttled { Self.count(lane, &state.throttles) }
        }
    }

    /// Counts a page of a list.
    func listed(_ lane: LaneID, _ outcome: ListOutcome, took duration: Duration) {
        let failure: PollFailure? = if case .failed(let failure) = outcome { failure } else { nil }
        let outcome = RequestOutcome(failure)
        state.withLock { state in
            state.services[Self.name(of: lane, in: state), default: RequestCounts()].page(outcome, took: duration)
            if outcome == .throttled { Self.count(lane, &state.throttles) }
        }
    }

    /// Counts a listing that has ended.
    func listingEnded(_ lane: LaneID, isComplete: Bool) {
        state.withLock { state in
            let name = Self.name(of: lane, in: state)
            if isComplete {
                state.services[name, default: RequestCounts()].completeListings += 1
            } else {
                state.services[name, default: RequestCounts()].incompleteListings += 1
            }
        }
    }

    /// Counts a transaction of the record, and the notices that it has put there.
    func committed(_ commits: [Commit]) {
        state.withLock { state in
            state.commits += 1
            for commit in commits {
                for pending in commit.notices { Self.count(pending.notice, in: &state) }
            }
        }
    }

    /// Counts a transaction that the record did not take.
    func couldNotCommit() { state.withLock { $0.failedCommits += 1 } }

    private static func count(_ notice: Notice, in state: inout Counts) {
        state.notices[notice.event, default: 0] += 1
        switch notice.event {
        case .transition, .anomaly:
            guard let reached = notice.content.state, reached != notice.content.previousState else { return }
            state.transitions[reached, default: 0] += 1
            // Nothing else makes a completion an error.
            if reached == .completed, notice.priority == .error { state.unmetExpectations += 1 }
        case .visibilityLost:
            guard let lane = notice.content.lane, notice.content.visibility == .unauthorized else { return }
            let place = ServicePlace(service: lane.service, region: lane.region ?? "")
            count(place, &state.lostCredentials)
        case .overdue, .visibilityRestored, .notFound, .watchAdded, .watchRemoved, .listingRefused, .matcherFull,
            .configLoaded, .configRejected, .unitStarted, .unitRefused, .started, .stopping:
            break
        }
    }

    private static func count(_ lane: LaneID, _ counts: inout [ServicePlace: Int]) {
        count(ServicePlace(lane), &counts)
    }

    private static func count(_ place: ServicePlace, _ counts: inout [ServicePlace: Int]) {
        let isKnown = counts[place] != nil || counts.count < mostServices
        counts[isKnown ? place : ServicePlace(service: others, region: others), default: 0] += 1
    }

    /// The name under which a lane's service is counted.
    private static func name(of lane: LaneID, in state: Counts) -> String {
        state.services[lane.service] != nil || state.services.count < mostServices ? lane.service : others
    }
}
