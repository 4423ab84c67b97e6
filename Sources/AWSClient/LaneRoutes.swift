// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Where the polls of one lane and kind are sent, and as whom.
final class LaneRoute: Sendable {
    /// The service's address.
    let endpoint: Endpoint
    /// The CA bundle to trust instead of the machine's own; nil for what the environment says.
    let certificates: String?
    /// The credentials.
    let lease: CredentialStore.Lease
    /// What authorizes requests with them.
    let authorizer: RequestAuthorizer
    /// What takes their secrets out of responses.
    let text: MessageRedactor
    /// How the kind's resources are read.
    let plan: KindPlan

    init(
        endpoint: Endpoint, certificates: String?, lease: CredentialStore.Lease, authorizer: RequestAuthorizer,
        text: MessageRedactor, plan: KindPlan
    ) {
        (self.endpoint, self.certificates, self.lease) = (endpoint, certificates, lease)
        (self.authorizer, self.text, self.plan) = (authorizer, text, plan)
    }
}

/// The routes of the lanes, each found once and kept for a moment, so that a poll looks at no file and derives no key that
/// the poll before it had.
///
/// A route is kept for a second, and only if nothing is about to change: not while a shared file is being replaced, not
/// from the moment on when its credentials are to be renewed, and not when AWS has refused credentials or they may be
/// searched for again. What was derived from its credentials is kept for as long as these stay the same.
final class LaneRoutes: Sendable {
    /// What a route depends on, other than the settings.
    ///
    /// Two kinds of a lane may be of services with settings of their own.
    private struct Key: Hashable {
        let kind: Kind
        let region: String
        let credentials: CredentialSelection
        let endpoint: String?

        init(_ watch: Watch) {
            (kind, region) = (watch.kind, watch.region)
            (credentials, endpoint) = (watch.credentials, watch.endpoint)
        }

        static func == (one: Key, other: Key) -> Bool {
            one.kind === other.kind && one.region == other.region && one.credentials == other.credentials
                && one.endpoint == other.endpoint
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ObjectIdentifier(kind))
            hasher.combine(region)
            hasher.combine(credentials)
            hasher.combine(endpoint)
        }
    }

    private struct Kept {
        let route: LaneRoute
        /// Until when the settings are not looked at again, by the steady clock.
        let until: Duration
        /// How often everything had been forgotten when it was found.
        let generation: Int
    }

    private struct State {
        var routes: [Key: Kept] = [:]
        /// How often everything was forgotten.
        var generation = 0
    }

    /// How long the settings are not looked at again.
    static let pause: Duration = .seconds(1)
    /// The most routes that are kept: more than most lists have lanes.
    ///
    /// What finds a long session token in responses takes 50 KB.
    private static let limit = 128

    private let store: CredentialStore
    private let clock: FileClock
    private let now: @Sendable () -> Timestamp
    private let plans = KindPlans()
    private let redactors = RedactorCache()
    private let state = Mutex(State())

    /// The routes by the settings and credentials of a store; `clock` is that of its files, `now` the wall clock.
    init(_ store: CredentialStore, clock: FileClock, now: @escaping @Sendable () -> Timestamp) {
        (self.store, self.clock, self.now) = (store, clock, now)
    }

    /// The route that is kept for a watch; nil if it has to be found.
    func kept(for watch: Watch) -> LaneRoute? {
        let key = Key(watch)
        let kept = state.withLock { state in
            state.routes[key].flatMap { $0.generation == state.generation ? $0 : nil }
        }
        guard let kept, clock.now().steady < kept.until, now() < kept.route.lease.goodUntil else { return nil }
        return kept.route
    }

    /// Finds the route of a watch by the settings as they are now.
    ///
    /// Throws what is wrong with the settings, or why there are no credentials.
    func find(for watch: Watch, until deadline: Deadline) async throws(PollFailure) -> LaneRoute {
        let key = Key(watch)
        let (old, generation) = state.withLock { ($0.routes[key]?.route, $0.generation) }
        let foundAt = clock.now().steady
        // One look at the shared files for the whole read.
        let view = try await store.view(for: watch, until: deadline)
        let resolver = EndpointResolver(view.configuration)
        let endpoint = try resolver.endpoint(for: watch)
        let lease = try await store.lease(for: watch, in: view, until: deadline)
        let same = old.flatMap { $0.lease.identity == lease.identity ? $0 : nil }
        let route = LaneRoute(
            endpoint: endpoint,
            certificates: try resolver.certificates(for: watch),
            lease: lease,
            authorizer: same?.authorizer ?? RequestAuthorizer(lease.identity, for: watch),
            text: same?.text ?? redactors.redactor(for: lease.identity),
            plan: plans.plan(for: watch.kind)
        )
        // Settings that are being replaced are looked at for each poll.
        let kept = Kept(
            route: route, until: lease.isProvisional ? foundAt : foundAt + Self.pause, generation: generation)
        state.withLock { state in
            if state.routes[key] == nil, state.routes.count >= Self.limit {
                state.routes.remove(at: state.routes.startIndex)
            }
            state.routes[key] = kept
        }
        return route
    }

    /// A route with other credentials, for the rest of one read.
    func route(_ route: LaneRoute, with lease: CredentialStore.Lease, for watch: Watch) -> LaneRoute {
        LaneRoute(
            endpoint: route.endpoint, certificates: route.certificates, lease: lease,
            authorizer: RequestAuthorizer(lease.identity, for: watch), text: redactors.redactor(for: lease.identity),
            plan: route.plan)
    }

    /// Has every route be found again: credentials were refused or replaced, or may be searched for again.
    func forget() {
        state.withLock { $0.generation += 1 }
    }
}

/// What makes a request one of ours: a signer for keys, or a token that is sent as it is.
package enum RequestAuthorizer: Sendable {
    /// Signs.
    case signer(SigV4)
    /// Sends the token.
    case bearer(BearerToken)

    /// What authorizes the requests of a watch's lane and kind.
    package init(_ identity: Identity, for watch: Watch) {
        self =
            switch identity {
            case .keys(let keys):
                .signer(SigV4(credentials: keys, region: watch.region, service: watch.kind.service.signingName))
            case .bearer(let token): .bearer(token)
            }
    }

    /// `request`, authorized as of `time`.
    package func authorized(_ request: HTTPRequest, at time: Timestamp) -> HTTPRequest {
        switch self {
        case .signer(let signer): return signer.signed(request, at: time)
        case .bearer(let token):
            var authorized = request
            authorized.headers.insert(HTTPField("Host", request.endpoint.hostHeader), at: 0)
            authorized.headers.append(HTTPField("Authorization", "Bearer \(token.value)"))
            return authorized
        }
    }
}

/// The redactors of the identities that requests were made with, since what to look for is worked out once for each.
private final class RedactorCache: Sendable {
    /// More identities than a watch list has; then those from before are forgotten.
    private static let limit = 64

    private let known = Mutex<[Identity: MessageRedactor]>([:])

    func redactor(for identity: Identity) -> MessageRedactor {
        if let redactor = known.withLock({ $0[identity] }) { return redactor }
        let redactor = identity.text
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[identity] = redactor
        }
        return redactor
    }
}
