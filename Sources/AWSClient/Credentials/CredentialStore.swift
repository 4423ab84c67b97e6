// SPDX-License-Identifier: Apache-2.0

package import Lifecycle
import Synchronization

/// Hands out the credentials of each selection, and remembers what its files looked like when a lane failed with them.
package final class CredentialStore: Sendable {
    /// Credentials, and what the files behind them looked like when they were read.
    package struct Lease: Sendable {
        /// The credentials.
        package let credentials: Credentials
        fileprivate let fingerprints: [FileFingerprint?]
    }

    private let locations: CredentialLocations
    private let cache: SharedFiles
    private let chains = Mutex<[CredentialSelection: CredentialChain]>([:])
    private let failures = Mutex<[LaneID: [FileFingerprint?]]>([:])

    /// The store of an environment captured at the start.
    package init(environment: [String: String], fileSystem: any FileSystem) {
        cache = SharedFiles(fileSystem: fileSystem)
        locations = CredentialLocations(environment: environment, cache: cache)
    }

    /// The credentials of a lane.
    ///
    /// Throws a failure of cause `credentials` that says what was tried.
    ///
    /// `again` reads everything anew, for when AWS has refused what was handed out before.
    package func lease(for lane: LaneID, again: Bool = false) async throws(PollFailure) -> Lease {
        if again { cache.forget() }
        let chain = chain(for: lane.credentials)
        // Taken before the files are read: what changes in between counts as a change.
        let fingerprints = cache.fingerprints(of: chain.files)
        do throws(PollFailure) {
            return Lease(credentials: try await chain.credentials(), fingerprints: fingerprints)
        } catch {
            failures.withLock { $0[lane] = fingerprints }
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
        return cache.fingerprints(of: chain(for: lane.credentials).files) != failed
    }

    private func chain(for selection: CredentialSelection) -> CredentialChain {
        chains.withLock { chains in
            if let known = chains[selection] { return known }
            let chain = locations.chain(for: selection)
            chains[selection] = chain
            return chain
        }
    }
}
