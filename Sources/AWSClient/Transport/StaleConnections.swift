// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL
import Synchronization

/// Counts the connections, by host, that had answered before and were closed before they answered again.
///
/// AWS closes connections that were idle too long, possibly while a request is under way, which then was never read and
/// is safe to repeat. The HTTP client reports the same error for such a connection as for a new one that breaks, so each
/// connection is observed here.
final class StaleConnections: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// Takes one such closure by a host, as its Host header names it, if there was one: each justifies one retry.
    func take(_ host: String) -> Bool {
        counts.withLock { counts in
            guard let count = counts[host] else { return false }
            counts[host] = count > 1 ? count - 1 : nil
            return true
        }
    }

    /// Watches a new connection.
    func watch(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let watcher = Watcher { [self] host in counts.withLock { $0[host, default: 0] += 1 } }
            // After the encryption: its closing messages are not part of a response.
            if let encryption = try? pipeline.handler(type: NIOSSLClientHandler.self) {
                try pipeline.addHandler(watcher, position: .after(encryption))
            } else {
                try pipeline.addHandler(watcher, position: .first)
            }
        }
    }

    /// Follows the requests and responses of one connection.
    private final class Watcher: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundIn = ByteBuffer

        private enum State {
            /// No request was sent yet.
            case new
            /// The first request awaits its response.
            case first
            /// A response has come, at least in part.
            case answering
            /// A further request awaits its response.
            case again
            /// The connection has ended.
            case closed
        }

        private var state = State.new
        /// The host that the first request names; the client sends a connection's requests to one host only.
        private var host = ""
        private let stale: (_ host: String) -> Void

        init(stale: @escaping (_ host: String) -> Void) {
            self.stale = stale
        }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            switch state {
            case .new:
                state = .first
                host = Self.host(of: unwrapOutboundIn(data))
            case .answering: state = .again
            case .first, .again, .closed: break
            }
            context.write(data, promise: promise)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if state != .closed { state = .answering }
            context.fireChannelRead(data)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            end()
            context.fireErrorCaught(error)
        }

        func channelInactive(context: ChannelHandlerContext) {
            end()
            context.fireChannelInactive()
        }

        private func end() {
            if state == .again { stale(host) }
            state = .closed
        }

        /// The Host header of a request's first bytes.
        private static func host(of request: ByteBuffer) -> String {
            let head = String(decoding: request.readableBytesView.prefix(16_384), as: UTF8.self)
            let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("host:") }
            return line.flatMap { Credentials.trimmed(String($0.dropFirst("host:".count))) } ?? ""
        }
    }
}
