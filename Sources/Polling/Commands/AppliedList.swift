// SPDX-License-Identifier: Apache-2.0

package import Core

/// A list that a poller has taken over.
package struct AppliedList: Sendable, Hashable {
    /// What it changed, watch by watch.
    package let changes: WatchListDiff
    /// What the list looks like now.
    package let summary: Summary
}
