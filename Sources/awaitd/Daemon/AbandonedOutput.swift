// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Ends when nobody reads what the daemon tells any more, as after `awaitd run --log json | head -n 1`.
///
/// A daemon that goes on then would poll for nobody: a pipe gets no second reader.
struct AbandonedOutput: Service {
    /// Where the daemon tells.
    let stream: StandardStream

    /// How often it looks; somebody may read little and go while there is nothing to write.
    private static let interval: Duration = .seconds(1)

    func run() async {
        await cancelWhenGracefulShutdown {
            while !stream.isAbandoned {
                do { try await ContinuousClock().sleep(for: Self.interval) } catch { return }
            }
        }
    }
}
