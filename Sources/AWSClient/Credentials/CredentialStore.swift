// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Hands out the credentials of each selection, and remembers what their files looked like when a lane failed with them.
package final class CredentialStore: Sendable {
    /// What a request may be made with, and what the files it came from looked like when they were read.
    package struct Lease: Sendable {
        /// Who we are to AWS.
        package let identity: Identity
        /// Whether it comes from settings that are being replaced, so that a refusal of it may be over soon.
        package let isProvisional: Bool
        /// From when on the store has to be asked again, by our clock, since newer ones may be due.
        package let goodUntil: Timestamp
        fileprivate let fingerprints: Fingerprints
    }

    /// What a poll goes by: its settings and its chain, looked up once.
    package struct View: Sendable {
        /// The environment and the shared files.
        package let configuration: AWSConfiguration
        fileprivate let place: CredentialPlaces.View
    }

    /// What files looked like, by their paths.
    fileprivate typealias Fingerprints = [String: FileFingerprint?]

    /// What a lane failed with.
    private struct LaneFailure {
        let fingerprints: Fingerprints
        /// Which search it was; another one may succeed.
        let search: Int
    }

    let context: CredentialContext
    private let cache: CredentialCache
    private let places: CredentialPlaces
    private let bearer: Result<BearerToken?, CredentialError>
    private let failures = Mutex<[LaneID: LaneFailure]>([:])

    /// A store that fetches what it finds with a context; `changed` is called when credentials come from another source than
    /// before.
    package init(
        context: CredentialContext,
        changed: @escaping @Sendable (CredentialChange) -> Void = { _ in }
    ) {
        self.context = context
        cache = CredentialCache(context: context)
        places = CredentialPlaces(changed: changed)
        do throws(CredentialError) {
            bearer = .success(try BearerToken(environment: context.configuration.environment))
        } catch {
            bearer = .failure(error)
        }
    }

    /// The settings for one poll of a watch, with one look at each shared file.
    ///
    /// Waits only if a file is being written that has never been read. Throws if that does not end.
    package func view(for watch: Watch, until deadline: Deadline) async throws(PollFailure) -> View {
        try await view(for: watch, awaitingChanges: false, until: deadline)
    }

    /// What a watch is read with.
    ///
    /// `view` is that of the poll; nil to take one. `refused` is what AWS has just refused: all settings are read again instead, once files
    /// that are being changed stand still, and credentials that were kept are replaced. Throws a failure that says what was
    /// tried, or why what was found cannot be used.
    package func lease(
        for watch: Watch,
        in view: View? = nil,
        refusing refused: Lease? = nil,
        until deadline: Deadline
    ) async throws(PollFailure) -> Lease {
        if BearerToken.use(for: watch) == .sent, let bearer = try usableBearer() {
            return Lease(
                identity: .bearer(bearer), isProvisional: false, goodUntil: Timestamp(microseconds: .max),
                fingerprints: [:])
        }
        if refused != nil { context.configuration.forget() }
        let view =
            if refused == nil, let view {
                view
            } else {
                try await self.view(for: watch, awaitingChanges: refused != nil, until: deadline)
            }
        let search = places.search
        // Taken before tokens are read: what changes in between counts as a change.
        let fingerprints = fingerprints(of: view.place.chain)
        do throws(PollFailure) {
            let credentials = try await credentials(of: view, refusing: refused?.identity.keys, until: deadline)
            places.confirm(view.place, of: watch.credentials)
            let isProvisional = view.place.isStandIn || !view.configuration.isCurrent
            return Lease(
                identity: .keys(credentials), isProvisional: isProvisional,
                goodUntil: goodUntil(credentials, of: view.place.chain), fingerprints: fingerprints)
        } catch {
            failures.withLock { $0[watch.lane] = LaneFailure(fingerprints: fingerprints, search: search) }
            guard error.cause == .credentials, hasBearer, BearerToken.use(for: watch) == .withheld else { throw error }
            throw error.withoutBedrockKey(for: watch.kind.service)
        }
    }

    /// Notes that AWS refused a lane's credentials.
    package func refused(_ lease: Lease, in lane: LaneID) {
        let search = places.search
        failures.withLock { $0[lane] = LaneFailure(fingerprints: lease.fingerprints, search: search) }
    }

    /// Whether another attempt at a lane's credentials may succeed since they last failed: a file has changed and stood
    /// still, or the chains may be searched again; false if they never failed.
    package func hasChanged(_ lane: LaneID) -> Bool {
        guard let failed = failures.withLock({ $0[lane] }) else { return false }
        guard failed.search == places.search else { return true }
        guard !failed.fingerprints.isEmpty else { return false }
        let shared = Fingerprints(context.configuration.fingerprints) { first, _ in first }
        return failed.fingerprints.contains { path, fingerprint in
            (shared[path] ?? context.tokenFiles.look(path).version?.fingerprint) != fingerprint
        }
    }

    /// When the first of the credentials in use ends; nil if none of them does.
    var firstEnd: Timestamp? { cache.firstEnd }

    /// Lets every selection take the first provider of its chain that is configured, whatever it used before.
    package func searchAgain() {
        places.searchAgain()
    }

    private func view(
        for watch: Watch,
        awaitingChanges: Bool,
        until deadline: Deadline
    ) async throws(PollFailure) -> View {
        let configuration = try await context.configuration.settledSnapshot(
            awaitingChanges: awaitingChanges, until: deadline)
        return view(watch.credentials, in: configuration, region: watch.region)
    }

    private func view(_ selection: CredentialSelection, in configuration: AWSConfiguration, region: String) -> View {
        let place = places.view(of: selection, in: configuration, region: region)
        return View(configuration: place.configuration, place: place)
    }

    /// The environment's API key of Bedrock, if it has one; throws if that cannot be used.
    private func usableBearer() throws(PollFailure) -> BearerToken? {
        switch bearer {
        case .success(let token): return token
        case .failure(let error): throw .unusableCredentials(error.message)
        }
    }

    /// Whether the environment has an API key of Bedrock, usable or not.
    private var hasBearer: Bool {
        switch bearer {
        case .success(nil): false
        case .success, .failure: true
        }
    }

    /// What is found for a watch and what it gives, for people to read.
    package func report(on watch: Watch, until deadline: Deadline) async -> CredentialReport {
        let selection = watch.credentials
        let snapshot: AWSConfiguration
        do throws(PollFailure) {
            snapshot = try await context.configuration.settledSnapshot(until: deadline)
        } catch {
            let chain = ProviderChain(selection, in: context.configuration, region: watch.region)
            return CredentialReport(
                selection: selection, chain: chain, result: .failure(error), withholdsBedrockKey: false)
        }
        let view = view(selection, in: snapshot, region: watch.region)
        let chain = view.place.chain
        let use = hasBearer ? BearerToken.use(for: watch) : .none
        if use == .sent {
            switch bearer {
            case .success: return CredentialReport(bedrockKeyInsteadOf: chain, selection: selection)
            case .failure(let error):
                return CredentialReport(unusableBedrockKey: error.message, chain: chain, selection: selection)
            }
        }
        let result: Result<Credentials, PollFailure>
        do throws(PollFailure) {
            result = .success(try await fetch(view, refusing: nil, until: deadline))
        } catch {
            result = .failure(error)
        }
        return CredentialReport(
            selection: selection, chain: chain, result: result, withholdsBedrockKey: use == .withheld)
    }

    /// What a chain gives; an instance without a role counts as one more provider that is not configured.
    private func credentials(
        of view: View,
        refusing refused: Credentials?,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let chain = view.place.chain
        do throws(PollFailure) {
            return try await fetch(view, refusing: refused, until: deadline)
        } catch {
            guard let absent = chain.absentInstance(error) else { throw error }
            throw Self.nothing(chain, last: "\(absent.provider) (\(absent.reason))")
        }
    }

    private func fetch(
        _ view: View,
        refusing refused: Credentials?,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        switch view.place.chain.outcome {
        case .broken(let sentence, _):
            throw .unusableCredentials(sentence)
        case .nothing:
            throw Self.nothing(view.place.chain)
        case .provider(let provider, _):
            return try await cache.credentials(
                for: provider, in: view.configuration, refusing: refused, until: deadline)
        }
    }

    private static func nothing(_ chain: ProviderChain, last: String? = nil) -> PollFailure {
        let tried = [chain.tried, last].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "; ")
        return PollFailure(
            .credentials,
            code: "NoCredentials",
            message: "no AWS credentials for \(chain.title); looked at \(tried)".cleaned(limit: 1_000)
        )
    }

    private func goodUntil(_ credentials: Credentials, of chain: ProviderChain) -> Timestamp {
        guard case .provider(let provider, _) = chain.outcome else { return context.now() }
        return cache.goodUntil(credentials, of: provider)
    }

    private func fingerprints(of chain: ProviderChain) -> Fingerprints {
        guard case .provider(let provider, _) = chain.outcome else { return chain.files }
        return chain.files.merging(context.fingerprints(of: provider)) { first, _ in first }
    }
}

extension PollFailure {
    /// This failure to find keys, with why the API key of Bedrock does not stand in for them.
    fileprivate func withoutBedrockKey(for service: AWSService) -> PollFailure {
        let words = """
            AWS_BEARER_TOKEN_BEDROCK is not sent to the address in 'endpoint', which the watch list names; give keys to \
            sign with, or remove 'endpoint' and set \(ServiceEndpoint(service).variable) in the environment of awaitd
            """
        return PollFailure(
            cause, code: code, httpStatus: httpStatus, message: "\(words) (\(message))".cleaned(limit: 1_000),
            retryAfter: retryAfter, requestID: requestID)
    }
}

extension ProviderChain {
    /// The instance metadata as a skipped provider, if it was chosen and `failure` says that there is no instance or role.
    func absentInstance(_ failure: PollFailure) -> Skipped? {
        guard case .provider(.instanceMetadata, let location) = outcome,
            failure.code == InstanceMetadataProvider.absent
        else { return nil }
        return Skipped(provider: location, reason: failure.message)
    }
}
