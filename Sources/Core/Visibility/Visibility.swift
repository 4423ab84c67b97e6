// SPDX-License-Identifier: Apache-2.0

/// Whether we can see a resource: a fact of its own beside its state.
package enum Visibility: String, Sendable, Hashable, CaseIterable {
    /// The last reads succeeded, or not enough of them failed yet to say otherwise.
    case visible
    /// AWS has been answering nothing but "slow down".
    case throttled
    /// The credentials are missing, refused or not allowed to read it.
    case unauthorized
    /// Nothing, or nothing usable, has come back.
    case unreachable
    /// AWS knows no such resource.
    case notFound = "not-found"
    /// AWS says that our request is wrong.
    case rejected
}
