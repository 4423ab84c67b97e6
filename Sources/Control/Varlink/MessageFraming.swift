// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Cuts what comes in at the NULs, and hangs up on whoever abuses the line.
///
/// A message may not be longer than a limit, and has to be complete soon after it was begun. Whoever lets what is sent
/// to it pile up beyond the channel's high-water mark, and goes on so, is hung up on too.
final class MessageFraming: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limits: ControlLimits
    private var pending = ByteBuffer()
    /// How much of ``pending`` has no NUL in it for sure: so a message that comes byte by byte is looked through once.
    private var searched = 0
    private var completion: Scheduled<Void>?
    private var stall: Scheduled<Void>?

    init(_ limits: ControlLimits) {
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var incoming = unwrapInboundIn(data)
        pending.writeBuffer(&incoming)
        var hasEnded = false
        while let length = messageLength() {
            let message = pending.readSlice(length: length)
            pending.moveReaderIndex(forwardBy: 1)
            searched = 0
            hasEnded = true
            if let message {
                guard length <= limits.messageBytes else { return hangUp(context) }
                context.fireChannelRead(wrapInboundOut(message))
            }
        }
        guard pending.readableBytes <= limits.messageBytes else { return hangUp(context) }
        if hasEnded || pending.readableBytes == 0 {
            completion?.cancel()
            completion = nil
        }
        if pending.readableBytes == 0 {
            pending = ByteBuffer()
        } else if completion == nil {
            completion = context.eventLoop.assumeIsolated().scheduleTask(in: limits.messageTime) {
                self.hangUp(context)
            }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stall?.cancel()
            stall = nil
        } else if stall == nil {
            stall = context.eventLoop.assumeIsolated().scheduleTask(in: limits.stallTime) {
                self.hangUp(context)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        completion?.cancel()
        stall?.cancel()
        context.fireChannelInactive()
    }

    private func hangUp(_ context: ChannelHandlerContext) {
        pending = ByteBuffer()
        context.close(promise: nil)
    }

    private func messageLength() -> Int? {
        let view = pending.readableBytesView
        let rest = view[(view.startIndex + searched)...]
        guard let end = rest.firstIndex(of: 0) else {
            searched = view.count
            return nil
        }
        return end - view.startIndex
    }
}
