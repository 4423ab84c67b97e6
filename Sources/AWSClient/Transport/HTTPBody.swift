// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// A response whose body is read as it arrives.
package struct HTTPResponseStream: Sendable {
    /// The status code.
    package let status: Int
    /// The headers, in the order in which they were received.
    package let headers: [HTTPField]
    /// The body's parts; to be read once.
    package let body: HTTPBody
}

/// The parts of a body as they arrive, of any length.
///
/// No more than some parts are kept for a slow reader: then the server has to wait. The connection is closed when the
/// reader stops before the end, or its task is cancelled.
package struct HTTPBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = TransportError

    /// What a stream begins with.
    struct Beginning: Sendable {
        let head: HTTPResponseHead
        let parts: Parts
    }

    /// Tells the connection what the reader does, from any thread.
    struct Reader: NIOAsyncSequenceProducerDelegate {
        let exchange: NIOLoopBound<HTTPExchange>
        let loop: any EventLoop

        func produceMore() {
            loop.execute { exchange.value.connection?.isPaused = false }
        }

        func didTerminate() {
            loop.execute { exchange.value.connection?.abandon(CancellationError()) }
        }
    }

    typealias Strategy = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark
    typealias Parts = NIOThrowingAsyncSequenceProducer<ByteBuffer, any Error, Strategy, Reader>
    typealias Source = Parts.Source

    /// How many parts are kept; one is at most what is read at a time, some tens of kilobytes.
    private static let watermarks = (low: 2, high: 8)

    private let parts: Parts
    private let explain: @Sendable (any Error) -> TransportError

    /// A body of these parts; `explain` is for what goes wrong.
    init(_ parts: Parts, explain: @escaping @Sendable (any Error) -> TransportError) {
        (self.parts, self.explain) = (parts, explain)
    }

    /// Both ends of a body: the one for the connection, and the one for the reader.
    static func makeSource(for exchange: HTTPExchange) -> Parts.NewSequence {
        let loop = exchange.pool.loop
        return Parts.makeSequence(
            backPressureStrategy: Strategy(lowWatermark: watermarks.low, highWatermark: watermarks.high),
            finishOnDeinit: true,
            delegate: Reader(exchange: NIOLoopBound(exchange, eventLoop: loop), loop: loop)
        )
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(parts: parts.makeAsyncIterator(), explain: explain)
    }

    /// Reads the parts.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let parts: Parts.AsyncIterator
        fileprivate let explain: @Sendable (any Error) -> TransportError

        /// The next part; nil after the last one.
        ///
        /// Throws if the body breaks off, or the task is cancelled.
        @concurrent package mutating func next() async throws(TransportError) -> [UInt8]? {
            do {
                return try await parts.next().map { Array($0.readableBytesView) }
            } catch {
                throw explain(error)
            }
        }
    }
}
