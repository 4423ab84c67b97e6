// SPDX-License-Identifier: Apache-2.0

import AWSClient
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that answers byte for byte as a test says, on a port that the kernel picks.
struct ScriptedServer: Sendable {
    /// A request, and the connection to answer on.
    struct Request: Sendable {
        /// Which connection it came by, from 1.
        let connection: Int
        /// Which request it is on its connection, from 1.
        let number: Int
        /// Its head and body.
        let text: String
        /// The connection itself.
        let channel: any Channel

        /// Sends some text as it is.
        func send(_ text: String) {
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }

        /// Sends a response with a length and a body.
        func answer(_ body: String = "ok") {
            send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }

        /// Closes the connection, after what was sent.
        func close() {
            channel.close(promise: nil)
        }
    }

    /// Where it listens.
    let port: Int
    private let log: Log

    /// What it has seen.
    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
        let connections = Mutex((opened: 0, closed: 0))
    }

    /// The requests so far.
    var requests: [Request] { log.requests.withLock { $0 } }
    /// How many connections were made to it.
    var connections: Int { log.connections.withLock { $0.opened } }
    /// How many of them are still open.
    var openConnections: Int { log.connections.withLock { $0.opened - $0.closed } }

    /// A GET request to it.
    func request(_ path: String = "/", scheme: String = "http") throws -> HTTPRequest {
        HTTPRequest(method: "GET", endpoint: try Endpoint("\(scheme)://127.0.0.1:\(port)"), path: path)
    }

    /// Waits until a condition holds, which something that is under way will bring about.
    func until(_ condition: @Sendable (ScriptedServer) -> Bool) async {
        while !condition(self), !Task.isCancelled { await Task.yield() }
    }

    /// Runs `body` with a server that calls `answer` for each request, on its own thread.
    static func run<Result>(
        encryption: NIOSSLContext? = nil,
        answer: @escaping @Sendable (Request) -> Void,
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let log = Log()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let encryption { try pipeline.addHandler(NIOSSLServerHandler(context: encryption)) }
                    try pipeline.addHandler(Handler(log, answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = ScriptedServer(port: listener.localAddress?.port ?? 0, log: log)
        do {
            let result = try await body(server)
            try await group.shutdownGracefully()
            return result
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let log: Log
        private let answer: @Sendable (Request) -> Void
        private var connection = 0
        private var number = 0
        private var text = ""

        init(_ log: Log, _ answer: @escaping @Sendable (Request) -> Void) {
            (self.log, self.answer) = (log, answer)
        }

        func channelActive(context: ChannelHandlerContext) {
            connection = log.connections.withLock {
                $0.opened += 1
                return $0.opened
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            log.connections.withLock { $0.closed += 1 }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            // Requests with a body end in a full stop here.
            guard text.hasSuffix("\r\n\r\n") || (text.contains("\r\n\r\n") && text.hasSuffix(".")) else { return }
            number += 1
            let request = Request(connection: connection, number: number, text: text, channel: context.channel)
            text = ""
            log.requests.withLock { $0.append(request) }
            answer(request)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
