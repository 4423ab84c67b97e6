// SPDX-License-Identifier: Apache-2.0

package import Core

/// Whoever wants to know how polling goes, besides people: the status line, the debug log, `awaitd wait`.
package protocol PollObserver: Sendable {
    /// A poll ended and what it came to is on record.
    func polled(_ evaluation: PollResult) async

    /// The list as a whole looks like this now; at most once a second, and once more after the last change.
    func summarized(_ summary: Summary) async

    /// The record could not be written; the poll will be made again, or a late watch be told later.
    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async
}
