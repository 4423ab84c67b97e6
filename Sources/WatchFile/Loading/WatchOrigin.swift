// SPDX-License-Identifier: Apache-2.0

/// Where a watch stands in its file.
package struct WatchOrigin: Sendable, Hashable {
    /// The file, as it was given.
    package let file: String
    /// The line, from 1: of the watch's name, or of its id or ARN if it gives no name.
    package let line: Int
    /// The column in characters, from 1.
    package let column: Int

    /// `FILE:LINE:COLUMN`.
    package var text: String { "\(file):\(line):\(column)" }
}
