// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Lifecycle
import NIOCore
import NIOHTTP1
import NIOPosix

/// Real connections, by async-http-client.
///
/// HTTP/1.1 only: the path of a Bedrock request is signed as it is encoded, and whoever translates it to HTTP/2 on the way
/// may write it otherwise; and polls are small and few, so that there is nothing to gain. Redirects are not followed,
/// since they would carry a signed request to another host. A connection that cannot be made is not tried again behind the
/// lane's back: the next scheduled poll is the retry.
package struct AHCTransport: HTTPTransport {
    /// The most bytes of a body that are read: 1 MiB.
    package static let bodyLimit = 1_048_576

    private let client: HTTPClient
    private let group: MultiThreadedEventLoopGroup
    private let userAgent: String
    /// Runs tasks on the one thread that the connections have.
    package let executor: any TaskExecutor

    /// A transport that must be shut down; `concurrency` is how many connections per host stay open at most.
    package init(concurrency: Int, userAgent: String) {
        // One thread carries hundreds of polls a second, and a daemon that sleeps needs no thread per core.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        executor = EventLoopTaskExecutor(group.any())
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        configuration.timeout = .init(connect: .seconds(10))
        configuration.connectionPool = .init(idleTimeout: .seconds(60))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, concurrency)
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
        self.userAgent = userAgent
    }

    /// Closes all connections and ends the thread.
    package func shutdown() async {
        try? await client.shutdown()
        try? await group.shutdownGracefully()
    }

    package func send(
        _ request: HTTPRequest,
        until deadline: Deadline
    ) async throws(TransportFailure) -> HTTPResponse {
        do {
            return try await withThrowingTaskGroup(of: HTTPResponse?.self) { race in
                race.addTask { try await exchange(request) }
                race.addTask {
                    try await wait(until: deadline)
                    return nil
                }
                defer { race.cancelAll() }
                guard let first = try await race.next(), let response = first else { throw DeadlinePassed() }
                return response
            }
        } catch {
            // Whatever a cancelled race came to first, it was given up.
            throw TransportFailure(Task.isCancelled ? CancellationError() : error, of: request, deadline: deadline)
        }
    }

    /// Waits on the thread that carries the connections anyway: Task.sleep would wake another one for each request.
    private func wait(until deadline: Deadline) async throws {
        let left = max(.zero, deadline.end - .now)
        let timer = group.next().scheduleTask(in: .microseconds(left.wholeMicroseconds)) {}
        try await withTaskCancellationHandler {
            try await timer.futureResult.get()
        } onCancel: {
            timer.cancel()
        }
    }

    private func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        outgoing.headers.add(name: "User-Agent", value: userAgent)
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let response = try await client.execute(outgoing, timeout: .hours(1))
        let body = try await response.body.collect(upTo: Self.bodyLimit)
        return HTTPResponse(
            status: Int(response.status.code),
            headers: response.headers.map { HTTPField($0.name, $0.value) },
            body: Array(body.readableBytesView)
        )
    }
}

/// The end of the time that a request has, its answer's body included.
struct DeadlinePassed: Error {}
