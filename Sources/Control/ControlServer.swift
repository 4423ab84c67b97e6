// SPDX-License-Identifier: Apache-2.0

package import Core
package import NIOCore
import NIOPosix
import Synchronization

/// The bounds of what a client of the control socket may do.
package struct ControlLimits: Sendable {
    /// The most connections at once; a further one replaces the one that has been idle longest.
    package var connections = 64
    /// The longest message in bytes, without its NUL.
    package var messageBytes = 1 << 20
    /// How long a message may take from its first byte to its NUL.
    package var messageTime: TimeAmount = .seconds(10)
    /// How long a connection may be idle.
    package var idleTime: Duration = .seconds(60)
    /// How many bytes may be waiting for a client to read them.
    package var queuedBytes = 1 << 20
    /// How long more than that may be waiting.
    package var stallTime: TimeAmount = .seconds(10)

    /// The daemon's limits.
    package init() {}
}

/// The server of the control socket: varlink on a Unix socket, which its mode and group protect.
///
/// No client can do harm: connections, message sizes and times are bounded by ``ControlLimits``.
package struct ControlServer: Sendable {
    fileprivate typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let listener: NIOAsyncChannel<Connection, Never>
    private let file: SocketFile
    private let inode: UInt
    private let limits: ControlLimits
    private let table: ConnectionTable
    private let methods: ControlMethods

    /// Listens at a path; clients can connect from then on, and ``run()`` has to be called.
    package static func listen(
        at path: String,
        version: String,
        handler: any ControlHandler,
        limits: ControlLimits = ControlLimits()
    ) async throws(ControlError) -> ControlServer {
        let file = SocketFile(path)
        try await file.prepare()
        let listener: NIOAsyncChannel<Connection, Never>
        do {
            listener = try await bind(file.draft, limits)
        } catch {
            throw .unavailable("\(error)")
        }
        do throws(ControlError) {
            let inode = try file.publish()
            return ControlServer(
                listener: listener,
                file: file,
                inode: UInt(inode),
                limits: limits,
                table: ConnectionTable(limit: limits.connections),
                methods: ControlMethods(handler: handler, version: version)
            )
        } catch {
            // An NIOAsyncChannel has to be executed to be closed.
            try? await listener.executeThenClose { _ in }
            throw error
        }
    }

    private static func bind(_ path: String, _ limits: ControlLimits) async throws -> NIOAsyncChannel<Connection, Never>
    {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 128)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: max(1, limits.queuedBytes / 2), high: limits.queuedBytes)
            )
            .bind(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(MessageFraming(limits))
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
    }

    /// Serves clients until the task is cancelled, then removes the socket.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await closeIdleConnections() }
            group.addTask { await accept() }
            await group.next()
            group.cancelAll()
        }
        file.remove(.init(inode))
    }

    private func accept() async {
        // Throws only when the daemon ends.
        try? await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    // Here and not in its task, so that connections are admitted in the order in which they came.
                    table.admit(connection.channel)
                    group.addTask { await serve(connection) }
                }
            }
            group.cancelAll()
        }
    }

    private func closeIdleConnections() async {
        while (try? await Task.sleep(for: limits.idleTime / 4)) != nil {
            table.closeIdle(longerThan: limits.idleTime)
        }
    }

    /// Serves one connection, one call after the other.
    private func serve(_ connection: Connection) async {
        let channel = connection.channel
        defer { table.remove(channel) }
        // An error ends this connection only.
        try? await connection.executeThenClose { inbound, outbound in
            for try await message in inbound {
                // A message that is not a call ends the connection without a reply.
                guard let call = VarlinkCall(message) else { return }
                table.set(channel, call.wantsMore ? .listening : .serving)
                defer { table.set(channel, .idle) }
                try await methods.answer(call, to: outbound, of: channel)
            }
        }
    }
}

/// The open connections: how long each has been idle, and which is closed when there are too many.
private final class ConnectionTable: Sendable {
    /// What a connection is doing; the less it loses by being closed, the smaller.
    enum Activity: Int {
        /// Nothing has been asked for.
        case idle
        /// It receives notices.
        case listening
        /// Its call is being served, or its reply is being read.
        case serving
    }

    private struct Row {
        let channel: any Channel
        var activity = Activity.idle
        var since = ContinuousClock.now

        /// How much there is to lose; a new connection has not had the time to ask yet.
        func worth(at now: ContinuousClock.Instant) -> Int {
            activity == .idle && now - since < ConnectionTable.timeToAsk ? Activity.serving.rawValue : activity.rawValue
        }
    }

    /// How long a new connection counts as one that is being served.
    private static let timeToAsk: Duration = .seconds(1)

    private let rows = Mutex<[ObjectIdentifier: Row]>([:])
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a connection.
    ///
    /// If there are too many, the one that has been idle longest is closed, so that silent clients lock no one out; if
    /// none is idle but new ones, the one that has been listening, or else served or connected, longest.
    func admit(_ channel: any Channel) {
        let now = ContinuousClock.now
        let victim = rows.withLock { rows -> (any Channel)? in
            var victim: (any Channel)?
            if rows.count >= limit {
                let first = rows.min { left, right in
                    let (one, other) = (left.value, right.value)
                    return (one.worth(at: now), one.since) < (other.worth(at: now), other.since)
                }
                victim = first.flatMap { rows.removeValue(forKey: $0.key)?.channel }
            }
            rows[ObjectIdentifier(channel)] = Row(channel: channel)
            return victim
        }
        victim?.close(promise: nil)
    }

    /// Sets what a connection is doing from now on.
    func set(_ channel: any Channel, _ activity: Activity) {
        rows.withLock {
            $0[ObjectIdentifier(channel)]?.activity = activity
            $0[ObjectIdentifier(channel)]?.since = .now
        }
    }

    /// Removes a connection.
    func remove(_ channel: any Channel) {
        rows.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Closes the connections that have been idle for longer than a time.
    func closeIdle(longerThan time: Duration) {
        let now = ContinuousClock.now
        let idle = rows.withLock { rows in
            rows.values.filter { $0.activity == .idle && now - $0.since > time }.map(\.channel)
        }
        for channel in idle { channel.close(promise: nil) }
    }
}
