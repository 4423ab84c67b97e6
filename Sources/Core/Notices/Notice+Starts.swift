// SPDX-License-Identifier: Apache-2.0

extension Notice {
    /// The field that names the units which a notice has started, with spaces between them.
    package static let startsField = "AWAITD_STARTS"

    /// The units that are to be started when this is told.
    package var starts: [String] {
        self[Self.startsField]?.split(separator: " ").map(String.init) ?? []
    }

    /// This notice, with units that are to be started when it is told.
    package func starting(_ units: [String]) -> Notice {
        units.isEmpty ? self : with(Field(Self.startsField, units.joined(separator: " ")))
    }

    /// This notice as one about a service of systemd, which `journalctl -u` then shows with that service's own entries
    /// although another, of root's, has told it (systemd.journal-fields(7), `OBJECT_SYSTEMD_UNIT=`).
    ///
    /// A user's own daemon is `OBJECT_SYSTEMD_USER_UNIT=`.
    package func about(service: String, ofUser: Bool = false) -> Notice {
        with(Field(ofUser ? "OBJECT_SYSTEMD_USER_UNIT" : "OBJECT_SYSTEMD_UNIT", service))
    }

    private func with(_ field: Field) -> Notice {
        Notice(event: event, priority: priority, message: message, fields: fields + [field], stamp: stamp)
    }

    /// What the starter of units tells: a unit was started for something that was told, with the fields that say what
    /// that was.
    package static func unitStarted(_ unit: String, for cause: [Field]) -> Notice {
        let name = value("AWAITD_WATCH", in: cause) ?? "a watch"
        let state = value("AWAITD_STATE", in: cause).map { " (\($0))" } ?? ""
        return Notice(
            event: .unitStarted,
            priority: .notice,
            message: "started \(unit) for \(name)\(state)",
            fields: [Field("AWAITD_UNIT", unit)] + about(cause)
        )
    }

    /// What is told when a unit is not started, and why.
    package static func unitRefused(_ unit: String, reason: String, for cause: [Field]) -> Notice {
        let name = value("AWAITD_WATCH", in: cause) ?? "a watch"
        return Notice(
            event: .unitRefused,
            priority: .error,
            message: "did not start \(unit.cleaned(limit: 255)) for \(name): \(reason)",
            fields: [Field("AWAITD_UNIT", unit.cleaned(limit: 255)), Field("AWAITD_REASON", reason)] + about(cause)
        )
    }

    /// The cause's identity is not this notice's own.
    private static func about(_ cause: [Field]) -> [Field] {
        let kept: Set = [
            "AWAITD_WATCH", "AWAITD_KIND", "AWAITD_RESOURCE_ID", "AWAITD_REGION", "AWAITD_ACCOUNT", "AWAITD_STATE",
        ]
        return cause.compactMap { field in
            if field.name == "AWAITD_EVENT_ID" { return Field("AWAITD_CAUSE_ID", field.value) }
            return kept.contains(field.name) ? field : nil
        }
    }

    private static func value(_ name: String, in fields: [Field]) -> String? {
        fields.first { $0.name == name }?.value
    }
}

extension Watch {
    /// The notice that this watch asks for units to be started too often.
    package func startsHeldNotice(_ units: [String]) -> Notice {
        let reason =
            "more than \(StartBudget.most) starts within a minute; if a unit brings about what starts it, break that loop"
        return .unitRefused(units.joined(separator: " "), reason: reason, for: subject)
    }
}
