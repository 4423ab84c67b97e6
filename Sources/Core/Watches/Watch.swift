// SPDX-License-Identifier: Apache-2.0

/// One entry of the watch list: a resource to follow, under a unique name.
package struct Watch: Sendable, Hashable {
    /// The unique name that notices carry.
    package let name: String
    /// What sort of resource it is.
    package let kind: Kind
    /// The id that the kind's operation wants: an id, an ARN, or several ids joined with `/`.
    package let resourceID: String
    /// The region that is asked.
    package let region: String
    /// The account, where the watch was given by ARN.
    package let account: String?
    /// Where the credentials come from.
    package let credentials: CredentialSelection
    /// The service's address if the watch overrides it: an http or https URL.
    package let endpoint: String?
    /// How often it is polled.
    package let poll: PollPace
    /// After which time without an end it is told as overdue.
    package let overdueAfter: Duration?
    /// Whether to ask for the answer's large members too.
    package let verbose: Bool
    /// Which units it has started.
    package let starts: StartRules

    /// A watch; the defaults are those of a watch file that says nothing more.
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
        starts: StartRules = .none
    ) {
        self.name = name
        self.kind = kind
        self.resourceID = resourceID
        self.region = region
        self.account = account
        self.credentials = credentials
        self.endpoint = endpoint
        self.poll = poll
        self.overdueAfter = overdueAfter
        self.verbose = verbose
        self.starts = starts
    }

    /// Which watch this is, through restarts and reloads: the same name on another resource is another watch.
    ///
    /// Where an account is known, it counts too: see ``mayBe(inAccount:)``.
    package var identity: WatchIdentity {
        WatchIdentity(name: name, kind: kind.name, resourceID: resourceID, region: region)
    }

    /// Whether a watch of this identity and another account, as far as either is known, could be this one.
    ///
    /// Equal ids in two accounts are two resources. A watch that is written by its id at first and by its ARN later is
    /// still the same.
    package func mayBe(inAccount other: String?) -> Bool {
        guard let account, let other else { return true }
        return account == other
    }

    /// The lane that its polls take.
    package var lane: LaneID {
        LaneID(service: kind.service.name, region: region, credentials: credentials, endpoint: endpoint)
    }
}

/// What makes a watch the same watch after a restart or a reload.
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
