// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle
import Synchronization

/// Ends when nobody reads what the daemon tells any more, as after `awaitd run --log json | head -n 1`.
///
/// A daemon that goes on then would poll for nobody: a pipe gets no second reader.
final class AbandonedOutput: Service {
    private let stream: StandardStream
    private let noticed = Mutex(false)

    /// How often it looks; somebody may read little and go while there is nothing to write.
    private static let interval: Duration = .seconds(1)

    /// Looks after the stream on which the daemon tells.
    init(of stream: StandardStream) {
        self.stream = stream
    }

    /// Whether that was why the daemon ends: Ctrl-C ends a whole pipeline, and is no fault of anybody's.
    var isWhyItEnds: Bool { noticed.withLock { $0 } }

    func run() async {
        await cancelWhenGracefulShutdown {
            while !self.stream.isAbandoned {
                do { try await ContinuousClock().sleep(for: Self.interval) } catch { return }
            }
            self.noticed.withLock { $0 = true }
        }
    }
}
