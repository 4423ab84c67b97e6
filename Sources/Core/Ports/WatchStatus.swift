// SPDX-License-Identifier: Apache-2.0

/// The status of one watch: the same type in the engine, on the control socket and on the screen.
package struct WatchStatus: Sendable, Hashable {
    /// The watch's name.
    package let name: String
    /// Its kind's name.
    package let kind: String
    /// The resource's id, or its ARN.
    package let resourceID: String
    /// The region that is polled.
    package let region: String
    /// The resource's state.
    package let state: JobState
    /// The service's last word for it; nil while unseen.
    package let status: String?
    /// When it entered this state; nil while unseen.
    package let since: Timestamp?
    /// Whether it can be seen.
    package let visibility: Visibility
    /// When it is looked at next, by list or by read, at the earliest; nil if polling has ended, is under way, or waits for
    /// its lane only.
    package var nextPoll: Timestamp?
    /// Why it cannot be seen, or else AWS's words about the status; nil if there is nothing to say.
    package let reason: String?
    /// What its completion is by what is expected of it; nil if it is none, or nothing was expected.
    package let expectation: ExpectationOutcome?
    /// The name of the matcher that found it; nil if it is written.
    package let matcher: String?
    /// When it will probably end, by AWS's clock; nil if experience does not say.
    package var estimatedEnd: EstimatedEnd?

    /// A status.
    package init(
        name: String,
        kind: String,
        resourceID: String,
        region: String,
        state: JobState,
        status: String?,
        since: Timestamp?,
        visibility: Visibility,
        nextPoll: Timestamp?,
        reason: String?,
        expectation: ExpectationOutcome? = nil,
        matcher: String? = nil,
        estimatedEnd: EstimatedEnd? = nil
    ) {
        self.name = name
        self.kind = kind
        self.resourceID = resourceID
        self.region = region
        self.state = state
        self.status = status
        self.since = since
        self.visibility = visibility
        self.nextPoll = nextPoll
        self.reason = reason
        self.expectation = expectation
        self.matcher = matcher
        self.estimatedEnd = estimatedEnd
    }
}

/// The form of the interface `io.awaitd`: every member is always present, null where there is nothing to say.
extension WatchStatus: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, kind, region, state, status, since, visibility, reason, expectation, unmet, matcher
        case resourceID = "resource_id"
        case nextPoll = "next_poll"
        case estimatedEnd = "estimated_end"
        case estimatedFrom = "estimated_from"
    }

    /// Reads a status; states and visibilities that only a later version has become the nearest of this one's.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String { try values.decode(String.self, forKey: key) }
        func optionalText(_ key: CodingKeys) throws -> String? { try values.decodeIfPresent(String.self, forKey: key) }
        let end = try optionalText(.estimatedEnd).flatMap { Timestamp(rfc3339: $0) }
        let samples = try values.decodeIfPresent(Int.self, forKey: .estimatedFrom) ?? 0
        self.init(
            name: try text(.name),
            kind: try text(.kind),
            resourceID: try text(.resourceID),
            region: try text(.region),
            state: JobState(rawValue: try text(.state)) ?? .unknown,
            status: try optionalText(.status),
            since: try optionalText(.since).flatMap { Timestamp(rfc3339: $0) },
            visibility: Visibility(rawValue: try text(.visibility)) ?? .unreachable,
            nextPoll: try optionalText(.nextPoll).flatMap { Timestamp(rfc3339: $0) },
            reason: try optionalText(.reason),
            expectation: ExpectationOutcome(word: try optionalText(.expectation), unmet: try optionalText(.unmet)),
            matcher: try optionalText(.matcher),
            estimatedEnd: end.map { EstimatedEnd(at: $0, samples: samples) }
        )
    }

    /// Writes the status; times are RFC 3339, UTC, with milliseconds.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(kind, forKey: .kind)
        try values.encode(resourceID, forKey: .resourceID)
        try values.encode(region, forKey: .region)
        try values.encode(state.rawValue, forKey: .state)
        try values.encode(status, forKey: .status)
        try values.encode(since?.rfc3339, forKey: .since)
        try values.encode(visibility.rawValue, forKey: .visibility)
        try values.encode(nextPoll?.rfc3339, forKey: .nextPoll)
        try values.encode(reason, forKey: .reason)
        try values.encode(expectation?.word, forKey: .expectation)
        try values.encode(expectation?.unmet, forKey: .unmet)
        try values.encode(estimatedEnd?.at.rfc3339, forKey: .estimatedEnd)
        try values.encode(estimatedEnd?.samples, forKey: .estimatedFrom)
        try values.encode(matcher, forKey: .matcher)
    }
}
