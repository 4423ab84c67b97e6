// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Hands out the credentials of each selection, and remembers what its files looked like when a lane failed with them.
package final class CredentialStore: Sendable {
    /// What a request may be made with, and what the files behind it looked like when they were read.
    package struct Lease: Sendable {
        /// Who we are to AWS.
        package let identity: Identity
        fileprivate let fingerprints: Fingerprints
    }

    /// What files looked like, by their paths.
    fileprivate typealias Fingerprints = [String: FileFingerprint?]

    private let locations: CredentialLocations
    private let files: SharedFiles
    private let cache: CredentialCache
    private let bearer: BearerToken?
    private let failures = Mutex<[LaneID: Fingerprints]>([:])

    /// A store that carries out what it finds with some tools.
    package init(tools: CredentialTools) {
        files = SharedFiles(fileSystem: tools.fileSystem)
        locations = CredentialLocations(environment: tools.environment, cache: files)
        cache = CredentialCache(tools: tools)
        bearer = BearerToken(environment: tools.environment)
    }

    /// What a watch is read with.
    ///
    /// `refused` is what AWS has just refused: all is read anew, and credentials that were kept are replaced. Throws a
    /// failure that says what was tried, or why what was found cannot be used.
    package func lease(
        for watch: Watch,
        refusing refused: Lease? = nil,
        until deadline: Deadline
    ) async throws(PollFailure) -> Lease {
        if let bearer, BearerToken.isTaken(by: watch.kind.service, for: watch.credentials) {
            return Lease(identity: .bearer(bearer), fingerprints: [:])
        }
        if refused != nil { files.forget() }
        let search = locations.search(for: watch.credentials, region: watch.region)
        // Taken before tokens are read: what changes in between counts as a change.
        let fingerprints = fingerprints(of: search)
        do throws(PollFailure) {
            let credentials = try await credentials(of: search, refusing: refused?.identity.keys, until: deadline)
            return Lease(identity: .keys(credentials), fingerprints: fingerprints)
        } catch {
            failures.withLock { $0[watch.lane] = fingerprints }
            throw error
        }
    }

    /// Notes that AWS refused a lane's credentials.
    package func refused(_ lease: Lease, in lane: LaneID) {
        failures.withLock { $0[lane] = lease.fingerprints }
    }

    /// Whether the files behind a lane's credentials have changed since they last failed; false if they never did.
    package func hasChanged(_ lane: LaneID) -> Bool {
        guard let failed = failures.withLock({ $0[lane] }) else { return false }
        return failed.contains { files.fingerprints(of: [$0.key]) != [$0.value] }
    }

    /// What is found for a selection and what it gives, for people to read.
    ///
    /// `service` is that of the watches, which may take an API key instead.
    package func report(
        on selection: CredentialSelection,
        of service: AWSService,
        region: String,
        until deadline: Deadline
    ) async -> CredentialReport {
        let search = locations.search(for: selection, region: region)
        if bearer != nil, BearerToken.isTaken(by: service, for: selection) {
            return CredentialReport(bedrockKeyInsteadOf: search, selection: selection)
        }
        let result: Result<Credentials, PollFailure>
        do throws(PollFailure) {
            result = .success(try await obtain(search, refusing: nil, until: deadline))
        } catch {
            result = .failure(error)
        }
        return CredentialReport(selection: selection, search: search, result: result)
    }

    /// What a search gives; an instance that has no role is one more place that has nothing.
    private func credentials(
        of search: CredentialSearch,
        refusing refused: Credentials?,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        do throws(PollFailure) {
            return try await obtain(search, refusing: refused, until: deadline)
        } catch {
            guard case .chosen(.instance, let place) = search.end, error.code == InstanceSource.absent else {
                throw error
            }
            throw Self.nothing(search, last: "\(place) (\(error.message))")
        }
    }

    private func obtain(
        _ search: CredentialSearch,
        refusing refused: Credentials?,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        switch search.end {
        case .unusable(let sentence, _):
            throw .unusableCredentials(sentence)
        case .nothing:
            throw Self.nothing(search)
        case .chosen(let recipe, _):
            return try await cache.credentials(for: recipe, refusing: refused, until: deadline)
        }
    }

    private static func nothing(_ search: CredentialSearch, last: String? = nil) -> PollFailure {
        let tried = [search.tried, last].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "; ")
        return PollFailure(
            .credentials,
            code: "NoCredentials",
            message: "no AWS credentials for \(search.title); looked at \(tried)".cleaned(limit: 1_000)
        )
    }

    private func fingerprints(of search: CredentialSearch) -> Fingerprints {
        var paths = search.files
        if case .chosen(let recipe, _) = search.end { paths += recipe.files }
        return Dictionary(zip(paths, files.fingerprints(of: paths)), uniquingKeysWith: { first, _ in first })
    }
}
