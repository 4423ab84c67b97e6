// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Splits incoming bytes into messages at the NULs, and closes connections that exceed ``ControlLimits``.
///
/// A message may not be longer than the limit, and has to be complete soon after its first byte. A peer that does not
/// read what it is sent, beyond the channel's high-water mark and for too long, is disconnected as well.
final class MessageFraming: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limits: ControlLimits
    private var pending = ByteBuffer()
    /// How many bytes of ``pending`` are known to contain no NUL, so that a message sent byte by byte is scanned once.
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
                guard length <= limits.messageBytes else { return close(context) }
                context.fireChannelRead(wrapInboundOut(message))
            }
        }
        guard pending.readableBytes <= limits.messageBytes else { return close(context) }
        if hasEnded || pending.readableBytes == 0 {
            completion?.cancel()
            completion = nil
        }
        if pending.readableBytes == 0 {
            pending = ByteBuffer()
        } else if completion == nil {
            completion = context.eventLoop.assumeIsolated().scheduleTask(in: limits.messageTime) {
                self.close(context)
            }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stall?.cancel()
            stall = nil
        } else if stall == nil {
            stall = context.eventLoop.assumeIsolated().scheduleTask(in: limits.stallTime) {
                self.close(context)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        completion?.cancel()
        stall?.cancel()
        context.fireChannelInactive()
    }

    private func close(_ context: ChannelHandlerContext) {
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
