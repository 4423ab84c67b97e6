// SPDX-License-Identifier: Apache-2.0

package import Core
import NIOCore
import NIOPosix

/// Answers on the control socket: varlink, on a Unix socket whose mode and group say who may ask.
///
/// No client can do harm: connections, message sizes and times are bounded by ``ControlLimits``.
package struct ControlServer: Sendable {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let listener: NIOAsyncChannel<Connection, Never>
    private let file: SocketFile
    private let inode: UInt
    private let limits: ControlLimits
    private let table: ConnectionTable
    private let methods: ControlMethods

    /// Listens at a path; from then on clients can connect, and ``run()`` has to be called.
    package static func listen(
        at path: String,
        version: String,
        handler: any ControlHandler,
        limits: ControlLimits = ControlLimits()
    ) async throws(ControlSocketError) -> ControlServer {
        let file = SocketFile(path)
        try await file.prepare()
        let listener: NIOAsyncChannel<Connection, Never>
        do {
            listener = try await bind(file.draft, limits)
        } catch {
            throw ControlSocketError("\(error)")
        }
        do throws(ControlSocketError) {
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
            // The listener must be run to be let go of.
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

    /// Answers until the task is cancelled; takes the socket away then.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watchIdle() }
            group.addTask { await accept() }
            await group.next()
            group.cancelAll()
        }
        file.remove(.init(inode))
    }

    private func accept() async {
        // Cancelled means that the daemon ends.
        try? await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    // Here and not in its task, so that they are admitted in the order in which they came.
                    table.admit(connection.channel)
                    group.addTask { await serve(connection) }
                }
            }
            group.cancelAll()
        }
    }

    private func watchIdle() async {
        while (try? await Task.sleep(for: limits.idleTime / 4)) != nil {
            table.dropIdle(longerThan: limits.idleTime)
        }
    }

    /// Serves one connection, one call after the other.
    private func serve(_ connection: Connection) async {
        let channel = connection.channel
        defer { table.remove(channel) }
        // However it ends, it is this connection's end only.
        try? await connection.executeThenClose { inbound, outbound in
            for try await message in inbound {
                // What is no call at all gets no answer; whoever talks nonsense is hung up on.
                guard let call = VarlinkCall(message) else { return }
                table.note(channel, call.wantsMore ? .listening : .serving)
                defer { table.note(channel, .idle) }
                try await methods.answer(call, to: outbound, of: channel)
            }
        }
    }
}
