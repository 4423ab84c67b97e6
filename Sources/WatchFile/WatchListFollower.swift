// SPDX-License-Identifier: Apache-2.0

package import Core
import Platform

/// Looks at the files of a list from outside: what they look like now, and when that changes.
///
/// On a thread of its own, which a file system that does not answer may hold up.
package actor WatchListFollower {
    /// Raised when something has happened to the files; whether they have changed, a stamp shows.
    package nonisolated let touched: Signal
    private let path: String
    private let executor = QueueExecutor(label: "io.awaitd.watch-list")
    private let events: FileEvents?

    /// A follower of the list whose main file is at `path`; it tells of nothing before ``follow()``, or, in a test, at all.
    package init(path: String, listens: Bool = true) {
        let touched = Signal()
        self.path = path
        self.touched = touched
        events = listens ? try? FileEvents { touched.raise() } : nil
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// What the files look like now.
    package func stamp() -> WatchListStamp { WatchListStamp(of: path) }

    /// Tells of changes from now on, where links and directories lead at present; to be called again when that may differ.
    ///
    /// False if the kernel cannot tell of all of them (inotify(7), "/proc interfaces").
    package func follow() -> Bool {
        let places = WatchListPlaces(of: path)
        return events?.watch(places.interests) == true && places.isComplete
    }
}
