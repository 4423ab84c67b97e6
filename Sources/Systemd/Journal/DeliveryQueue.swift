// SPDX-License-Identifier: Apache-2.0

import Core

/// What waits for a delivery thread: notices, whose senders wait for the result, and log lines, whose senders do not.
///
/// A value without locks; ``DeliveryThread`` guards it with one.
struct DeliveryQueue<Entry: Sendable> {
    /// One thing to do, in the order in which it came.
    enum Item: Sendable {
        /// An entry whose sender waits under this ticket.
        case notice(Entry, ticket: UInt64)
        /// An entry that may be lost.
        case line(Entry)
        /// Nothing to send: reports under this ticket that everything before it is done.
        case barrier(ticket: UInt64)
    }

    /// Whether an entry was taken.
    typealias Outcome = Result<Void, DeliveryError>
    /// A sender that waits for that.
    typealias Waiter = CheckedContinuation<Outcome, Never>

    /// The most notices, and the most log lines, that wait.
    let limit: Int
    /// Where the entries go, as errors name it: `the journal`.
    let destination: String
    private(set) var isClosed = false
    private var items: [Item] = []
    private var waiters: [UInt64: Waiter] = [:]
    private var lastTicket: UInt64 = 0
    private var lines = 0
    private var droppedLines = 0

    init(to destination: String, limit: Int) {
        self.destination = destination
        self.limit = limit
    }

    /// A new number for a sender to wait under.
    mutating func ticket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }

    /// Adds a notice; returns the result if it is known at once.
    mutating func enqueue(_ entry: Entry, ticket: UInt64, waiter: Waiter) -> Outcome? {
        guard !isClosed else { return .failure(closed) }
        guard waiters.count < limit else {
            return .failure(DeliveryError(reason: "too many notices wait for \(destination)"))
        }
        waiters[ticket] = waiter
        items.append(.notice(entry, ticket: ticket))
        return nil
    }

    /// Adds a log line, or counts it as lost.
    mutating func enqueue(line entry: Entry) {
        guard !isClosed, lines < limit else {
            droppedLines += 1
            return
        }
        lines += 1
        items.append(.line(entry))
    }

    /// Adds a barrier and takes nothing more after it; returns the result if it is known at once.
    mutating func close(ticket: UInt64, waiter: Waiter) -> Outcome? {
        guard !isClosed else { return .success(()) }
        isClosed = true
        waiters[ticket] = waiter
        items.append(.barrier(ticket: ticket))
        return nil
    }

    /// Counts a log line that was not taken.
    mutating func lost(lines count: Int) {
        droppedLines += count
    }

    /// Everything that waits, in order, and how many log lines were lost before it.
    mutating func takeAll() -> (items: [Item], droppedLines: Int) {
        defer {
            items = []
            lines = 0
            droppedLines = 0
        }
        return (items, droppedLines)
    }

    /// Whether nothing is left to do.
    var isEmpty: Bool { items.isEmpty }

    /// Whether a sender still waits under the ticket.
    func isWanted(_ ticket: UInt64) -> Bool {
        waiters[ticket] != nil
    }

    /// Removes the sender that waits under the ticket, to be resumed once.
    mutating func takeWaiter(_ ticket: UInt64) -> Waiter? {
        waiters.removeValue(forKey: ticket)
    }

    /// Removes all senders that wait, and drops what was to be sent.
    mutating func abandon() -> [Waiter] {
        defer {
            isClosed = true
            items = []
            waiters = [:]
        }
        return Array(waiters.values)
    }

    /// The error once the queue takes nothing more.
    var closed: DeliveryError { DeliveryError(reason: "the way to \(destination) is closed") }
}
