// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc
package import NIOCore
import NIOPosix
import Platform

/// The bounds of what a client of the control socket may do.
package struct ControlLimits: Sendable {
    /// The most connections at once; a further one replaces one of the user who has most of them.
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
    /// How long a client may take to read a reply.
    package var readTime: Duration = .seconds(10)

    /// The daemon's limits.
    package init() {}
}

/// The server of the control socket: varlink on a Unix socket, which its mode and group protect.
///
/// No client can do harm: connections, message sizes and times are bounded by ``ControlLimits``.
package struct ControlServer: Sendable {
    private let listener: NIOAsyncChannel<any Channel, Never>
    private let file: SocketFile
    private let socket: FileStatus.Identity
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
        let listener: NIOAsyncChannel<any Channel, Never>
        let table = ConnectionTable(limit: limits.connections)
        do {
            listener = try await bind(file.draft, limits, table)
        } catch {
            throw .unavailable("\(error)")
        }
        do throws(ControlError) {
            let socket = try file.publish()
            return ControlServer(
                listener: listener,
                file: file,
                socket: socket,
                limits: limits,
                table: table,
                methods: ControlMethods(handler: handler, version: version, limits: limits)
            )
        } catch {
            // An NIOAsyncChannel has to be executed to be closed.
            try? await listener.executeThenClose { _ in }
            throw error
        }
    }

    private static func bind(
        _ path: String,
        _ limits: ControlLimits,
        _ table: ConnectionTable
    ) async throws -> NIOAsyncChannel<any Channel, Never> {
        try await ServerBootstrap(group: ControlLoop.group)
            .serverChannelOption(.backlog, value: 128)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: max(1, limits.queuedBytes / 2), high: limits.queuedBytes)
            )
            // Nothing is read before it can be served.
            .childChannelOption(.autoRead, value: false)
            .bind(unixDomainSocketPath: path) { channel in
                user(of: channel).flatMapThrowing { user in
                    try channel.pipeline.syncOperations.addHandler(MessageFraming(limits))
                    // Here and not in its task, so that connections are admitted in the order in which they came.
                    if !table.admit(channel, of: user) { channel.close(promise: nil) }
                    return channel
                }
            }
    }

    /// The user at the other end, by SO_PEERCRED (unix(7)); the most distrusted one if the kernel does not say.
    private static func user(of channel: any Channel) -> EventLoopFuture<uid_t> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(.max)
        }
        let peer: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        return peer.map { $0.user }.recover { _ in .max }
    }

    /// Serves clients until the task is cancelled, then removes the socket.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await closeIdleConnections() }
            group.addTask { await methods.statusReplies.run() }
            group.addTask { await accept() }
            await group.next()
            group.cancelAll()
        }
        // Those that were connected and never served, too.
        table.closeAll()
        file.remove(socket)
    }

    private func accept() async {
        // Throws only when the daemon ends.
        try? await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await channel in connections { group.addTask { await serve(channel) } }
            }
            group.cancelAll()
        }
    }

    private func closeIdleConnections() async {
        // A server without clients has nothing to wake up for.
        while await table.added.wait() {
            while !table.isEmpty {
                do { try await Task.sleep(for: limits.idleTime / 4, clock: .timer) } catch { return }
                table.closeIdle(longerThan: limits.idleTime)
            }
        }
    }

    /// Serves one connection, one call after the other; one that was not admitted is closed already.
    private func serve(_ channel: any Channel) async {
        defer { table.remove(channel) }
        // An error ends this connection only.
        try? await stream(of: channel).executeThenClose { inbound, outbound in
            try await channel.setOption(.autoRead, value: true).get()
            let hangUp = HangUp(of: channel)
            for try await message in inbound {
                // A message that is not a call ends the connection without a reply.
                guard let call = VarlinkCall(message) else { return }
                table.set(channel, call.wantsMore ? .listening : .serving)
                defer { table.set(channel, .idle) }
                try await hangUp.cancelling { try await methods.answer(call, to: outbound) }
            }
        }
    }

    /// The messages of a connection; throws if it is closed.
    ///
    /// Made here and not when the client connects: an `NIOAsyncChannel` that is never executed ends the process, and a
    /// server that stops has connections that it never serves.
    private func stream(of channel: any Channel) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await channel.eventLoop.submit {
            guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }.get()
    }
}

/// `struct ucred` of unix(7), which Swift does not import.
private struct PeerCredentials {
    let process: pid_t
    let user: uid_t
    let group: gid_t
}
