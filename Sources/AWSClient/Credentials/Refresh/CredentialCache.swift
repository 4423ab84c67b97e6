// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Carries out recipes, keeps the credentials that they give, and refreshes them before they expire.
///
/// Equal recipes share it all: one refresh at a time, whose outcome everybody gets.
package final class CredentialCache: Sendable {
    private struct Entry {
        var lease: CredentialLease?
        var failure: RememberedFailure?
        var lastUse: Timestamp
    }

    /// A failure, for as long as another attempt would be no use.
    private struct RememberedFailure {
        let failure: PollFailure
        let until: Timestamp
        let since: Timestamp
        let fingerprints: [FileFingerprint?]
    }

    /// Recipes that are kept at most; others may have come from profiles that have changed.
    private static let entryLimit = 256
    /// How long a failed refresh is not tried again: without credentials, and while there still are some.
    private static let failureHold: (without: Duration, with: Duration) = (.seconds(5), .seconds(60))
    /// How long a failed refresh is not tried again at most, however long whoever refused it asked for.
    private static let longestHold: Duration = .seconds(5 * 60)

    let tools: CredentialTools
    private let flights = SingleFlight<CredentialRecipe, Result<Credentials, PollFailure>>()
    private let entries = Mutex<[CredentialRecipe: Entry]>([:])

    /// Nothing kept yet.
    package init(tools: CredentialTools) {
        self.tools = tools
    }

    /// The credentials of a recipe: those that it gave before, as long as they are good for it, else new ones.
    ///
    /// `refused` are credentials that AWS has just refused: if it is these that are kept, they are replaced at once, whatever
    /// their expiry says. Throws why there are none.
    package func credentials(
        for recipe: CredentialRecipe,
        refusing refused: Credentials? = nil,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let time = tools.now()
        if case .keys(let keys) = recipe {
            guard let end = keys.expiration, end <= time else { return keys }
            throw .unusableCredentials(
                """
                the access keys of the environment ended at \(end.rfc3339), as AWS_CREDENTIAL_EXPIRATION says; start awaitd \
                with new ones
                """
            )
        }
        let lease = use(recipe, at: time)
        // What may be handed out even if no new ones can be had.
        var fallback: Credentials?
        if let lease, lease.credentials != refused {
            let need = lease.need(at: time)
            if need == .none || (need == .soon && flights.isUnderWay(recipe)) { return lease.credentials }
            if need != .overdue { fallback = lease.credentials }
        }
        if let failure = remembered(recipe, at: time) {
            if let fallback { return fallback }
            throw failure
        }
        let outcome = await flights.outcome(of: recipe) {
            await refresh(recipe, instead: lease, isUrgent: fallback == nil, until: deadline)
        }
        switch outcome {
        case .some(.success(let credentials)): return credentials
        case .some(.failure(let failure)):
            if let fallback { return fallback }
            throw failure
        case nil: throw .givenUp
        }
    }

    /// Gets new credentials in place of `old`; nil if our task was cancelled over it.
    private func refresh(
        _ recipe: CredentialRecipe,
        instead old: CredentialLease?,
        isUrgent: Bool,
        until deadline: Deadline
    ) async -> Result<Credentials, PollFailure>? {
        // Somebody may have been here between our look and our turn.
        if let newer = current(recipe), newer.credentials != old?.credentials { return .success(newer.credentials) }
        let fingerprints = recipe.files.map(tools.fileSystem.fingerprint)
        let began = tools.now()
        do throws(PollFailure) {
            let credentials = try await make(recipe, until: deadline)
            return .success(try keep(credentials, of: recipe))
        } catch {
            if Task.isCancelled { return nil }
            if case .instance = recipe, let old, old.need(at: tools.now()) == .overdue {
                return .success(stretch(old.credentials, of: recipe))
            }
            let hold = isUrgent ? Self.failureHold.without : Self.failureHold.with
            let left = old?.end?.since(began) ?? hold
            let asked = min(error.retryAfter ?? .zero, Self.longestHold)
            let until = tools.now() + max(asked, isUrgent ? hold : min(hold, left / 4))
            remember(
                RememberedFailure(failure: error, until: until, since: began, fingerprints: fingerprints),
                of: recipe
            )
            return .failure(error)
        }
    }

    // MARK: What is kept

    private func use(_ recipe: CredentialRecipe, at time: Timestamp) -> CredentialLease? {
        entries.withLock { entries in
            if entries[recipe] == nil, entries.count >= Self.entryLimit,
                let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
            {
                entries.removeValue(forKey: oldest)
            }
            entries[recipe, default: Entry(lastUse: time)].lastUse = time
            return entries[recipe]?.lease
        }
    }

    private func current(_ recipe: CredentialRecipe) -> CredentialLease? {
        entries.withLock { $0[recipe]?.lease }
    }

    private func remembered(_ recipe: CredentialRecipe, at time: Timestamp) -> PollFailure? {
        guard let known = entries.withLock({ $0[recipe]?.failure }), time < known.until, time >= known.since,
            recipe.files.map(tools.fileSystem.fingerprint) == known.fingerprints
        else { return nil }
        return known.failure
    }

    private func remember(_ failure: RememberedFailure, of recipe: CredentialRecipe) {
        entries.withLock { $0[recipe, default: Entry(lastUse: failure.since)].failure = failure }
    }

    private func set(_ lease: CredentialLease, of recipe: CredentialRecipe) {
        entries.withLock { $0[recipe] = Entry(lease: lease, lastUse: tools.now()) }
    }

    /// Keeps new credentials.
    ///
    /// Throws if they have expired already, except those of an instance: AWS goes on taking them while the service that
    /// renews them is out of order ("static stability").
    private func keep(_ credentials: Credentials, of recipe: CredentialRecipe) throws(PollFailure) -> Credentials {
        let time = tools.now()
        if let expiration = credentials.expiration, expiration <= time {
            guard case .instance = recipe else {
                throw .unusableCredentials(
                    "\(recipe.title) gave credentials that had expired at \(expiration.rfc3339); check this machine's clock"
                )
            }
            return stretch(credentials, of: recipe)
        }
        set(CredentialLease(credentials, end: credentials.expiration, at: time), of: recipe)
        return credentials
    }

    /// Goes on with an instance's old credentials, and looks for new ones in a quarter of an hour or a little later.
    private func stretch(_ credentials: Credentials, of recipe: CredentialRecipe) -> Credentials {
        let time = tools.now()
        let end = time + .seconds(15 * 60 + tools.random(120...600))
        set(CredentialLease(credentials, end: max(end, credentials.expiration ?? end), at: time), of: recipe)
        return credentials
    }
}
