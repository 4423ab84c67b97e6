// SPDX-License-Identifier: Apache-2.0

package import Core

/// Temporary credentials and when to see to new ones.
///
/// Source of the windows: botocore 1.43, `RefreshableCredentials`: 15 minutes before the end new ones are looked for, and from
/// 10 minutes before it everybody waits for them. Credentials that live for less than an hour get a quarter and an eighth of
/// their life instead, so that they are used at all.
package struct CredentialLease: Sendable {
    /// How urgent new credentials are.
    package enum Need: Sendable, Hashable {
        /// There is time.
        case none
        /// Somebody should look for new ones, and nobody needs to wait for that.
        case soon
        /// Everybody waits for new ones; if there are none, these do until they expire.
        case now
        /// They have expired.
        case overdue
    }

    /// The credentials.
    package let credentials: Credentials
    /// When they end; nil for never.
    package let end: Timestamp?
    private let soon: Timestamp?
    private let now: Timestamp?

    private static let soonWindow: Duration = .seconds(15 * 60)
    private static let nowWindow: Duration = .seconds(10 * 60)

    /// Credentials that came at `time` and end at `end`.
    package init(_ credentials: Credentials, end: Timestamp?, at time: Timestamp) {
        self.credentials = credentials
        self.end = end
        let life = max(.zero, end?.since(time) ?? .zero)
        soon = end.map { $0 + (.zero - min(Self.soonWindow, life / 4)) }
        now = end.map { $0 + (.zero - min(Self.nowWindow, life / 8)) }
    }

    /// What is needed at a time.
    package func need(at time: Timestamp) -> Need {
        guard let end, let soon, let now else { return .none }
        if time >= end { return .overdue }
        if time >= now { return .now }
        return time >= soon ? .soon : .none
    }
}
