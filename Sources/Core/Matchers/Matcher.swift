// SPDX-License-Identifier: Apache-2.0

/// An entry of the watch list that watches every job of a kind whose name matches, as it appears.
package struct Matcher: Sendable, Hashable {
    /// The unique name, among the watches' names too.
    package let name: String
    /// What names must match: any of these.
    package let patterns: [NamePattern]
    /// What the watches of all found jobs have in common; names this matcher.
    package let settings: Watch.Settings
    /// The leading part of the ids in which it looks, of a kind that is listed only within a parent.
    package let parent: String?
    /// How far back, by AWS's creation time, the first listing looks.
    package let newerThan: Duration
    /// The most open jobs that it follows at a time.
    package let atMost: Int

    /// A day.
    package static let defaultNewerThan: Duration = .seconds(86_400)
    /// The most open jobs, unless the watch file says another number.
    package static let defaultAtMost = 1_000

    /// A matcher; `settings` name it.
    package init(
        name: String,
        patterns: [NamePattern],
        settings: Watch.Settings,
        parent: String? = nil,
        newerThan: Duration = Self.defaultNewerThan,
        atMost: Int = Self.defaultAtMost
    ) {
        self.name = name
        self.patterns = patterns
        self.settings = settings
        self.parent = parent
        self.newerThan = newerThan
        self.atMost = atMost
    }

    /// The kind of resource.
    package var kind: Kind { settings.kind }

    /// Whether a job of this name is one of those it looks for.
    package func matches(_ jobName: String) -> Bool { patterns.contains { $0.matches(jobName) } }

    /// Identifies it across restarts and reloads: with another kind, region, account or endpoint it is another matcher.
    package var identity: MatcherIdentity {
        MatcherIdentity(
            name: name,
            kind: kind.name,
            region: settings.region,
            account: settings.account,
            endpoint: settings.endpoint,
            parent: parent
        )
    }
}

/// What identifies a matcher across restarts and reloads.
package struct MatcherIdentity: Sendable, Hashable {
    /// The matcher's name.
    package let name: String
    /// Its kind's name.
    package let kind: String
    /// The region.
    package let region: String
    /// The account, if it is known.
    package let account: String?
    /// The endpoint, if it is not the service's own.
    package let endpoint: String?
    /// The parent within which it lists.
    package let parent: String?

    /// An identity.
    package init(name: String, kind: String, region: String, account: String?, endpoint: String?, parent: String?) {
        self.name = name
        self.kind = kind
        self.region = region
        self.account = account
        self.endpoint = endpoint
        self.parent = parent
    }
}
