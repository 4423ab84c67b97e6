// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves a simulator over HTTP/1.1 on loopback until it is shut down or cancelled.
package struct SimulatorService: Service {
    private let simulator: Simulator
    private let port: Int
    private let logger: Logger
    private let onReady: @Sendable (_ port: Int) async -> Void

    /// A service that listens on 127.0.0.1 only: neither the control API nor the keys are meant for others.
    ///
    /// - Parameters:
    ///   - simulator: What answers.
    ///   - port: The port; 0 lets the kernel choose one.
    ///   - logger: Where trouble with connections is logged.
    ///   - onReady: Called once with the port, as soon as connections are taken.
    package init(
        _ simulator: Simulator,
        port: Int,
        logger: Logger,
        onReady: @escaping @Sendable (_ port: Int) async -> Void
    ) {
        self.simulator = simulator
        self.port = port
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: What the system says where the port cannot be had.
    package func run() async throws {
        let exchange = Exchange(simulator: simulator)
        let server = try HTTPServerBuilder.http1(
            configuration: .init(additionalChannelHandlers: [DepartureHandler()])
        ).buildServer(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger,
            responder: { request, writer, channel in
                try await exchange.respond(to: request, writer: writer, channel: channel)
            },
            onServerRunning: { [onReady, port] channel in
                await onReady(channel.localAddress?.port ?? port)
            }
        )
        try await server.run()
    }
}

/// Ends a connection when the client has ended its side of it.
///
/// The server would otherwise keep it half open until its answer is sent, which a hanging answer never is.
private final class DepartureHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
