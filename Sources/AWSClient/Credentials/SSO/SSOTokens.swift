// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// The tokens that were refreshed, by the file that they belong to.
///
/// A token is refreshed by one at a time, for a refresh token is good for one use. What was refreshed is kept here too: the
/// file may be on a disk that cannot be written.
final class SSOTokens: Sendable {
    let flights = SingleFlight<String, Result<SSOToken, PollFailure>>()
    private let refreshed = Mutex<[String: SSOToken]>([:])

    /// The newer one of a file's token and the one that was refreshed last.
    func newer(than token: SSOToken, of path: String) -> SSOToken {
        refreshed.withLock { refreshed in
            guard let known = refreshed[path], known.expiresAt > token.expiresAt else {
                refreshed.removeValue(forKey: path)
                return token
            }
            return known
        }
    }

    func keep(_ token: SSOToken, of path: String) {
        refreshed.withLock { $0[path] = token }
    }
}
