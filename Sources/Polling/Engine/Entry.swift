// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// One watch as the engine holds it.
struct Entry: Sendable {
    /// What is watched.
    let watch: Watch
    /// Its life so far.
    var machine: WatchMachine
    /// Its pace.
    var cadence: Cadence

    init(_ watch: Watch) {
        self.watch = watch
        machine = WatchMachine(rules: watch.kind.statuses, overdueAfter: watch.overdueAfter)
        cadence = Cadence(watch.poll)
    }
}

/// One poll that the engine wants made now.
package struct PollOrder: Sendable {
    /// Which entry it is for.
    let entry: EntryID
    /// What to read.
    package let watch: Watch
}
