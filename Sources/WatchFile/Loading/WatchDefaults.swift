// SPDX-License-Identifier: Apache-2.0

package import Core

/// What a watch gets that says nothing itself.
package struct WatchDefaults: Sendable, Hashable {
    /// The region, if `defaults` give one.
    package let region: String?
    /// The credentials.
    package let credentials: CredentialSelection
    /// The services' address, if `defaults` give one.
    package let endpoint: String?
    /// How often it is polled.
    package let poll: PollPace
    /// After which time it is overdue.
    package let overdueAfter: Duration?
    /// Whether large members are asked for.
    package let verbose: Bool

    init(_ settings: WatchSettings) {
        region = settings.region?.value
        credentials = settings.credentials
        endpoint = settings.endpoint?.value
        poll = settings.poll
        overdueAfter = settings.overdueAfter
        verbose = settings.verbose
    }
}
