// SPDX-License-Identifier: Apache-2.0

/// What a notice reports: the value of `AWAITD_EVENT`.
package enum NoticeEvent: String, Sendable, Hashable, CaseIterable {
    /// A change of state.
    case transition
    /// A step backwards, a re-entry, or a status that awaitd does not know.
    case anomaly
    /// A watch has not finished in the time it was given.
    case overdue
    /// A watch or a lane can no longer be seen.
    case visibilityLost = "visibility-lost"
    /// It can be seen again.
    case visibilityRestored = "visibility-restored"
    /// AWS has no such resource.
    case notFound = "not-found"
    /// The watch list has a new watch, or a matcher has found jobs.
    case watchAdded = "watch-added"
    /// A watch or a matcher has left the list.
    case watchRemoved = "watch-removed"
    /// AWS does not let us list a kind of resource.
    case listingRefused = "listing-refused"
    /// A matcher follows as many open jobs as it may.
    case matcherFull = "matcher-full"
    /// A watch list was loaded.
    case configLoaded = "config-loaded"
    /// A watch list was rejected; the old one stays.
    case configRejected = "config-rejected"
    /// A unit was started for what a watch came to.
    case unitStarted = "unit-started"
    /// A unit was not started.
    case unitRefused = "unit-refused"
    /// The daemon runs.
    case started
    /// The daemon ends.
    case stopping

    /// The journal's `MESSAGE_ID`: one per event, each with an entry in the catalog.
    ///
    /// Never changed once released.
    package var messageID: String {
        switch self {
        case .transition: "fdea07814b6546ab86c66e771a8bdf98"
        case .anomaly: "45a25ca68a0745ca8829db1c911b2c87"
        case .overdue: "e8426c00d3f84dbb856858b0403ea22a"
        case .visibilityLost: "97944ca40ffa4e98a0fa19f23083b16f"
        case .visibilityRestored: "b386743a915c469180e45bd6862917cb"
        case .notFound: "2f7991a0ab184eb5b718d67119a2c0df"
        case .watchAdded: "01351314042e4018b011e2fbab095960"
        case .watchRemoved: "b9adf0825ec041a29167108720d26d0a"
        case .listingRefused: "703ac2e626844bb9a34a927f2305a79f"
        case .matcherFull: "50744d98bc5b4bc996ba5ce8b0a69ea2"
        case .configLoaded: "bd26f10dbed4405c92dc07b2b472c560"
        case .configRejected: "1640fc9d107d476ca4f46f5f4e6179b9"
        case .unitStarted: "78bb62d48910419c97ed9499d1b62ba5"
        case .unitRefused: "ecb8dad8e6a54c8181cbb28f38e1144a"
        case .started: "54c98b945e1b4949acef730b8aa01f51"
        case .stopping: "192cdefda4da44cebd15696dbc311b1d"
        }
    }
}
