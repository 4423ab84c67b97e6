// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import WatchFile

/// Notices that the watch list was saved while it was being read, or right after it.
///
/// Whoever watches the files from outside is blind for a moment around each reload: a path unit looks away while the
/// service that it has started runs (systemd.path(5)). So the daemon looks once more, some time after each reading.
package final class LateSaves: Sendable {
    /// When it looks: after a path unit on a busy host looks again.
    package static let delay: Duration = .seconds(2)

    private let path: String
    private let read: Mutex<WatchListStamp>
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// The list at `path` was read after its files looked like this.
    package init(path: String, read stamp: WatchListStamp) {
        self.path = path
        read = Mutex(stamp)
        // One look serves all readings before it.
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        signal.yield()
    }

    /// The list is about to be read.
    package func willRead() {
        let stamp = WatchListStamp(of: path)
        read.withLock { $0 = stamp }
        signal.yield()
    }

    /// Whether what stands there is not what was read.
    package var areThere: Bool {
        WatchListStamp(of: path) != read.withLock { $0 }
    }

    /// Has the list read again whenever what was read is not what stands there; until the task is cancelled.
    package func run<C: Clock>(clock: C, reload: () async -> Void) async where C.Duration == Duration {
        for await _ in signals {
            do { try await clock.sleep(for: Self.delay) } catch { return }
            if areThere { await reload() }
        }
    }
}
