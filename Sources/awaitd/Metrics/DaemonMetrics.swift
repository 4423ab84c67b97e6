// SPDX-License-Identifier: Apache-2.0

package import Core
package import Polling

/// All that the daemon says of itself in metrics, at one moment.
///
/// Counters stand at zero for each of their outcomes from the start on, and each state of a watch is always there, so that
/// the first event after a start is an increase. Labels are services, regions, states and outcomes: how many samples there
/// are does not depend on how many watches there are.
package struct DaemonMetrics {
    /// What the poller says.
    private let polling: PollMetrics
    /// What the rest of the daemon has counted.
    private let daemon: DaemonMeters.Counts
    /// The version that runs.
    private let version: String
    /// When the daemon started.
    private let startedAt: Timestamp
    /// How many notices were not delivered yet; nil if the record cannot be read.
    private let undelivered: Int?
    /// Whether the record can be written.
    private let isRecordWritable: Bool
    /// When the first of the credentials in use ends; nil if none does.
    private let credentialsEnd: Timestamp?

    /// Metrics of a moment.
    package init(
        polling: PollMetrics, daemon: DaemonMeters.Counts, version: String, startedAt: Timestamp, undelivered: Int?,
        isRecordWritable: Bool, credentialsEnd: Timestamp?
    ) {
        self.polling = polling
        self.daemon = daemon
        self.version = version
        self.startedAt = startedAt
        self.undelivered = undelivered
        self.isRecordWritable = isRecordWritable
        self.credentialsEnd = credentialsEnd
    }

    /// The events of the notices that are recorded; the others are the daemon's own messages.
    private static let recordedEvents: [NoticeEvent] = [
        .transition, .anomaly, .overdue, .visibilityLost, .visibilityRestored, .notFound, .watchAdded, .watchRemoved,
        .listingRefused, .matcherFull,
    ]

    /// The metrics in Prometheus' text format.
    package var text: String {
        var text = MetricsText()
        addDaemon(&text)
        addWatches(&text)
        addRequests(&text)
        addLanes(&text)
        addNotices(&text)
        addRecord(&text)
        return text.text
    }

    private func addDaemon(_ text: inout MetricsText) {
        text.begin("awaitd_build_info", .gauge, "The version of awaitd that runs; always 1.")
        text.add(1, ("version", version))
        text.begin("awaitd_start_time_seconds", .gauge, "When the daemon started, in seconds since 1970.")
        text.add(startedAt.inSeconds)
        text.begin("awaitd_reloads_total", .counter, "Reloads of the watch list, by how they ended.")
        for outcome in ReloadOutcome.allCases {
            text.add(daemon.reloads[outcome] ?? 0, ("outcome", outcome.rawValue))
        }
        text.begin(
            "awaitd_last_reload_successful", .gauge,
            "Whether the watch list in use is what its files said at the last reload: 1, or 0 for an older one.")
        text.add(daemon.lastReload == .success ? 1 : 0)
    }

    private func addWatches(_ text: inout MetricsText) {
        text.begin("awaitd_watches", .gauge, "Watches, by the state of their resource.")
        for state in JobState.allCases { text.add(polling.states[state] ?? 0, ("state", state.rawValue)) }
        text.begin("awaitd_watches_by_visibility", .gauge, "Watches, by whether their resource can be seen.")
        let notVisible = polling.notVisible.values.reduce(0, +)
        for visibility in Visibility.allCases {
            let count = visibility == .visible ? polling.total - notVisible : polling.notVisible[visibility] ?? 0
            text.add(count, ("visibility", visibility.rawValue))
        }
        text.begin("awaitd_matchers", .gauge, "Matchers of the watch list.")
        text.add(polling.matchers)
        text.begin("awaitd_transitions_total", .counter, "Changes of a watch's state, by the new state.")
        for state in JobState.allCases where state != .unseen {
            text.add(polling.counts.transitions[state] ?? 0, ("state", state.rawValue))
        }
        text.begin(
            "awaitd_expectations_unmet_total", .counter, "Completions that did not meet an expectation of their watch.")
        text.add(polling.counts.unmetExpectations)
    }

    /// The counts of each service that has a lane or had one, in order.
    private var services: [(name: String, counts: RequestCounts)] {
        let names = Set(polling.lanes.map(\.place.service)).union(polling.counts.services.keys)
        return names.sorted().map { ($0, polling.counts.services[$0] ?? RequestCounts()) }
    }

    private func addRequests(_ text: inout MetricsText) {
        let services = services
        guard !services.isEmpty else { return }
        text.begin("awaitd_polls_total", .counter, "Reads of watched resources, by how they ended.")
        for service in services {
            for outcome in RequestOutcome.allCases {
                text.add(service.counts.polls(outcome), ("service", service.name), ("outcome", outcome.rawValue))
            }
        }
        text.begin("awaitd_listings_total", .counter, "Listings, by whether they have reached their end.")
        for service in services {
            text.add(service.counts.completeListings, ("service", service.name), ("outcome", "complete"))
            text.add(service.counts.incompleteListings, ("service", service.name), ("outcome", "incomplete"))
        }
        text.begin("awaitd_listing_pages_total", .counter, "Pages of listings that were asked for, by how that ended.")
        for service in services {
            for outcome in RequestOutcome.allCases {
                text.add(service.counts.pages(outcome), ("service", service.name), ("outcome", outcome.rawValue))
            }
        }
        text.begin(
            "awaitd_request_duration_seconds", .histogram,
            "How long polls and pages of listings took, credentials and connections included.")
        for service in services {
            let durations = service.counts.durations
            var count = 0
            for (bound, number) in zip(RequestCounts.durationBounds, durations) {
                count += number
                let label = MetricsText.number(bound)
                text.add(count, suffix: "_bucket", ("service", service.name), ("le", label))
            }
            let all = durations.reduce(0, +)
            text.add(all, suffix: "_bucket", ("service", service.name), ("le", "+Inf"))
            text.add(service.counts.totalDuration.inSeconds, suffix: "_sum", ("service", service.name))
            text.add(all, suffix: "_count", ("service", service.name))
        }
    }

    private func addLanes(_ text: inout MetricsText) {
        if let credentialsEnd {
            text.begin(
                "awaitd_credentials_expiration_timestamp_seconds", .gauge,
                "When the first of the credentials in use ends, in seconds since 1970; renewed ones end later.")
            text.add(credentialsEnd.inSeconds)
        }
        add(
            polling.counts.throttles, "awaitd_throttles_total", "Requests that AWS has throttled.", to: &text)
        add(
            polling.counts.lostCredentials, "awaitd_credentials_lost_total",
            "How often credentials stopped working: expired, refused or missing.", to: &text)
        guard !polling.lanes.isEmpty else { return }
        text.begin(
            "awaitd_lane_limit_requests_per_second", .gauge,
            "Requests a second that the watch list allows, all lanes of a service and region together.")
        for lane in polling.lanes {
            text.add(lane.limit, ("service", lane.place.service), ("region", lane.place.region))
        }
        text.begin(
            "awaitd_lane_requests_per_second", .gauge,
            "Requests a second that throttles have left, all lanes of a service and region together.")
        for lane in polling.lanes {
            text.add(lane.current, ("service", lane.place.service), ("region", lane.place.region))
        }
    }

    /// Adds a counter by service and region, with those that have a lane at zero.
    private func add(_ counts: [ServicePlace: Int], _ name: String, _ help: String, to text: inout MetricsText) {
        let places = Set(polling.lanes.map(\.place)).union(counts.keys)
        guard !places.isEmpty else { return }
        text.begin(name, .counter, help)
        for place in places.sorted() {
            text.add(counts[place] ?? 0, ("service", place.service), ("region", place.region))
        }
    }

    private func addNotices(_ text: inout MetricsText) {
        text.begin("awaitd_notices_recorded_total", .counter, "Notices about watches that were recorded, by event.")
        for event in Self.recordedEvents { text.add(polling.counts.notices[event] ?? 0, ("event", event.rawValue)) }
        text.begin(
            "awaitd_notices_delivered_total", .counter,
            "Notices that the journal has taken, the daemon's own messages included.")
        text.add(daemon.delivered)
        if let undelivered {
            text.begin("awaitd_notices_undelivered", .gauge, "Recorded notices that the journal has not taken yet.")
            text.add(undelivered)
        }
        text.begin("awaitd_unit_starts_requested_total", .counter, "Units that notices have asked to start.")
        text.add(daemon.starts)
    }

    private func addRecord(_ text: inout MetricsText) {
        text.begin("awaitd_commits_total", .counter, "Writes of the record, by how they ended.")
        text.add(polling.counts.commits, ("outcome", "success"))
        text.add(polling.counts.failedCommits, ("outcome", "failure"))
        text.begin("awaitd_record_writable", .gauge, "Whether the record can be written: 1 or 0.")
        text.add(isRecordWritable ? 1 : 0)
    }
}

extension Timestamp {
    /// Seconds since 1970, as Prometheus counts time.
    fileprivate var inSeconds: Double { Double(microseconds) / 1_000_000 }
}
