// SPDX-License-Identifier: Apache-2.0

extension Notice {
    /// What a notice says besides its message, in types.
    ///
    /// Texts are cleaned and cut when they get here, so that what is rendered and read back is the same.
    package struct Content: Sendable, Hashable {
        /// The watch it is about, or on whose behalf a unit was started.
        package var watch: WatchSubject?
        /// The lane it is about.
        package var lane: LaneSubject?
        /// The matcher it is about, if that is neither one watch nor a lane.
        package var matcherSubject: MatcherSubject?
        /// The resource's state.
        package var state: JobState?
        /// The state before; of state changes only.
        package var previousState: JobState?
        /// The service's own status word.
        package var status: String?
        /// The status word before.
        package var previousStatus: String?
        /// The states in between that no poll saw.
        package var skipped: [JobState] = []
        /// Why a completion is not all good: `numberOfDocumentsFailed is 3`.
        package var caveat: String?
        /// What a completion is by what its watch expects.
        package var expectation: ExpectationOutcome?
        /// Whether the watch or lane can be seen, if that changed.
        package var visibility: Visibility?
        /// AWS's error code, or ours for what never reached AWS, or else the HTTP status.
        package var errorCode: String?
        /// The HTTP status of a failed poll.
        package var httpStatus: Int?
        /// AWS's words about the status or the failure, or ours about a unit.
        package var reason: String?
        /// The request's id, for AWS's support.
        package var requestID: String?
        /// How long a job took that has ended.
        package var duration: Duration?
        /// What else AWS says about the resource, in its order: `AWAITD_DETAIL_…`.
        package var details: [Field] = []
        /// The unit that was started, or was not.
        package var unit: String?
        /// The event id of the notice that a unit was started for.
        package var causeID: String?
        /// The units to start when this notice is delivered.
        package var starts: [String] = []
        /// Fields for the journal alone, and those that this version does not know, as they were read.
        package var others: [Field] = []

        /// Nothing but what is given.
        package init(watch: WatchSubject? = nil, lane: LaneSubject? = nil, matcher: MatcherSubject? = nil) {
            self.watch = watch
            self.lane = lane
            matcherSubject = matcher
        }

        /// The name of the watch, or of the matcher, that it is about.
        package var name: String? { watch?.name ?? matcherSubject?.name }
        /// The name of the matcher that it is about, or that found the watch.
        package var matcher: String? { watch?.matcher ?? matcherSubject?.name }
        /// The name of the kind of what it is about.
        package var kind: String? { watch?.kind ?? lane?.kind ?? matcherSubject?.kind }
        /// The region of what it is about.
        package var region: String? { watch?.region ?? lane?.region ?? matcherSubject?.region }
        /// The operation that reads or lists what it is about.
        package var operation: String? { watch?.operation ?? lane?.operation ?? matcherSubject?.operation }
        /// The account of what it is about, where it is known.
        package var account: String? { watch?.account ?? matcherSubject?.account }
    }

    /// The watch that a notice is about; only its name is certain in a notice that was read back.
    package struct WatchSubject: Sendable, Hashable {
        /// The watch's name.
        package let name: String
        /// Its kind's name.
        package var kind: String?
        /// The operation that reads it; not given for units.
        package var operation: String?
        /// The resource's id.
        package var resourceID: String?
        /// The region that is asked.
        package var region: String?
        /// The account, where it is known.
        package var account: String?
        /// The name of the matcher that found it; nil if it is written.
        package var matcher: String?
    }

    /// The lane that a notice is about.
    package struct LaneSubject: Sendable, Hashable {
        /// The lane's service: `bedrock`.
        package let service: String
        /// The whole lane, as ``LaneID/label`` has it.
        package let label: String
        /// The region that is asked.
        package var region: String?
        /// The name of the kind whose list is refused; nil if it is about the whole lane.
        package var kind: String?
        /// The list operation that is refused.
        package var operation: String?
    }

    /// The matcher that a notice is about; only its name is certain in a notice that was read back.
    package struct MatcherSubject: Sendable, Hashable {
        /// The matcher's name.
        package let name: String
        /// Its kind's name.
        package var kind: String?
        /// The operation that lists for it, or that reads what it found, where the notice is about that.
        package var operation: String?
        /// The region that is asked.
        package var region: String?
        /// The account, where it is known.
        package var account: String?
    }

    /// The field with the units to start, separated by spaces; only for the dispatcher, not for the units themselves.
    package static let startsField = "AWAITD_STARTS"
    static let detailPrefix = "AWAITD_DETAIL_"
}

