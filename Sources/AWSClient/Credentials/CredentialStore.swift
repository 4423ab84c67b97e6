// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Hands out the credentials of each selection, and remembers what their files looked like when a lane failed with them.
package final class CredentialStore: Sendable {
    /// What a request may be made with, and what the files it came from looked like when they were read.
    package struct Lease: Sendable {
        /// Who we are to AWS.
        package let identity: Identity
        fileprivate let fingerprints: Fingerprints
    }

    /// What files looked like, by their paths.
    fileprivate typealias Fingerprints = [String: FileFingerprint?]

    private let context: CredentialContext
    private let cache: CredentialCache
    private let bearer: BearerToken?
    private let failures = Mutex<[LaneID: Fingerprints]>([:])

    /// A store that fetches what it finds with a context.
    package init(context: CredentialContext) {
        self.context = context
        cache = CredentialCache(context: context)
        bearer = BearerToken(environment: context.configuration.environment)
    }

    /// What a watch is read with.
    ///
    /// `snapshot` is the poll's view of the settings; nil to take one. `refused` is what AWS has just refused: all settings
    /// are read again instead, and credentials that were kept are replaced. Throws a failure that says what was tried, or
    /// why what was found cannot be used.
    package func lease(
        for watch: Watch,
        in snapshot: AWSConfiguration? = nil,
        refusing refused: Lease? = nil,
        until deadline: Deadline
    ) async throws(PollFailure) -> Lease {
        if let bearer, BearerToken.use(for: watch) == .sent {
            return Lease(identity: .bearer(bearer), fingerprints: [:])
        }
        if refused != nil { context.configuration.forget() }
        let configuration = refused == nil ? snapshot ?? context.configuration : context.configuration
        let chain = ProviderChain(watch.credentials, in: configuration, region: watch.region)
        // Taken before tokens are read: what changes in between counts as a change.
        let fingerprints = fingerprints(of: chain)
        do throws(PollFailure) {
            let credentials = try await credentials(of: chain, refusing: refused?.identity.keys, until: deadline)
            return Lease(identity: .keys(credentials), fingerprints: fingerprints)
        } catch {
            failures.withLock { $0[watch.lane] = fingerprints }
            guard error.cause == .credentials, bearer != nil, BearerToken.use(for: watch) == .withheld else {
                throw error
            }
            throw error.withoutBedrockKey(for: watch.kind.service)
        }
    }

    /// Notes that AWS refused a lane's credentials.
    package func refused(_ lease: Lease, in lane: LaneID) {
        failures.withLock { $0[lane] = lease.fingerprints }
    }

    /// Whether the files of a lane's credentials have changed since they last failed; false if they never did.
    package func hasChanged(_ lane: LaneID) -> Bool {
        guard let failed = failures.withLock({ $0[lane] }) else { return false }
        return failed.contains { context.fileSystem.fingerprint($0.key) != $0.value }
    }

    /// What is found for a watch and what it gives, for people to read.
    package func report(on watch: Watch, until deadline: Deadline) async -> CredentialReport {
        let selection = watch.credentials
        let chain = ProviderChain(selection, in: context.configuration, region: watch.region)
        let use = bearer == nil ? .none : BearerToken.use(for: watch)
        if use == .sent { return CredentialReport(bedrockKeyInsteadOf: chain, selection: selection) }
        let result: Result<Credentials, PollFailure>
        do throws(PollFailure) {
            result = .success(try await fetch(chain, refusing: nil, until: deadline))
        } catch {
            result = .failure(error)
        }
        return CredentialReport(
            selection: selection, chain: chain, result: result, withholdsBedrockKey: use == .withheld)
    }

    /// What a chain gives; an instance without a role counts as one more provider that is not configured.
    private func credentials(
        of chain: ProviderChain,
        refusing refused: Credentials?,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        do throws(PollFailure) {
            return try await fetch(chain, refusing: refused, until: deadline)
        } catch {
            guard let absent = chain.absentInstance(error) else { throw error }
            throw Self.nothing(chain, last: "\(absent.provider) (\(absent.reason))")
        }
    }

    private func fetch(
        _ chain: ProviderChain,
        refusing refused: Credentials?,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        switch chain.outcome {
        case .broken(let sentence, _):
            throw .unusableCredentials(sentence)
        case .nothing:
            throw Self.nothing(chain)
        case .provider(let provider, _):
            return try await cache.credentials(for: provider, refusing: refused, until: deadline)
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

    private func fingerprints(of chain: ProviderChain) -> Fingerprints {
        var fingerprints = chain.files
        if case .provider(let provider, _) = chain.outcome {
            for path in provider.files where fingerprints[path] == nil {
                fingerprints.updateValue(context.fileSystem.fingerprint(path), forKey: path)
            }
        }
        return fingerprints
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
