// SPDX-License-Identifier: Apache-2.0

import Core

/// What waits for the journal: notices, whose senders wait for the answer, and log lines, which nobody waits for.
///
/// A value without locks; ``JournalWriter`` keeps it behind one.
struct JournalQueue {
    /// One thing to do, in the order in which it came.
    enum Item: Sendable {
        /// An entry whose sender waits under this ticket.
        case notice([Notice.Field], ticket: UInt64)
        /// An entry that may be lost.
        case line([Notice.Field])
        /// Nothing to send: whoever waits under this ticket wants to know when all before it is done.
        case barrier(ticket: UInt64)
    }

    /// How an entry ended.
    typealias Answer = Result<Void, DeliveryError>
    /// Who wants to know.
    typealias Waiter = CheckedContinuation<Answer, Never>

    /// The most notices, and the most log lines, that wait.
    let limit: Int
    private(set) var isClosed = false
    private var items: [Item] = []
    private var waiters: [UInt64: Waiter] = [:]
    private var lastTicket: UInt64 = 0
    private var lines = 0
    private var droppedLines = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// The number under which somebody is going to wait.
    mutating func ticket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }

    /// Puts a notice in; returns the answer if it is known at once.
    mutating func enqueue(_ fields: [Notice.Field], ticket: UInt64, waiter: Waiter) -> Answer? {
        guard !isClosed else { return .failure(Self.closed) }
        guard waiters.count < limit else {
            return .failure(DeliveryError(reason: "too many notices wait for the journal"))
        }
        waiters[ticket] = waiter
        items.append(.notice(fields, ticket: ticket))
        return nil
    }

    /// Puts a log line in, or counts it as lost.
    mutating func enqueue(line fields: [Notice.Field]) {
        guard !isClosed, lines < limit else {
            droppedLines += 1
            return
        }
        lines += 1
        items.append(.line(fields))
    }

    /// Puts a barrier in and takes nothing more after it; returns the answer if it is known at once.
    mutating func close(ticket: UInt64, waiter: Waiter) -> Answer? {
        guard !isClosed else { return .success(()) }
        isClosed = true
        waiters[ticket] = waiter
        items.append(.barrier(ticket: ticket))
        return nil
    }

    /// Counts a log line that the journal did not take.
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

    /// Whether somebody still waits under the ticket.
    func isWanted(_ ticket: UInt64) -> Bool {
        waiters[ticket] != nil
    }

    /// Takes out whoever waits under the ticket, for the one answer there is.
    mutating func takeWaiter(_ ticket: UInt64) -> Waiter? {
        waiters.removeValue(forKey: ticket)
    }

    /// Takes out everybody who waits, and forgets what was to be sent.
    mutating func abandon() -> [Waiter] {
        defer {
            isClosed = true
            items = []
            waiters = [:]
        }
        return Array(waiters.values)
    }

    /// What is answered once the queue takes nothing more.
    static let closed = DeliveryError(reason: "the way to the journal is closed")
}
