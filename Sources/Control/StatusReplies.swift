// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import NIOCore
import Platform
import Synchronization

/// Makes the replies to `GetStatus`: one snapshot, encoded once, for all that ask at the same time.
///
/// With 100,000 watches a reply is 30 MB and takes a second to encode. However many clients ask, one reply is made at a
/// time, at most half of the time is spent on it, and few are kept for clients that have not read them yet. A client that
/// hangs up is not waited for, and a reply that no client waits for any more is not finished.
final class StatusReplies: Sendable {
    typealias Waiter = CheckedContinuation<Result<EncodedReply, any Error>, Never>

    private struct State {
        /// Those that have asked since the last snapshot began.
        var waiting: [Int: Waiter] = [:]
        /// Those that share the reply that is being made.
        var served: [Int: Waiter] = [:]
        var lastTicket = 0
        /// How many replies are still being read.
        var unread = 0
        var isStopped = false
    }

    private let handler: any ControlHandler
    private let state = Mutex(State())
    private let changed = Signal()

    /// The most replies that are being read; the next one is made once the clients of one have read it or are closed.
    private static let mostUnread = 3
    /// The longest pause after a reply.
    private static let longestPause: Duration = .seconds(1)

    init(_ handler: any ControlHandler) {
        self.handler = handler
    }

    /// A reply whose snapshot begins after this call.
    ///
    /// Throws a ``ControlError``, what the encoder does, or `CancellationError` when the task is cancelled.
    func reply() async throws -> EncodedReply {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                let isStopped = state.withLock { state in
                    if !state.isStopped { state.waiting[ticket] = waiter }
                    return state.isStopped
                }
                if isStopped { waiter.resume(returning: .failure(Self.stopping)) }
                // A task cancelled before it got here had nothing to leave yet.
                if Task.isCancelled { leave(ticket) }
                changed.raise()
            }
        } onCancel: {
            leave(ticket)
        }
        return try outcome.get()
    }

    /// Makes replies until the task is cancelled; to be run once.
    func run() async {
        while await changed.wait() {
            guard begin() else { continue }
            let time = await ContinuousClock().measure { await serve() }
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: min(time, Self.longestPause), clock: .timer)
            changed.raise()
        }
        let left = state.withLock { state in
            state.isStopped = true
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for waiter in left { waiter.resume(returning: .failure(Self.stopping)) }
    }

    private static let stopping = ControlError.unavailable("the daemon is stopping")

    /// Begins to serve those that wait, if there are any and few enough replies are being read.
    private func begin() -> Bool {
        state.withLock { state in
            guard !state.waiting.isEmpty, state.unread < Self.mostUnread else { return false }
            (state.served, state.waiting) = (state.waiting, [:])
            return true
        }
    }

    private func serve() async {
        let outcome: Result<EncodedReply, any Error>
        do {
            outcome = .success(try await make())
        } catch {
            outcome = .failure(error is CancellationError ? Self.stopping : error)
        }
        let served = state.withLock { state in
            defer { state.served = [:] }
            return state.served.values.map { $0 }
        }
        for waiter in served { waiter.resume(returning: outcome) }
    }

    private func make() async throws -> EncodedReply {
        let report = try await handler.status()
        let others = [
            ("listings", try EncodedReply.json(report.listings)), ("matchers", try EncodedReply.json(report.matchers)),
        ]
        let chunks = try await EncodedReply.chunks(named: "watches", of: report.watches, after: others) {
            self.state.withLock { !$0.served.isEmpty }
        }
        state.withLock { $0.unread += 1 }
        return EncodedReply(chunks) { [weak self] in
            self?.state.withLock { $0.unread -= 1 }
            self?.changed.raise()
        }
    }

    private func leave(_ ticket: Int) {
        let waiter = state.withLock { state in
            state.waiting.removeValue(forKey: ticket) ?? state.served.removeValue(forKey: ticket)
        }
        waiter?.resume(returning: .failure(CancellationError()))
    }
}

/// The bytes of a reply, in chunks; shared by all the connections that write them.
///
/// Each chunk has storage of its own, so that a client that has read all but the end keeps only the end.
final class EncodedReply: Sendable {
    let chunks: [ByteBuffer]
    private let onRelease: @Sendable () -> Void

    /// The size of a chunk in bytes, about.
    private static let chunkSize = 128 << 10
    /// How many elements are encoded together.
    private static let batchSize = 50

    /// A reply of these bytes; `onRelease` is called when no connection writes it any more.
    init(_ chunks: [ByteBuffer], onRelease: @escaping @Sendable () -> Void = {}) {
        self.chunks = chunks
        self.onRelease = onRelease
    }

    deinit { onRelease() }

    /// A reply of one message.
    static func message(_ message: some VarlinkMessage) throws -> EncodedReply {
        EncodedReply([try message.bytes()])
    }

    /// A value as JSON.
    static func json(_ value: some Encodable) throws -> Data { try JSONEncoder.sorted().encode(value) }

    /// The bytes of a reply with an array as its last parameter, `after` others in their order; the same as those of
    /// ``VarlinkReply``.
    ///
    /// Lets other tasks run between the chunks, and throws `CancellationError` once the task is cancelled or
    /// `isWanted` is false.
    static func chunks<Element: Encodable>(
        named name: String,
        of elements: [Element],
        after others: [(name: String, json: Data)] = [],
        isWanted: () -> Bool = { true }
    ) async throws -> [ByteBuffer] {
        let encoder = JSONEncoder.sorted()
        var chunks: [ByteBuffer] = []
        var chunk = ByteBuffer(string: #"{"parameters":{"#)
        for other in others {
            chunk.writeString(#""\#(other.name)":"#)
            chunk.writeBytes(other.json)
            chunk.writeString(",")
        }
        chunk.writeString(#""\#(name)":["#)
        var next = elements.startIndex
        while next < elements.endIndex {
            let end = min(next + batchSize, elements.endIndex)
            if next > elements.startIndex { chunk.writeString(",") }
            // An array without its brackets.
            chunk.writeBytes(try encoder.encode(Array(elements[next..<end])).dropFirst().dropLast())
            next = end
            guard chunk.readableBytes >= chunkSize else { continue }
            chunks.append(chunk)
            chunk = ByteBuffer()
            await Task.yield()
            try Task.checkCancellation()
            guard isWanted() else { throw CancellationError() }
        }
        chunk.writeString("]}}\0")
        return chunks + [chunk]
    }
}
