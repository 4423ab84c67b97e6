// SPDX-License-Identifier: Apache-2.0

/// What a watch file says, read and checked: the watches, and the limits they are polled within.
package struct WatchList: Sendable, Hashable {
    /// The watches, in the order of the files; names are unique.
    package var watches: [Watch]
    /// The limits.
    package var limits: Limits
    /// How much of what was told is kept.
    package var history: Retention

    /// A list.
    package init(watches: [Watch], limits: Limits = Limits(), history: Retention = .standard) {
        self.watches = watches
        self.limits = limits
        self.history = history
    }

    /// The most watches that one list may have.
    package static let mostWatches = 100_000
}

/// How much awaitd asks of AWS at most.
package struct Limits: Sendable, Hashable {
    /// Polls per second and lane.
    package var rate: RateLimit
    /// Polls under way at once, all lanes together; 1 or more.
    package var concurrency: Int

    /// The most polls under way at once that a watch file may ask for.
    package static let mostConcurrency = 1_024

    /// Limits; the defaults are the watch file's: 2/s and 16.
    package init(rate: RateLimit = .perSecond(2), concurrency: Int = 16) {
        self.rate = rate
        self.concurrency = max(1, concurrency)
    }
}

/// How many polls a lane may make.
package enum RateLimit: Sendable, Hashable {
    /// So many a second on average; more than zero.
    case perSecond(Double)
    /// As many as are due: for tests and benchmarks.
    case unlimited
}
