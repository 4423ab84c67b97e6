// SPDX-License-Identifier: Apache-2.0

/// Where a watch stands, as it is kept over a restart.
package struct WatchSnapshot: Sendable, Hashable {
    /// Which watch.
    package let identity: WatchIdentity
    /// In which account, where that is known.
    package let account: String?
    /// Its life so far.
    package let machine: SavedMachine
    /// The interval at which it was polled.
    package let interval: Duration
    /// When it is polled next; nil if it isn't, or if its poll is waiting or under way.
    package let nextPollAt: Timestamp?
    /// What AWS said last; nil if that need not be written.
    package let answer: Answer?

    /// A snapshot.
    package init(
        identity: WatchIdentity,
        account: String? = nil,
        machine: SavedMachine,
        interval: Duration,
        nextPollAt: Timestamp? = nil,
        answer: Answer? = nil
    ) {
        self.identity = identity
        self.account = account
        self.machine = machine
        self.interval = interval
        self.nextPollAt = nextPollAt
        self.answer = answer
    }

    /// The part of an answer that is kept: secrets are stripped from it before it comes here.
    package struct Answer: Sendable, Hashable {
        /// AWS's words about the status; nil if it had none.
        package let reason: String?

        /// An answer.
        package init(reason: String?) {
            self.reason = reason
        }
    }
}
