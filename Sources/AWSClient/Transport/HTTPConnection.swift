// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL
import NIOTLS

/// One connection: carries one exchange at a time, and is closed when anything about it is in doubt.
///
/// The last handler of its channel; stays on the event loop.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private enum State {
        /// Not yet of use: being connected or encrypted.
        case opening
        /// Waits for an exchange.
        case idle
        /// Carries one.
        case busy(HTTPExchange)
        /// The response is complete; what was read with it is still being looked at.
        case ending
        /// Of no use any more.
        case closed
    }

    private unowned let pool: ConnectionPool
    private var state = State.opening
    private var context: ChannelHandlerContext?
    /// Whether a response has begun on it: then it is known to have worked.
    private var hasAnswered = false
    /// Whether a byte has come since the present exchange began.
    private var hasBytes = false
    private var keepsAlive = false
    /// When it was begun, or since when it has been idle.
    private(set) var since = NIODeadline.now()
    /// What to report if opening takes too long, by how far it has come.
    var lateness = HTTPFault.noConnection
    /// Its channel, once it is connected.
    var channel: (any Channel)?

    /// A connection of a pool that is still to be made.
    init(of pool: ConnectionPool) {
        self.pool = pool
    }

    /// The exchange that it carries.
    var exchange: HTTPExchange? {
        if case .busy(let exchange) = state { exchange } else { nil }
    }

    /// Whether it is of no use yet.
    var isOpening: Bool {
        if case .opening = state { true } else { false }
    }

    /// Whether reading waits for a slow reader.
    var isPaused = false {
        didSet {
            guard isPaused != oldValue else { return }
            // Fails only if it has been closed.
            try? channel?.syncOptions?.setOption(.autoRead, value: !isPaused)
        }
    }

    /// Puts all that speaks HTTP into its channel, and encryption in front if there is any.
    func install(encryption: NIOSSLClientHandler?) throws {
        guard let channel, channel.isActive else { throw HTTPFault.closed }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandlers([
            FirstBytes(self), HTTPRequestEncoder(), ByteToMessageHandler(HTTPResponseDecoder()),
            NIOHTTPResponseDecompressor(limit: .size(NIOTransport.bodyLimit)), self,
        ])
        guard let encryption else { return opened() }
        lateness = .noEncryption
        try pipeline.addHandler(encryption, position: .first)
    }

    /// Sends an exchange's request.
    func run(_ exchange: HTTPExchange) {
        guard let context else { return exchange.fail(HTTPFault.closed) }
        (state, hasBytes) = (.busy(exchange), false)
        exchange.connection = self
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if !exchange.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: exchange.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Closes it and fails what it carries, or was opened for.
    func abandon(_ error: any Error) {
        let last = state
        state = .closed
        channel?.close(promise: nil)
        switch last {
        case .closed: return
        case .opening: pool.failed(self, error)
        case .idle, .ending: pool.lost(self)
        case .busy(let exchange):
            pool.lost(self)
            let isStale = hasAnswered && !hasBytes && TransportError.isBrokenConnection(error)
            if isStale, exchange.isRepeatable { pool.startAgain(exchange) } else { exchange.fail(error) }
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { opened() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange else { return abandon(HTTPFault.closed) }
        do {
            switch unwrapInboundIn(data) {
            case .head(let head):
                hasAnswered = true
                // No other protocol is switched to.
                keepsAlive = head.isKeepAlive && head.status != .switchingProtocols
                try exchange.receive(head)
            case .body(let part):
                if try !exchange.receive(part) { isPaused = true }
            case .end:
                state = .ending
                isPaused = false
                exchange.finish()
                // A response that came before its request was written leaves half a request on the wire.
                let unwritten = try context.channel.syncOptions?.getOption(.bufferedWritableBytes) ?? 0
                if !keepsAlive || unwritten > 0 { abandon(HTTPFault.closed) }
            }
        } catch {
            abandon(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Only now: what follows the response in the same bytes would have been taken for the next one's.
        if case .ending = state { becomeIdle() }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Many servers end TLS without saying so. Where that does not end a response, what follows tells more.
        if let exchange, (error as? NIOSSLError) == .uncleanShutdown, !exchange.endsWithConnection { return }
        abandon(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        abandon(HTTPFault.closed)
        context.fireChannelInactive()
    }

    private func opened() {
        guard isOpening else { return }
        becomeIdle()
    }

    private func becomeIdle() {
        (state, since) = (.idle, .now())
        pool.released(self)
    }

    /// Notes that bytes have come; false if none may.
    private func bytesCame() -> Bool {
        switch state {
        case .busy: hasBytes = true
        case .opening: break
        case .idle, .ending, .closed:
            abandon(HTTPFault.closed)
            return false
        }
        return true
    }

    /// Sees the bytes before they are a response, behind the encryption, whose own messages are none.
    private final class FirstBytes: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private unowned let connection: HTTPConnection

        init(_ connection: HTTPConnection) {
            self.connection = connection
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if connection.bytesCame() { context.fireChannelRead(data) }
        }
    }
}
