// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL

/// A transport's pools, with one timer for all that may take too long; stays on the event loop.
final class ConnectionPools {
    private let limit: Int
    private let loop: any EventLoop
    private var pools: [ConnectionPool.Target: ConnectionPool] = [:]
    /// Pools whose certificates have changed since; they end with what is under way in them.
    private var retired: [ConnectionPool] = []
    private var timer: Scheduled<Void>?
    private var wakesAt = NIODeadline.distantFuture
    private var isShutDown = false

    /// No pools yet; `limit` is how many connections each may have.
    init(limit: Int, on loop: any EventLoop) {
        (self.limit, self.loop) = (limit, loop)
    }

    /// The pool for a target; nil after ``shutDown()``.
    func pool(for target: ConnectionPool.Target, encryption: NIOSSLContext?) -> ConnectionPool? {
        if let pool = pools[target] { return pool }
        guard !isShutDown else { return nil }
        let outdated = pools.keys.filter { $0.route.certificates.isOutdated(by: target.route.certificates) }
        for old in outdated {
            guard let pool = pools.removeValue(forKey: old) else { continue }
            retired.append(pool)
            pool.retire()
        }
        let pool = ConnectionPool(target, limit: limit, encryption: encryption, on: loop) { [weak self] time in
            self?.wake(at: time)
        }
        pools[target] = pool
        return pool
    }

    /// Ends everything.
    func shutDown() {
        isShutDown = true
        for pool in Array(pools.values) + retired { pool.shutDown() }
        timer?.cancel()
        (pools, retired, timer) = ([:], [], nil)
    }

    /// Has the pools swept at a time: one timer serves all, and is seldom set, since most deadlines are equally far away.
    private func wake(at time: NIODeadline) {
        guard time < wakesAt, !isShutDown else { return }
        timer?.cancel()
        wakesAt = time
        timer = loop.assumeIsolated().scheduleTask(deadline: time) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        (timer, wakesAt) = (nil, .distantFuture)
        let now = NIODeadline.now()
        var next = NIODeadline.distantFuture
        for pool in Array(pools.values) + retired { next = min(next, pool.sweep(at: now)) }
        pools = pools.filter { !$0.value.isEmpty }
        retired.removeAll(where: \.isEmpty)
        wake(at: next)
    }
}
