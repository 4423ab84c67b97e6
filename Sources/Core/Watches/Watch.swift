// SPDX-License-Identifier: Apache-2.0

/// One entry of the watch list: a resource to follow, under a unique name.
///
/// A small value: what watches usually have in common is an object that they share.
package struct Watch: Sendable, Hashable {
    /// The unique name, which notices carry.
    package let name: String
    /// The id that the kind's operation takes: an id, an ARN, or several ids joined with `/`.
    package let resourceID: String
    /// All the rest, which many watches have in common.
    package let settings: Settings

    /// A watch of these settings.
    package init(name: String, resourceID: String, settings: Settings) {
        self.name = name
        self.resourceID = resourceID
        self.settings = settings
    }

    /// A watch; the defaults are those of the watch file.
    package init(
        name: String,
        kind: Kind,
        resourceID: String,
        region: String,
        account: String? = nil,
        credentials: CredentialSelection = .defaultChain,
        endpoint: String? = nil,
        poll: PollPace = .standard,
        overdueAfter: Duration? = nil,
        verbose: Bool = false,
        starts: StartRules = .none,
        expectations: [Expectation] = []
    ) {
        self.init(
            name: name,
            resourceID: resourceID,
            settings: Settings(
                kind: kind,
                region: region,
                account: account,
                credentials: credentials,
                endpoint: endpoint,
                poll: poll,
                overdueAfter: overdueAfter,
                verbose: verbose,
                starts: starts,
                expectations: expectations
            )
        )
    }

    /// The kind of resource.
    package var kind: Kind { settings.kind }
    /// The region that is called.
    package var region: String { settings.region }
    /// The account, if the watch was given by ARN.
    package var account: String? { settings.account }
    /// The credentials to use.
    package var credentials: CredentialSelection { settings.credentials }
    /// The service's address if the watch overrides it: an http or https URL.
    package var endpoint: String? { settings.endpoint }
    /// How often it is polled.
    package var poll: PollPace { settings.poll }
    /// How long the resource may take before it is reported as overdue; nil if that is never reported.
    package var overdueAfter: Duration? { settings.overdueAfter }
    /// Whether to request the response's large members too.
    package var verbose: Bool { settings.verbose }
    /// The units to start.
    package var starts: StartRules { settings.starts }
    /// What its details must say when it completes.
    package var expectations: [Expectation] { settings.expectations }
    /// The name of the matcher that found it; nil if it is written.
    package var matcher: String? { settings.matcher }
    /// The lane of its polls.
    package var lane: LaneID { settings.lane }

    /// What a watch says besides its name and its id: an immutable object that many watches share.
    package final class Settings: Sendable {
        /// The kind of resource.
        package let kind: Kind
        /// The region that is called.
        package let region: String
        /// The account, if it is known.
        package let account: String?
        /// The credentials to use.
        package let credentials: CredentialSelection
        /// The service's address if it is not the service's own.
        package let endpoint: String?
        /// How often a watch is polled.
        package let poll: PollPace
        /// After which time a watch is overdue.
        package let overdueAfter: Duration?
        /// Whether to request the response's large members too.
        package let verbose: Bool
        /// The units to start.
        package let starts: StartRules
        /// What a completed job's details must say.
        package let expectations: [Expectation]
        /// The name of the matcher that found the watch; nil if it is written.
        package let matcher: String?
        /// The lane of the polls.
        package let lane: LaneID
        /// A hash of all of it, so that lists of many watches are compared and hashed quickly.
        private let contentHash: Int

        /// Settings; see ``Watch``.
        package init(
            kind: Kind,
            region: String,
            account: String?,
            credentials: CredentialSelection,
            endpoint: String?,
            poll: PollPace,
            overdueAfter: Duration?,
            verbose: Bool,
            starts: StartRules,
            expectations: [Expectation] = [],
            matcher: String? = nil
        ) {
            self.kind = kind
            self.region = region
            self.account = account
            self.credentials = credentials
            self.endpoint = endpoint
            self.poll = poll
            self.overdueAfter = overdueAfter
            self.verbose = verbose
            self.starts = starts
            self.expectations = expectations
            self.matcher = matcher
            lane = LaneID(service: kind.service.lane, region: region, credentials: credentials, endpoint: endpoint)
            var hasher = Hasher()
            hasher.combine(kind)
            hasher.combine(lane)
            hasher.combine(account)
            hasher.combine(poll)
            hasher.combine(overdueAfter)
            hasher.combine(verbose)
            hasher.combine(starts)
            hasher.combine(expectations)
            hasher.combine(matcher)
            contentHash = hasher.finalize()
        }
    }

    /// Identifies the watch across restarts and reloads: the same name on another resource is another watch.
    ///
    /// The account counts too, if it is known: see ``mayBe(inAccount:)``.
    package var identity: WatchIdentity {
        WatchIdentity(name: name, kind: kind.name, resourceID: resourceID, region: region)
    }

    /// Whether a watch of the same identity in account `other` could be this one.
    ///
    /// Equal ids in two accounts are two resources. An unknown account matches any, since a watch that is first written by
    /// its id and later by its ARN is still the same.
    package func mayBe(inAccount other: String?) -> Bool {
        guard let account, let other else { return true }
        return account == other
    }
}

extension Watch.Settings: Hashable {
    package static func == (one: Watch.Settings, other: Watch.Settings) -> Bool {
        one === other
            || (one.contentHash == other.contentHash && one.kind == other.kind && one.region == other.region
                && one.account == other.account && one.credentials == other.credentials
                && one.endpoint == other.endpoint && one.poll == other.poll && one.overdueAfter == other.overdueAfter
                && one.verbose == other.verbose && one.starts == other.starts
                && one.expectations == other.expectations && one.matcher == other.matcher)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(contentHash) }
}

/// What identifies a watch across restarts and reloads.
package struct WatchIdentity: Sendable, Hashable {
    /// The watch's name.
    package let name: String
    /// Its kind's name.
    package let kind: String
    /// The resource's id.
    package let resourceID: String
    /// The region.
    package let region: String

    /// An identity.
    package init(name: String, kind: String, resourceID: String, region: String) {
        self.name = name
        self.kind = kind
        self.resourceID = resourceID
        self.region = region
    }
}

/// Identifies a lane: the queue that all polls with the same credentials, region and service share.
///
/// An overridden endpoint makes a separate lane, since another host has its own limits and outages.
package struct LaneID: Sendable, Hashable {
    /// The service's name: `bedrock`, `bedrock-agent`.
    package let service: String
    /// The region.
    package let region: String
    /// The credentials; a role with another external id is another selection, which STS may refuse separately.
    package let credentials: CredentialSelection
    /// The endpoint, if it is not the service's own.
    package let endpoint: String?

    /// A lane's identity.
    package init(service: String, region: String, credentials: CredentialSelection, endpoint: String? = nil) {
        self.service = service
        self.region = region
        self.credentials = credentials
        self.endpoint = endpoint
    }

    /// The lane as `AWAITD_LANE` names it: `service/region/credential source`.
    package var label: String { "\(service)/\(region)/\(credentials.label)" }
}
