// SPDX-License-Identifier: Apache-2.0

package import Core

/// A watch list that was read without an error, and where all of it came from.
package struct LoadedWatchList: Sendable {
    /// The watches and limits.
    package let list: WatchList
    /// Where each watch stands, by its name.
    package let origins: [String: WatchOrigin]
    /// The kinds that it can name: awaitd's, and those that it declares itself.
    package let kinds: KindTable
    /// What the main file's `defaults` say, for a watch that comes from elsewhere, such as a command line.
    package let defaults: WatchDefaults
    /// The files that were read, in their order.
    package let files: [String]
    /// What is doubtful, but no reason to reject the list.
    package let warnings: DiagnosticReport
}
