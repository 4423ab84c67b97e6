// SPDX-License-Identifier: Apache-2.0

import CKernel
import Dispatch
import Glibc
import Synchronization

/// A clock whose sleepers each wait for a timer of the kernel (timerfd_create(2)).
///
/// It is the clock that it is made of in all other respects. That one's sleepers wait on Swift's pool of threads, see
/// ``TaskPool``.
package struct TimerClock<Base: KernelClock>: Clock {
    package typealias Instant = Base.Instant

    private let base: Base

    /// A clock that shows the same time as another.
    package init(_ base: Base) {
        self.base = base
    }

    package var now: Instant { base.now }
    package var minimumResolution: Duration { base.minimumResolution }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        guard let timer = Timer(of: Base.id, expiringAfter: now.duration(to: deadline)) else {
            // No descriptor is free.
            return try await base.sleep(until: deadline, tolerance: tolerance)
        }
        await withTaskCancellationHandler {
            await timer.end()
        } onCancel: {
            timer.stop()
        }
        try Task.checkCancellation()
    }
}

extension Clock where Self == TimerClock<ContinuousClock> {
    /// The clock to sleep by.
    package static var timer: Self { TimerClock(ContinuousClock()) }
}

/// A clock that the kernel has, too (clock_gettime(2)).
package protocol KernelClock: Clock where Duration == Swift.Duration {
    /// The kernel's name for it.
    static var id: Int32 { get }
}

/// It goes on while the machine is suspended.
extension ContinuousClock: KernelClock {
    package static var id: Int32 { CLOCK_BOOTTIME }
}

/// It stands still while the machine is suspended.
extension SuspendingClock: KernelClock {
    package static var id: Int32 { CLOCK_MONOTONIC }
}

/// A timer of the kernel that one task waits for.
private final class Timer: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<Void, Never>)
        case ended
    }

    // Safe: it never changes, and libdispatch lets any thread cancel a source (dispatch_source_cancel(3)).
    private nonisolated(unsafe) let source: any DispatchSourceRead
    private let state = Mutex(State.running)

    /// A serial queue has no part in the pool of threads.
    private static let queue = DispatchQueue(label: "awaitd.timers")

    /// A timer that expires once; nil if the kernel has none to give.
    init?(of clock: Int32, expiringAfter time: Duration) {
        let (seconds, attoseconds) = max(time, .nanoseconds(1)).components
        let descriptor = awaitd_timer_after(clock, seconds, attoseconds / 1_000_000_000)
        guard descriptor >= 0 else { return nil }
        unsafe source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: Self.queue)
        unsafe source.setCancelHandler { close(descriptor) }
        unsafe source.setEventHandler { [weak self] in self?.stop() }
        unsafe source.activate()
    }

    /// Waits until it has expired or was stopped.
    func end() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if case .ended = state { return true }
                state = .awaited(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Ends the wait; has no effect the second time.
    func stop() {
        unsafe source.cancel()
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .ended }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume()
    }
}
