// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// One request under way, and what becomes of its response; stays on the event loop.
final class HTTPExchange {
    /// Who waits for the response.
    enum Receiver {
        /// A caller that wants all of it.
        case whole(CheckedContinuation<HTTPResponse, any Error>)
        /// A caller that wants its parts as they arrive.
        case stream(CheckedContinuation<HTTPBody.Beginning, any Error>)
    }

    /// The request's head.
    let head: HTTPRequestHead
    /// The request's body; empty for none.
    let body: [UInt8]
    /// When it ends if nothing has come of it; a stream that has begun has no end.
    private(set) var deadline: NIODeadline
    /// Since when it has waited for a connection.
    let startedAt: NIODeadline
    /// Whether it may be sent once more, on another connection.
    var isRepeatable: Bool
    /// The pool that it was given to.
    let pool: ConnectionPool
    /// The connection that carries it; nil while it waits for one, and in the end.
    weak var connection: HTTPConnection?

    /// Nil once it has been told how the exchange went.
    private var receiver: Receiver?
    private var response: HTTPResponseHead?
    private var bytes: [UInt8] = []
    private var stream: HTTPBody.Source?

    /// A request that a pool is about to be given.
    init(
        _ head: HTTPRequestHead,
        body: [UInt8],
        isRepeatable: Bool,
        until deadline: NIODeadline,
        in pool: ConnectionPool,
        for receiver: Receiver
    ) {
        (self.head, self.body, self.isRepeatable, self.deadline) = (head, body, isRepeatable, deadline)
        (self.pool, self.receiver) = (pool, receiver)
        startedAt = .now()
    }

    /// Whether the response ends with its connection, so that a cut one looks complete but for how TLS was ended.
    var endsWithConnection: Bool {
        guard let headers = response?.headers else { return false }
        return !headers.contains(name: "Content-Length") && !headers.contains(name: "Transfer-Encoding")
    }

    /// Takes the response's head; throws if its body could not be taken.
    func receive(_ head: HTTPResponseHead) throws {
        response = head
        if let coding = head.headers["Content-Encoding"].last?.lowercased(),
            !["", "identity", "gzip", "deflate"].contains(coding)
        {
            throw HTTPFault.unknownCoding(coding)
        }
        switch receiver {
        case .stream(let continuation):
            (receiver, deadline) = (nil, .distantFuture)
            let new = HTTPBody.makeSource(for: self)
            stream = new.source
            continuation.resume(returning: HTTPBody.Beginning(head: head, parts: new.sequence))
        case .whole, nil:
            // The parts are put together without a second copy: there may be many at a time.
            let length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
            guard length <= NIOTransport.bodyLimit else { throw NIOTooManyBytesError(maxBytes: NIOTransport.bodyLimit) }
            bytes.reserveCapacity(max(0, length))
        }
    }

    /// Takes a part of the body; false if no more should be read for now.
    func receive(_ part: ByteBuffer) throws -> Bool {
        if let stream { return stream.yield(part) != .stopProducing }
        guard bytes.count + part.readableBytes <= NIOTransport.bodyLimit else {
            throw NIOTooManyBytesError(maxBytes: NIOTransport.bodyLimit)
        }
        bytes += part.readableBytesView
        return true
    }

    /// The response is complete.
    func finish() {
        connection = nil
        stream?.finish()
        guard case .whole(let continuation) = receiver, let response else { return }
        receiver = nil
        continuation.resume(
            returning: HTTPResponse(
                status: Int(response.status.code),
                headers: response.headers.map { HTTPField($0.name, $0.value) },
                body: bytes
            )
        )
    }

    /// The response will not be complete; does nothing if it is.
    func fail(_ error: any Error) {
        connection = nil
        stream?.finish(error)
        switch receiver {
        case .whole(let continuation): continuation.resume(throwing: error)
        case .stream(let continuation): continuation.resume(throwing: error)
        case nil: break
        }
        receiver = nil
    }

    /// Gives it up wherever it is; its connection is closed, so that a late response is never taken for another's.
    func abandon(_ error: any Error) {
        if let connection { connection.abandon(error) } else { pool.abandon(self, error) }
    }
}

/// What went wrong with a connection in our own eyes.
enum HTTPFault: Error {
    /// The other side closed the connection before the response was complete.
    case closed
    /// Connecting took too long.
    case noConnection
    /// The proxy took too long to reach the host.
    case noTunnel
    /// Making a connection encrypted took too long.
    case noEncryption
    /// The deadline passed.
    case deadline
    /// The transport is being shut down.
    case stopping
    /// A header's value has a control character in it, which would break the request.
    case invalidHeader
    /// A path that no request can have.
    case invalidPath
    /// The response is compressed in a way that was not requested.
    case unknownCoding(String)
}
