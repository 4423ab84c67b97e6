// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// Keeps the credentials that providers give, and refreshes them before they expire.
///
/// Equal providers share everything: one refresh at a time, whose outcome all callers get.
final class CredentialCache: Sendable {
    private struct Entry {
        var lease: CredentialLease?
        var failure: RememberedFailure?
        var lastUse: Timestamp
    }

    /// A failure, for as long as another attempt would not help.
    private struct RememberedFailure {
        let failure: PollFailure
        let until: Timestamp
        let since: Timestamp
        let fingerprints: [String: FileFingerprint?]
    }

    /// The most providers that are kept; others may have come from profiles that have changed.
    private static let entryLimit = 256
    /// How long a failed refresh is not tried again: without credentials, and while there still are some.
    private static let failureHold: (without: Duration, with: Duration) = (.seconds(5), .seconds(60))
    /// The longest that a failed refresh is not tried again, whatever the response asked for.
    private static let longestHold: Duration = .seconds(5 * 60)

    private let context: CredentialContext
    private let flights = SingleFlight<CredentialProvider, Result<Credentials, PollFailure>>()
    private let entries = Mutex<[CredentialProvider: Entry]>([:])

    /// Nothing kept yet.
    init(context: CredentialContext) {
        self.context = context
    }

    /// The credentials of a provider: those that it gave before while they are good, else new ones.
    ///
    /// New ones are fetched by the settings of `configuration`. `refused` are credentials that AWS has just refused: if these
    /// are the ones kept, they are replaced at once, whatever their expiry says. Throws why there are none.
    func credentials(
        for provider: CredentialProvider,
        in configuration: AWSConfiguration,
        refusing refused: Credentials? = nil,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let time = context.now()
        if case .staticKeys(let keys) = provider {
            guard let end = keys.expiration, end <= time else { return keys }
            throw .unusableCredentials(
                """
                the access keys of the environment ended at \(end.rfc3339), as AWS_CREDENTIAL_EXPIRATION says; start awaitd \
                with new ones
                """
            )
        }
        let lease = use(provider, at: time)
        // What may be handed out even if there are no new ones.
        var fallback: Credentials?
        if let lease, lease.credentials != refused {
            let need = lease.need(at: time)
            if need == .none || (need == .soon && flights.isUnderWay(provider)) { return lease.credentials }
            if need != .overdue { fallback = lease.credentials }
        }
        if let failure = remembered(provider, at: time) {
            if let fallback { return fallback }
            throw failure
        }
        let outcome = await flights.outcome(of: provider) {
            await refresh(provider, in: configuration, instead: lease, isUrgent: fallback == nil, until: deadline)
        }
        switch outcome {
        case .some(.success(let credentials)): return credentials
        case .some(.failure(let failure)):
            if let fallback { return fallback }
            throw failure
        case nil: throw .givenUp
        }
    }

    /// From when on credentials that a provider gave have to be asked for again; the distant future for never, and the past
    /// if they are not the ones that are kept.
    func goodUntil(_ credentials: Credentials, of provider: CredentialProvider) -> Timestamp {
        let never = Timestamp(microseconds: .max)
        if case .staticKeys(let keys) = provider { return keys.expiration ?? never }
        guard let lease = current(provider), lease.credentials == credentials else {
            return Timestamp(microseconds: .min)
        }
        return lease.renewal ?? never
    }

    /// When the first of the credentials that are kept ends; nil if none of them does.
    ///
    /// Those that have ended count as long as they are still asked for: there are no better ones.
    var firstEnd: Timestamp? {
        let time = context.now()
        return entries.withLock { entries in
            entries.values.compactMap { entry in
                entry.lease?.end.flatMap { end in end > time || entry.lastUse >= end ? end : nil }
            }.min()
        }
    }

    /// Gets new credentials in place of `old`; nil if our task was cancelled meanwhile.
    private func refresh(
        _ provider: CredentialProvider,
        in configuration: AWSConfiguration,
        instead old: CredentialLease?,
        isUrgent: Bool,
        until deadline: Deadline
    ) async -> Result<Credentials, PollFailure>? {
        // Another task may have refreshed them before it was our turn.
        if let newer = current(provider), newer.credentials != old?.credentials { return .success(newer.credentials) }
        let fingerprints = context.fingerprints(of: provider)
        let began = context.now()
        do throws(PollFailure) {
            let credentials = try await fetch(provider, in: configuration, until: deadline)
            return .success(try keep(credentials, of: provider))
        } catch {
            if Task.isCancelled { return nil }
            if case .instanceMetadata = provider, let old, old.need(at: context.now()) == .overdue {
                return .success(stretch(old.credentials, of: provider))
            }
            let hold = isUrgent ? Self.failureHold.without : Self.failureHold.with
            let left = old?.end?.since(began) ?? hold
            let asked = min(error.retryAfter ?? .zero, Self.longestHold)
            let until = context.now() + max(asked, isUrgent ? hold : min(hold, left / 4))
            remember(
                RememberedFailure(failure: error, until: until, since: began, fingerprints: fingerprints),
                of: provider
            )
            return .failure(error)
        }
    }

    // MARK: Fetching

