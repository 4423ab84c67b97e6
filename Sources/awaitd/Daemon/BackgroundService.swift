// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Work that goes on until it is told to stop, and stops by being cancelled.
struct BackgroundService: Service {
    /// The work; it returns soon after its task is cancelled.
    let work: @Sendable () async -> Void

    func run() async {
        await cancelWhenGracefulShutdown { await work() }
    }
}

/// Something to be done first thing when the daemon is told to stop.
struct ShutdownHook: Service {
    /// What is to be done.
    let action: @Sendable () -> Void

    func run() async {
        await cancelWhenGracefulShutdown {
            // There is nothing to do until then; only cancellation ends it.
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
        action()
    }
}
