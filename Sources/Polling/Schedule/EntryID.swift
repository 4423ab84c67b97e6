// SPDX-License-Identifier: Apache-2.0

/// The number under which the engine knows a watch; given once, never again.
struct EntryID: Sendable, Hashable {
    let number: Int
}
