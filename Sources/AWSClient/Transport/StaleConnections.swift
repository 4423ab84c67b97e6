// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL
import Synchronization

/// Counts the connections that had answered before and were closed before they answered again.
///
/// AWS closes connections that were idle too long, and a request may be under way already: nobody has read it, and no
/// fault lies with anybody. The HTTP client says the same of such a connection as of a new one that breaks, so that each
/// connection tells here.
final class StaleConnections: Sendable {
    private let count = Atomic(0)

    /// Takes one such closure, if there was one: each excuses one request.
    func take() -> Bool {
        while true {
            let seen = count.load(ordering: .acquiring)
            guard seen > 0 else { return false }
            if count.compareExchange(expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing).exchanged {
                return true
            }
        }
    }

    /// Watches a connection that has just come about.
    func watch(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let watcher = Watcher { [self] in count.add(1, ordering: .acquiringAndReleasing) }
            // Behind the encryption: what it says at the end is no part of an answer.
            if let encryption = try? pipeline.handler(type: NIOSSLClientHandler.self) {
                try pipeline.addHandler(watcher, position: .after(encryption))
            } else {
                try pipeline.addHandler(watcher, position: .first)
            }
        }
    }

    /// Sees what goes over one connection.
    private final class Watcher: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundIn = ByteBuffer

        private enum State {
            /// Nothing was asked yet.
            case new
            /// Its first question is open.
            case first
            /// An answer has come, at least the beginning of it.
            case answering
            /// A further question is open.
            case again
            /// It is over.
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