    /// Asks a provider once.
    private func fetch(
        _ provider: CredentialProvider,
        in configuration: AWSConfiguration,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let context = context.with(configuration)
        return switch provider {
        case .staticKeys(let keys): keys
        case .assumeRole(let role, let source):
            try await assume(role, with: source, in: configuration, until: deadline)
        case .webIdentity(let identity): try await identity.credentials(context, until: deadline)
        case .process(let process): try await process.credentials(context, until: deadline)
        case .sso(let settings): try await settings.credentials(context, until: deadline)
        case .container(let container): try await container.credentials(context, until: deadline)
        case .instanceMetadata(let instance): try await instance.credentials(context, until: deadline)
        }
    }

    /// Assumes a role; if STS refuses the source's credentials, once more with new ones.
    private func assume(
        _ role: AssumeRoleProvider,
        with source: CredentialProvider,
        in configuration: AWSConfiguration,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let context = context.with(configuration)
        let first = try await credentials(for: source, in: configuration, until: deadline)
        do throws(PollFailure) {
            return try await role.credentials(with: first, context, until: deadline)
        } catch {
            guard STS.refusedSource(error) else { throw error }
            let second = try await credentials(
                for: source, in: configuration, refusing: first, until: deadline)
            guard second != first else { throw error }
            return try await role.credentials(with: second, context, until: deadline)
        }
    }

    // MARK: What is kept

    private func use(_ provider: CredentialProvider, at time: Timestamp) -> CredentialLease? {
        entries.withLock { entries in
            if entries[provider] == nil, entries.count >= Self.entryLimit,
                let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
            {
                entries.removeValue(forKey: oldest)
            }
            entries[provider, default: Entry(lastUse: time)].lastUse = time
            return entries[provider]?.lease
        }
    }

    private func current(_ provider: CredentialProvider) -> CredentialLease? {
        entries.withLock { $0[provider]?.lease }
    }

    private func remembered(_ provider: CredentialProvider, at time: Timestamp) -> PollFailure? {
        guard let known = entries.withLock({ $0[provider]?.failure }), time < known.until, time >= known.since,
            context.fingerprints(of: provider) == known.fingerprints
        else { return nil }
        return known.failure
    }

    private func remember(_ failure: RememberedFailure, of provider: CredentialProvider) {
        entries.withLock { $0[provider, default: Entry(lastUse: failure.since)].failure = failure }
    }

    private func set(_ lease: CredentialLease, of provider: CredentialProvider) {
        entries.withLock { $0[provider] = Entry(lease: lease, lastUse: context.now()) }
    }

    /// Keeps new credentials.
    ///
    /// Throws if they have expired already, except those of an instance: AWS keeps accepting them while the service that
    /// renews them is out of order ("static stability").
    private func keep(_ credentials: Credentials, of provider: CredentialProvider) throws(PollFailure) -> Credentials {
        let time = context.now()
        if let expiration = credentials.expiration, expiration <= time {
            guard case .instanceMetadata = provider else {
                throw .unusableCredentials(
                    "\(provider.title) gave credentials that had expired at \(expiration.rfc3339); check this machine's clock"
                )
            }
            return stretch(credentials, of: provider)
        }
        set(CredentialLease(credentials, end: credentials.expiration, at: time), of: provider)
        return credentials
    }

    /// Keeps using an instance's old credentials, and asks for new ones in a quarter of an hour or a little later.
    private func stretch(_ credentials: Credentials, of provider: CredentialProvider) -> Credentials {
        let time = context.now()
        let end = time + .seconds(15 * 60 + context.random(120...600))
        set(CredentialLease(credentials, end: max(end, credentials.expiration ?? end), at: time), of: provider)
        return credentials
    }
}

/// Temporary credentials and when to replace them.
///
/// Source of the windows: botocore 1.43, `RefreshableCredentials`: 15 minutes before the end new ones are asked for, and from
/// 10 minutes before it all callers wait for them. Credentials that live for less than an hour get a quarter and an eighth of
/// their life instead, so that they are used at all.
struct CredentialLease: Sendable {
    /// How urgent new credentials are.
    enum Need: Sendable, Hashable {
        /// There is time.
        case none
        /// One caller asks for new ones, and the others need not wait for that.
        case soon
        /// All callers wait for new ones; if there are none, these do until they expire.
        case now
        /// They have expired.
        case overdue
    }

    /// The credentials.
    let credentials: Credentials
    /// When they end; nil for never.
    let end: Timestamp?
    /// From when on new ones are asked for; nil for never.
    var renewal: Timestamp? { soon }
    private let soon: Timestamp?
    private let now: Timestamp?

    private static let soonWindow: Duration = .seconds(15 * 60)
    private static let nowWindow: Duration = .seconds(10 * 60)

    /// Credentials that came at `time` and end at `end`.
    init(_ credentials: Credentials, end: Timestamp?, at time: Timestamp) {
        self.credentials = credentials
        self.end = end
        let life = max(.zero, end?.since(time) ?? .zero)
        soon = end.map { $0 + (.zero - min(Self.soonWindow, life / 4)) }
        now = end.map { $0 + (.zero - min(Self.nowWindow, life / 8)) }
    }

    /// What is needed at a time.
    func need(at time: Timestamp) -> Need {
        guard let end, let soon, let now else { return .none }
        if time >= end { return .overdue }
        if time >= now { return .now }
        return time >= soon ? .soon : .none
    }
}
