// SPDX-License-Identifier: Apache-2.0

import Control
import Glibc
import NIOCore
import NIOPosix
import Testing

/// A client that sends arbitrary bytes.
struct RawClient: Sendable {
    private let channel: any Channel
    private let received: AsyncStream<String>

    /// Connects; `reading` false is a client that never reads.
    static func open(_ path: String, reading: Bool = true) async throws -> RawClient {
        let (received, continuation) = AsyncStream<String>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reading)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(unixDomainSocketPath: path)
            .get()
        return RawClient(channel: channel, received: received)
    }

    /// Sends bytes; ignores that the daemon may have hung up.
    func send(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// The next `count` messages; fewer if the daemon hangs up first.
    func messages(_ count: Int) async -> [String] {
        var text = ""
        for await part in received {
            text += part
            if text.utf8.count(where: { $0 == 0 }) >= count { break }
        }
        return text.split(separator: "\0").map(String.init)
    }

    /// Waits until the daemon hangs up.
    func disconnected() async {
        try? await channel.closeFuture.get()
    }

    func close() {
        channel.close(promise: nil)
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<String>.Continuation

    init(_ continuation: AsyncStream<String>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(String(buffer: unwrapInboundIn(data)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Runs a server, in a folder of its own, while `body` runs.
func withServer(
    _ handler: ScriptedHandler = ScriptedHandler(),
    limits: ControlLimits = ControlLimits(),
    _ body: @Sendable @escaping (String) async throws -> Void
) async throws {
    let path = "/tmp/awaitd-control-\(getpid())-\(UInt32.random(in: .min ... .max))/io.awaitd"
    let server = try await ControlServer.listen(at: path, version: "1.2.3", handler: handler, limits: limits)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await server.run() }
        try await body(path)
        group.cancelAll()
    }
    #expect(unsafe access(path, F_OK) != 0, "the socket goes with the server")
    _ = unsafe rmdir(String(path.dropLast("/io.awaitd".count)))
}
