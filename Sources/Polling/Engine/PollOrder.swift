// SPDX-License-Identifier: Apache-2.0

package import Core

/// One poll that the engine wants made now.
package struct PollOrder: Sendable {
    /// Which entry it is for.
    let entry: EntryID
    /// What to read.
    package let watch: Watch
}
