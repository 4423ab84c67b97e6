// SPDX-License-Identifier: Apache-2.0

/// How one watch stands, as people ask for it.
package struct WatchStatus: Sendable, Hashable {
    /// The watch's name.
    package let name: String
    /// Its kind's name.
    package let kind: String
    /// The resource's id.
    package let resourceID: String
    /// The region that is asked.
    package let region: String
    /// Where it is.
    package let state: JobState
    /// The service's last word; nil while unseen.
    package let status: String?
    /// Since when it is there; nil while unseen.
    package let since: Timestamp?
    /// Whether it can be seen.
    package let visibility: Visibility
    /// When it is polled next, at the earliest; nil if it is not, or is being polled, or is as soon as it is its turn.
    package let nextPoll: Timestamp?
    /// Why it cannot be seen, or else AWS's words about the status; nil if there is nothing to say.
    package let reason: String?

    /// A standing.
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
        reason: String?
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
    }
}
