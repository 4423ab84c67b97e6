// SPDX-License-Identifier: Apache-2.0

package import Core

/// Follows the polling besides the record: the status line, the debug log, `awaitd wait`.
package protocol PollObserver: Sendable {
    /// A poll ended, and its result is on record.
    func polled(_ result: PollResult) async

    /// A page of a list was read, or was not.
    func listed(_ result: PageResult) async

    /// The summary of the list, at most once a second, and once more after the last change.
    func summarized(_ summary: Summary) async

    /// The record could not be written; the poll is repeated, or the overdue watch reported later.
    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async
}

extension PollObserver {
    package func listed(_ result: PageResult) async {}
}