extension Notice.Content {
    /// The content as fields of the journal.
    var fields: [Notice.Field] {
        var fields: [Notice.Field] = []
        func add(_ name: String, _ value: String?) {
            if let value { fields.append(Notice.Field(name, value)) }
        }
        add("AWAITD_UNIT", unit)
        if unit != nil { add("AWAITD_REASON", reason) }
        add("AWAITD_CAUSE_ID", causeID)
        add("AWAITD_WATCH", watch?.name)
        add("AWAITD_MATCHER", matcher)
        add("AWAITD_KIND", kind)
        add("AWAITD_OPERATION", operation)
        add("AWAITD_RESOURCE_ID", watch?.resourceID)
        add("AWAITD_LANE", lane?.label)
        add("AWAITD_REGION", region)
        add("AWAITD_ACCOUNT", account)
        add("AWAITD_STATE", state?.rawValue)
        add("AWAITD_PREVIOUS_STATE", previousState?.rawValue)
        add("AWAITD_STATUS", status)
        add("AWAITD_PREVIOUS_STATUS", previousStatus)
        add("AWAITD_SKIPPED", skipped.isEmpty ? nil : Self.text(skipped))
        add("AWAITD_CAVEAT", caveat)
        add("AWAITD_EXPECTATION", expectation?.word)
        add("AWAITD_UNMET", expectation?.unmet)
        add("AWAITD_VISIBILITY", visibility?.rawValue)
        add("AWAITD_ERROR_CODE", errorCode)
        add("AWAITD_HTTP_STATUS", httpStatus.map { String($0) })
        if unit == nil { add("AWAITD_REASON", reason) }
        add("AWAITD_REQUEST_ID", requestID)
        add("AWAITD_DURATION_USEC", duration.map(Self.text))
        fields += details
        add(Notice.startsField, starts.isEmpty ? nil : Self.text(starts))
        return fields + others
    }

    /// The content of rendered fields.
    ///
    /// A field that this version does not know, or would not render again to the letter, is one of ``others``.
    package init(_ fields: [Notice.Field]) {
        let values = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
        func value<Value>(_ name: String, _ parse: (String) -> Value?, _ render: (Value) -> String) -> Value? {
            values[name].flatMap(parse).flatMap { render($0) == values[name] ? $0 : nil }
        }
        if let name = values["AWAITD_WATCH"] {
            watch = Notice.WatchSubject(
                name: name,
                kind: values["AWAITD_KIND"],
                operation: values["AWAITD_OPERATION"],
                resourceID: values["AWAITD_RESOURCE_ID"],
                region: values["AWAITD_REGION"],
                account: values["AWAITD_ACCOUNT"],
                matcher: values["AWAITD_MATCHER"]
            )
        } else if let label = values["AWAITD_LANE"] {
            let service = label.prefix { $0 != "/" }
            lane = Notice.LaneSubject(
                service: String(service),
                label: label,
                region: values["AWAITD_REGION"],
                kind: values["AWAITD_KIND"],
                operation: values["AWAITD_OPERATION"]
            )
        } else if let name = values["AWAITD_MATCHER"] {
            matcherSubject = Notice.MatcherSubject(
                name: name,
                kind: values["AWAITD_KIND"],
                operation: values["AWAITD_OPERATION"],
                region: values["AWAITD_REGION"],
                account: values["AWAITD_ACCOUNT"]
            )
        }
        state = values["AWAITD_STATE"].flatMap(JobState.init)
        previousState = values["AWAITD_PREVIOUS_STATE"].flatMap(JobState.init)
        status = values["AWAITD_STATUS"]
        previousStatus = values["AWAITD_PREVIOUS_STATUS"]
        skipped = value("AWAITD_SKIPPED", Self.states, Self.text) ?? []
        caveat = values["AWAITD_CAVEAT"]
        expectation = ExpectationOutcome(word: values["AWAITD_EXPECTATION"], unmet: values["AWAITD_UNMET"])
        visibility = values["AWAITD_VISIBILITY"].flatMap(Visibility.init)
        errorCode = values["AWAITD_ERROR_CODE"]
        httpStatus = value("AWAITD_HTTP_STATUS", { Int($0) }, { String($0) })
        reason = values["AWAITD_REASON"]
        requestID = values["AWAITD_REQUEST_ID"]
        duration = value("AWAITD_DURATION_USEC", { Int64($0).map { .microseconds($0) } }, Self.text)
        details = fields.filter { $0.name.hasPrefix(Notice.detailPrefix) }
        unit = values["AWAITD_UNIT"]
        causeID = values["AWAITD_CAUSE_ID"]
        starts = value(Notice.startsField, { $0.split(separator: " ").map(String.init) }, Self.text) ?? []
        let known = Set(self.fields)
        others = fields.filter { !known.contains($0) }
    }

    private static func text(_ states: [JobState]) -> String { states.map(\.rawValue).joined(separator: ",") }

    private static func text(_ units: [String]) -> String { units.joined(separator: " ") }

    private static func text(_ duration: Duration) -> String { String(duration.wholeMicroseconds) }

    private static func states(_ text: String) -> [JobState] {
        text.split(separator: ",").compactMap { JobState(rawValue: String($0)) }
    }
}
