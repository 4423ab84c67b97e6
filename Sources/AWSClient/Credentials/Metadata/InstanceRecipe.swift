// SPDX-License-Identifier: Apache-2.0

/// The metadata service of an EC2 instance, which gives the credentials of the role that is attached to it.
package struct InstanceRecipe: Sendable, Hashable {
    /// Where it is.
    package let endpoint: Endpoint
    /// How often a request is tried at most.
    package let attempts: Int
    /// How many seconds each attempt may take.
    package let seconds: Int

    /// How often a request is tried where nobody says: once more than botocore does it.
    package static let usualAttempts = 2
    /// How long an attempt may take where nobody says, as in botocore.
    package static let usualSeconds = 1
    /// The most of either: a read has twenty seconds in all.
    package static let most = 20

    /// A service.
    package init(endpoint: Endpoint, attempts: Int = Self.usualAttempts, seconds: Int = Self.usualSeconds) {
        self.endpoint = endpoint
        self.attempts = attempts
        self.seconds = seconds
    }
}
