// SPDX-License-Identifier: Apache-2.0

/// Units that a notice starts, and what became of them.
extension Notice {
    /// The units to start when this notice is delivered.
    package var starts: [String] { content.starts }

    /// This notice with units to start when it is delivered.
    package func starting(_ units: [String]) -> Notice { with { $0.starts = units } }

    /// This notice as one about a service of systemd, so that `journalctl -u` shows it with that service's own entries
    /// although another unit, of root's, sends it (systemd.journal-fields(7), `OBJECT_SYSTEMD_UNIT=`).
    ///
    /// For a user's own daemon it is `OBJECT_SYSTEMD_USER_UNIT=`.
    package func about(service: String, ofUser: Bool = false) -> Notice {
        with { $0.others.append(Field(ofUser ? "OBJECT_SYSTEMD_USER_UNIT" : "OBJECT_SYSTEMD_UNIT", service)) }
    }

    /// What a unit is started for: the notice that asked for it.
    package struct Cause: Sendable, Hashable {
        /// The notice's event id; nil if it has none.
        package let eventID: String?
        /// The watch it is about.
        package let watch: WatchSubject?
        /// The state that the watch's resource came to.
        package let state: JobState?

        /// A notice as a cause.
        package init(_ notice: Notice) {
            self.init(eventID: notice.stamp?.eventID, watch: notice.content.watch, state: notice.content.state)
        }

        /// A cause read back from a notice's journal fields.
        package init(_ fields: [Field]) {
            let content = Content(fields)
            let eventID = content.others.first { $0.name == "AWAITD_EVENT_ID" }?.value
            self.init(eventID: eventID, watch: content.watch, state: content.state)
        }

        fileprivate init(eventID: String?, watch: WatchSubject?, state: JobState?) {
            self.eventID = eventID
            self.watch = watch
            self.state = state
        }

        /// A cause that nothing is known about.
        package static let unknown = Cause(eventID: nil, watch: nil, state: nil)

        fileprivate var name: String { watch?.name ?? "a watch" }

        /// What a notice about a unit says of its cause, whose identity is not its own.
        fileprivate func content(unit: String, reason: String? = nil) -> Content {
            var content = Content(watch: watch)
            content.watch?.operation = nil
            content.unit = unit
            content.reason = reason
            content.causeID = eventID
            content.state = state
            return content
        }
    }

    /// A unit was started.
    package static func unitStarted(_ unit: String, for cause: Cause) -> Notice {
        let state = cause.state.map { " (\($0.rawValue))" } ?? ""
        return Notice(
            event: .unitStarted,
            priority: .notice,
            message: "started \(unit) for \(cause.name)\(state)",
            content: cause.content(unit: unit)
        )
    }

    /// A unit was not started, and why.
    package static func unitRefused(_ unit: String, reason: String, for cause: Cause) -> Notice {
        Notice(
            event: .unitRefused,
            priority: .error,
            message: "did not start \(unit.cleaned(limit: 255)) for \(cause.name): \(reason)",
            content: cause.content(unit: unit.cleaned(limit: 255), reason: reason)
        )
    }
}

extension Watch {
    /// This watch asks for units to be started too often.
    package func startsHeldNotice(_ units: [String]) -> Notice {
        let reason =
            "more than \(StartLimit.burst) starts within a minute; if a unit brings about what starts it, break that loop"
        let cause = Notice.Cause(eventID: nil, watch: subject, state: nil)
        return .unitRefused(units.joined(separator: " "), reason: reason, for: cause)
    }
}
