// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Core
import NIOCore
import NIOHTTP1
import NIOPosix

/// Real connections, by async-http-client.
///
/// HTTP/1.1 only: the path of a Bedrock request is signed as it is encoded, and a proxy that translates it to HTTP/2 may
/// encode it differently; polls are small and few, so there is nothing to gain. Redirects are not followed, since they
/// would carry a signed request to another host. Connecting is not retried here, where the lane would not count it: the
/// next scheduled poll is the retry.
package struct AHCTransport: HTTPTransport {
    /// The most bytes of a body that are read, and that a compressed one may grow to: 4 MiB.
    package static let bodyLimit = 4_194_304

    private let clients: ClientCache
    private let group: MultiThreadedEventLoopGroup
    private let proxies: ProxySettings
    private let certificates: String?
    private let bundles: StillFiles<[UInt8]>
    private let stale: StaleConnections
    private let userAgent: String
    /// Runs tasks on the one thread that carries the connections.
    package let executor: any TaskExecutor

    /// A transport that must be shut down.
    ///
    /// `concurrency` is how many connections per host are kept open at most; the environment, captured at the start,
    /// names proxies and `AWS_CA_BUNDLE`; `clock` decides whether a CA bundle stands still.
    package init(
        concurrency: Int,
        userAgent: String,
        environment: [String: String] = [:],
        fileSystem: any FileSystem = LocalFileSystem(),
        clock: FileClock = .system
    ) {
        // One thread carries hundreds of polls a second, and a sleeping daemon needs no thread per core.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let stale = StaleConnections()
        self.group = group
        self.stale = stale
        executor = EventLoopTaskExecutor(group.any())
        clients = ClientCache(group: group) { route throws(TransportError) in
            try .init(route, concurrency: concurrency, fileSystem: fileSystem, onConnection: stale.watch)
        }
        proxies = ProxySettings(environment: environment)
        certificates = Self.certificates(environment)
        bundles = CertificateFile.bundles(in: fileSystem, clock: clock)
        self.userAgent = userAgent
    }

    /// What is wrong with an environment's proxies and CA bundle, a sentence each, to be reported at the start.
    package static func faults(
        environment: [String: String],
        fileSystem: any FileSystem = LocalFileSystem()
    ) -> [String] {
        var faults = ProxySettings(environment: environment).faults
        guard let path = certificates(environment) else { return faults }
        do throws(TransportError) {
            _ = try CertificateFile(path: path, fingerprint: nil).certificates(from: fileSystem)
        } catch {
            faults.append(error.message)
        }
        return faults
    }

    /// The environment's CA bundle, for requests that come without one of their profile's.
    private static func certificates(_ environment: [String: String]) -> String? {
        let configuration = AWSConfiguration(environment: environment)
        return configuration.path(in: "AWS_CA_BUNDLE") ?? configuration.path(in: "REQUESTS_CA_BUNDLE")
    }

    /// Closes all connections and ends the thread.
    package func shutdown() async {
        await clients.shutdown()
        try? await group.shutdownGracefully()
    }

    package func send(
        _ request: HTTPRequest,
        until deadline: Deadline
    ) async throws(TransportError) -> HTTPResponse {
        let route = try await route(of: request, until: deadline)
        do throws(TransportError) {
            return try await send(request, on: route, until: deadline)
        } catch {
            guard error.code == TransportError.connectionRefused, route.leadsToLocalhost(request.endpoint) else {
                throw error
            }
            do throws(TransportError) {
                return try await send(request, on: route.overIPv6, until: deadline)
            } catch let other {
                // An IPv6 address that is refused too, or that this machine does not have, explains nothing.
                let isListening = ![TransportError.connectionRefused, "Unreachable", "ConnectionFailed"].contains(
                    other.code)
                throw isListening ? other : error
            }
        }
    }

    private func send(
        _ request: HTTPRequest,
        on route: Route,
        until deadline: Deadline
    ) async throws(TransportError) -> HTTPResponse {
        let client = try await clients.client(for: route)
        do {
            if let response = try await race(request, by: client, on: route, until: deadline) { return response }
            throw TransportError.timedOut(route.host(of: request.endpoint), deadline)
        } catch {
            // However a cancelled race ended, the request was cancelled.
            let error = Task.isCancelled ? CancellationError() : error
            let failure = TransportError(error, of: request, on: route)
            guard failure.code == TransportError.certificateRefused, route.proxy == nil,
                let reason = await CertificateProbe.reason(
                    of: request.endpoint, at: route.localhost, on: group, until: deadline)
            else { throw failure }
            throw TransportError(
                code: failure.code,
                message: "the certificate of \(request.endpoint.hostHeader) \(reason)"
            )
        }
    }

    private func route(of request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> Route {
        let proxy = try proxies.proxy(to: request.endpoint)
        guard request.endpoint.isSecure, let path = request.certificates ?? certificates else {
            return Route(proxy: proxy, certificates: nil)
        }
        // Waited for only if it was never read before; a changed one is taken when it has stood still.
        let look = bundles.look(path)
        let version = look.version == nil ? await bundles.settled(path, until: deadline) : look.version
        let content = version?.content ?? .failure(.unusable("is being written again and again"))
        return Route(
            proxy: proxy,
            certificates: CertificateFile(path: path, fingerprint: version?.fingerprint, content: content)
        )
    }

    /// The response, or nil if the deadline passes first.
    private func race(
        _ request: HTTPRequest,
        by client: HTTPClient,
        on route: Route,
        until deadline: Deadline
    ) async throws -> HTTPResponse? {
        try await withThrowingTaskGroup(of: HTTPResponse?.self) { race in
            race.addTask { try await exchange(request, by: client, on: route) }
            race.addTask {
                try await wait(until: deadline)
                return nil
            }
            defer { race.cancelAll() }
            return try await race.next() ?? nil
        }
    }

    /// Waits on the thread that carries the connections: Task.sleep would wake another one for each request.
    private func wait(until deadline: Deadline) async throws {
        let left = max(.zero, deadline.end - .now)
        let timer = group.next().scheduleTask(in: .microseconds(left.wholeMicroseconds)) {}
        try await withTaskCancellationHandler {
            try await timer.futureResult.get()
        } onCancel: {
            timer.cancel()
        }
    }

    private func exchange(_ request: HTTPRequest, by client: HTTPClient, on route: Route) async throws -> HTTPResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        outgoing.headers.add(name: "User-Agent", value: userAgent)
        // Responses are small. A server that compresses them nevertheless is understood, within the same bound.
        outgoing.headers.add(name: "Accept-Encoding", value: "identity")
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let response = try await head(
            of: outgoing, by: client, repeatableAt: request.isRepeatable ? request.endpoint.hostHeader : nil)
        if let coding = response.headers["Content-Encoding"].last?.lowercased(),
            !["", "identity", "gzip", "deflate"].contains(coding)
        {
            throw TransportError.unknownCoding(coding, by: route.host(of: request.endpoint))
        }
        return HTTPResponse(
            status: Int(response.status.code),
            headers: response.headers.map { HTTPField($0.name, $0.value) },
            body: try await bytes(of: response)
        )
    }

    /// The body, put together without a second copy: there may be many at a time.
    private func bytes(of response: HTTPClientResponse) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        if let length = response.headers.first(name: "Content-Length").flatMap({ Int($0) }), length >= 0 {
            guard length <= Self.bodyLimit else { throw NIOTooManyBytesError(maxBytes: Self.bodyLimit) }
            bytes.reserveCapacity(length)
        }
        for try await part in response.body {
            guard bytes.count + part.readableBytes <= Self.bodyLimit else {
                throw NIOTooManyBytesError(maxBytes: Self.bodyLimit)
            }
            bytes += part.readableBytesView
        }
        return bytes
    }

    /// The response's head; `host` is that of a request that may be repeated, nil for any other.
    private func head(
        of request: HTTPClientRequest,
        by client: HTTPClient,
        repeatableAt host: String?
    ) async throws -> HTTPClientResponse {
        do {
            return try await client.execute(request, timeout: .hours(1))
        } catch {
            guard let host, TransportError.isBrokenConnection(error), stale.take(host) else { throw error }
            return try await client.execute(request, timeout: .hours(1))
        }
    }
}

/// Runs tasks on the thread that carries the connections.
///
/// A request is a dozen steps that each wait for the one before. If they alternate between Swift's pool and the event
/// loop, each change of threads costs more than the step. (SwiftNIO offers executors for actors only.)
private final class EventLoopTaskExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
