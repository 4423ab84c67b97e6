// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL
import Synchronization

/// Counts the connections that had answered before and were closed before they answered again.
///
/// AWS closes connections that were idle too long, possibly while a request is under way, which then was never read and
/// is safe to repeat. The HTTP client reports the same error for such a connection as for a new one that breaks, so each
/// connection is observed here.
final class StaleConnections: Sendable {
    private let count = Atomic(0)

    /// Takes one such closure, if there was one: each justifies one retry.
    func take() -> Bool {
        while true {
            let seen = count.load(ordering: .acquiring)
            guard seen > 0 else { return false }
            if count.compareExchange(expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing).exchanged {
                return true
            }
        }
    }

    /// Watches a new connection.
    func watch(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let watcher = Watcher { [self] in count.add(1, ordering: .acquiringAndReleasing) }
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
        private let stale: () -> Void

        init(stale: @escaping () -> Void) {
            self.stale = stale
        }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            switch state {
            case .new: state = .first
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
            if state == .again { stale() }
            state = .closed
        }
    }
}
