// SPDX-License-Identifier: Apache-2.0

extension LaneID {
    /// The notice that tells an event of this lane, which so many watches share.
    package func notice(of event: LaneEvent, watches: Int) -> Notice {
        let whose = watches == 1 ? "1 watch" : "\(watches) watches"
        switch event {
        case .lost(let visibility, let failure):
            return Notice(
                event: .visibilityLost,
                priority: .warning,
                message: "\(place): \(lostText(visibility, failure)) (\(whose))",
                fields: fields(visibility) + failure.fields
            )
        case .restored(let visibility, let after):
            return Notice(
                event: .visibilityRestored,
                priority: .notice,
                message: "\(place): in sight again, after \(DurationText.spoken(after)) \(visibility.past) (\(whose))",
                fields: fields(.visible)
            )
        }
    }

    private var place: String { "\(service) in \(region.cleaned(limit: 60)) with \(credentials.spoken)" }

    private func fields(_ visibility: Visibility) -> [Notice.Field] {
        [
            .init("AWAITD_LANE", label.cleaned(limit: 500)),
            .init("AWAITD_REGION", region),
            .init("AWAITD_VISIBILITY", visibility.rawValue),
        ]
    }

    private func lostText(_ visibility: Visibility, _ failure: PollFailure) -> String {
        switch visibility {
        case .unauthorized:
            "no usable credentials: \(failure.sentence); polls wait until they change, and are tried every 30s"
        case .throttled: "throttled: \(failure.sentence); polls go on, more slowly"
        case .unreachable, .visible, .notFound, .rejected: "out of reach: \(failure.sentence); polls go on"
        }
    }
}
