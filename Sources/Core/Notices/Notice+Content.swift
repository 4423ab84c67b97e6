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
        /// What else AWS says about the resource, in its order.
        package var details: [Detail] = []
        /// The unit that was started, or was not.
        package var unit: String?
        /// The event id of the notice that a unit was started for.
        package var causeID: String?
        /// The units to start when this notice is delivered.
        package var starts: [String] = []
        /// The service of systemd that `journalctl -u` shows this notice with.
        package var journalUnit: JournalUnit?
        /// Fields of other versions, or with values of other versions, as they were read.
        package var others: [Field] = []

        /// Nothing but what is given.
        package init(watch: WatchSubject? = nil, lane: LaneSubject? = nil) {
            self.watch = watch
            self.lane = lane
        }

        /// The region of the watch or lane.
        package var region: String? { watch?.region ?? lane?.region }
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
    }

    /// The lane that a notice is about.
    package struct LaneSubject: Sendable, Hashable {
        /// The lane's service: `bedrock`.
        package let service: String
        /// The whole lane, as ``LaneID/label`` has it.
        package let label: String
        /// The region that is asked.
        package var region: String?
    }

    /// One of AWS's own details of a resource.
    package struct Detail: Sendable, Hashable {
        /// The key after `AWAITD_DETAIL_`: `BINARY_AUC`.
        package let key: String
        /// Its value as text.
        package let value: String
    }

    /// A unit of systemd's that a message is about, although another one sends it (systemd.journal-fields(7)).
    package struct JournalUnit: Sendable, Hashable {
        /// The unit's name.
        package let name: String
        /// Whether it belongs to a user's manager rather than the system's.
        package let isUsers: Bool

        fileprivate var fieldName: String { Self.fieldName(ofUser: isUsers) }

        fileprivate static func fieldName(ofUser: Bool) -> String {
            ofUser ? "OBJECT_SYSTEMD_USER_UNIT" : "OBJECT_SYSTEMD_UNIT"
        }
    }

    /// The field with the units to start, separated by spaces; only for the dispatcher, not for the units themselves.
    package static let startsField = "AWAITD_STARTS"
    fileprivate static let detailPrefix = "AWAITD_DETAIL_"
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
        add("AWAITD_KIND", watch?.kind)
        add("AWAITD_OPERATION", watch?.operation)
        add("AWAITD_RESOURCE_ID", watch?.resourceID)
        add("AWAITD_LANE", lane?.label)
        add("AWAITD_REGION", region)
        add("AWAITD_ACCOUNT", watch?.account)
        add("AWAITD_STATE", state?.rawValue)
        add("AWAITD_PREVIOUS_STATE", previousState?.rawValue)
        add("AWAITD_STATUS", status)
        add("AWAITD_PREVIOUS_STATUS", previousStatus)
        add("AWAITD_SKIPPED", skipped.isEmpty ? nil : Self.text(skipped))
        add("AWAITD_VISIBILITY", visibility?.rawValue)
        add("AWAITD_ERROR_CODE", errorCode)
        add("AWAITD_HTTP_STATUS", httpStatus.map { String($0) })
        if unit == nil { add("AWAITD_REASON", reason) }
        add("AWAITD_REQUEST_ID", requestID)
        add("AWAITD_DURATION_USEC", duration.map(Self.text))
        for detail in details { add(Notice.detailPrefix + detail.key, detail.value) }
        add(Notice.startsField, starts.isEmpty ? nil : Self.text(starts))
        if let journalUnit { add(journalUnit.fieldName, journalUnit.name) }
        return fields + others
    }

    /// The content of rendered fields.
    ///
    /// What this version does not know, or cannot render again to the letter, stays as it is in ``others``.
    package init(_ fields: [Notice.Field]) {
        var reader = FieldReader(rest: fields)
        unit = reader.take("AWAITD_UNIT")
        causeID = reader.take("AWAITD_CAUSE_ID")
        if let name = reader.take("AWAITD_WATCH") {
            watch = Notice.WatchSubject(
                name: name,
                kind: reader.take("AWAITD_KIND"),
                operation: reader.take("AWAITD_OPERATION"),
                resourceID: reader.take("AWAITD_RESOURCE_ID"),
                region: reader.take("AWAITD_REGION"),
                account: reader.take("AWAITD_ACCOUNT")
            )
        } else if let label = reader.take("AWAITD_LANE") {
            let service = label.prefix { $0 != "/" }
            lane = Notice.LaneSubject(service: String(service), label: label, region: reader.take("AWAITD_REGION"))
        }
        state = reader.take("AWAITD_STATE", JobState.init, \.rawValue)
        previousState = reader.take("AWAITD_PREVIOUS_STATE", JobState.init, \.rawValue)
        status = reader.take("AWAITD_STATUS")
        previousStatus = reader.take("AWAITD_PREVIOUS_STATUS")
        skipped = reader.take("AWAITD_SKIPPED", Self.states, Self.text) ?? []
        visibility = reader.take("AWAITD_VISIBILITY", Visibility.init, \.rawValue)
        errorCode = reader.take("AWAITD_ERROR_CODE")
        httpStatus = reader.take("AWAITD_HTTP_STATUS", { Int($0) }, { String($0) })
        reason = reader.take("AWAITD_REASON")
        requestID = reader.take("AWAITD_REQUEST_ID")
        duration = reader.take("AWAITD_DURATION_USEC", { Int64($0).map { .microseconds($0) } }, Self.text)
        starts = reader.take(Notice.startsField, Self.units, Self.text) ?? []
        for isUsers in [false, true] where journalUnit == nil {
            journalUnit = reader.take(Notice.JournalUnit.fieldName(ofUser: isUsers))
                .map { Notice.JournalUnit(name: $0, isUsers: isUsers) }
        }
        details = reader.takeDetails()
        others = reader.rest
    }

    private static func text(_ states: [JobState]) -> String { states.map(\.rawValue).joined(separator: ",") }

    private static func text(_ units: [String]) -> String { units.joined(separator: " ") }

    private static func text(_ duration: Duration) -> String { String(duration.wholeMicroseconds) }

    /// Nil for none, as for an unknown one: an empty list is not rendered.
    private static func states(_ text: String) -> [JobState]? {
        let words = text.split(separator: ",")
        let states = words.compactMap { JobState(rawValue: String($0)) }
        return states.isEmpty || states.count < words.count ? nil : states
    }

    private static func units(_ text: String) -> [String]? {
        let units = text.split(separator: " ").map(String.init)
        return units.isEmpty ? nil : units
    }
}

/// Takes known fields out of a list.
private struct FieldReader {
    private(set) var rest: [Notice.Field]

    init(rest: [Notice.Field]) { self.rest = rest }

    /// The value of a field; nil if there is none.
    mutating func take(_ name: String) -> String? {
        rest.firstIndex { $0.name == name }.map { rest.remove(at: $0).value }
    }

    /// The typed value of a field; nil, and the field stays, if `render` does not give back what `parse` took.
    mutating func take<Value>(
        _ name: String,
        _ parse: (String) -> Value?,
        _ render: (Value) -> String
    ) -> Value? {
        guard let index = rest.firstIndex(where: { $0.name == name }), let value = parse(rest[index].value),
            render(value) == rest[index].value
        else { return nil }
        rest.remove(at: index)
        return value
    }

    /// The fields of AWS's own details.
    mutating func takeDetails() -> [Notice.Detail] {
        let details = rest.filter { $0.name.hasPrefix(Notice.detailPrefix) }
        rest.removeAll { $0.name.hasPrefix(Notice.detailPrefix) }
        return details.map { field in
            Notice.Detail(key: String(field.name.dropFirst(Notice.detailPrefix.count)), value: field.value)
        }
    }
}
