// SPDX-License-Identifier: Apache-2.0

import Core
import NIOCore
import NIOHTTP1
import NIOPosix

/// Real connections, by SwiftNIO: its HTTP/1.1 and TLS, and a pool of our own, since polls are what awaitd is for.
///
/// HTTP/1.1 only: the path of a Bedrock request is signed as it is encoded, and a proxy that translates it to HTTP/2 may
/// encode it differently; polls are small and few, so there is nothing to gain. Redirects are not followed, since they
/// would carry a signed request to another host. Connecting is not retried here, where the lane would not count it: the
/// next scheduled poll is the retry.
package struct NIOTransport: HTTPTransport {
    /// The most bytes of a body that are read, and that a compressed one may grow to: 4 MiB.
    package static let bodyLimit = 4_194_304

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let pools: NIOLoopBoundBox<ConnectionPools>
    private let encryption: EncryptionCache
    private let proxies: ProxySettings
    private let authorities: String?
    private let bundles: StillFiles<[UInt8]>
    private let clientFiles: StillFiles<[UInt8]>
    private let userAgent: String
    /// Runs tasks on the one thread that carries the connections.
    package let executor: EventLoopExecutor

    /// A transport that must be shut down.
    ///
    /// `concurrency` is how many connections per host are kept open at most; the environment, captured at the start,
    /// names proxies and `AWS_CA_BUNDLE`; `clock` decides whether files of certificates stand still.
    package init(
        concurrency: Int,
        userAgent: String,
        environment: [String: String] = [:],
        fileSystem: any FileSystem = LocalFileSystem(),
        clock: FileClock = .system
    ) {
        // One thread carries hundreds of polls a second, and a sleeping daemon needs no thread per core.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        loop = group.any()
        executor = EventLoopExecutor(loop)
        pools = .makeBoxSendingValue(ConnectionPools(limit: concurrency, on: loop), eventLoop: loop)
        encryption = EncryptionCache(fileSystem: fileSystem)
        proxies = ProxySettings(environment: environment)
        authorities = Self.authorities(environment)
        bundles = CertificateFile.bundles(in: fileSystem, clock: clock)
        clientFiles = ClientCertificateFiles.files(in: fileSystem, clock: clock)
        self.userAgent = userAgent
    }

    /// What is wrong with an environment's proxies and CA bundle, a sentence each, to be reported at the start.
    package static func faults(
        environment: [String: String],
        fileSystem: any FileSystem = LocalFileSystem()
    ) -> [String] {
        var faults = ProxySettings(environment: environment).faults
        guard let path = authorities(environment) else { return faults }
        do throws(TransportError) {
            _ = try CertificateFile(path: path, fingerprint: nil).certificates(from: fileSystem)
        } catch {
            faults.append(error.message)
        }
        return faults
    }

    /// The environment's CA bundle, for requests that come without one of their profile's.
    private static func authorities(_ environment: [String: String]) -> String? {
        let configuration = AWSConfiguration(environment: environment)
        return configuration.path(in: "AWS_CA_BUNDLE") ?? configuration.path(in: "REQUESTS_CA_BUNDLE")
    }

    /// Closes all connections and ends the thread.
    package func shutdown() async {
        // Neither fails before the thread has ended.
        try? await loop.submit { [pools] in pools.value.shutDown() }.get()
        try? await group.shutdownGracefully()
    }

    package func send(
        _ request: HTTPRequest,
        until deadline: Deadline
    ) async throws(TransportError) -> HTTPResponse {
        try await reach(request, until: deadline) { .whole($0) }.response
    }

    /// Sends one request once; returns when the response's head has come, with the body still to be read.
    ///
    /// As ``send(_:until:)``, except that the deadline is for the head, and the body has no limit in time, nor in length
    /// unless it is compressed.
    package func stream(
        _ request: HTTPRequest,
        until deadline: Deadline
    ) async throws(TransportError) -> HTTPResponseStream {
        let (beginning, route) = try await reach(request, until: deadline) { .stream($0) }
        return HTTPResponseStream(
            status: Int(beginning.head.status.code),
            headers: beginning.head.headers.map { HTTPField($0.name, $0.value) },
            body: HTTPBody(beginning.parts) { TransportError($0, of: request, on: route) }
        )
    }

    private typealias Receiving<Response> =
        @Sendable (CheckedContinuation<Response, any Error>) -> HTTPExchange.Receiver

    /// The response, and the route that it came by.
    private func reach<Response: Sendable>(
        _ request: HTTPRequest,
        until deadline: Deadline,
        _ receiver: @escaping Receiving<Response>
    ) async throws(TransportError) -> (response: Response, route: Route) {
        let route = try await route(of: request, until: deadline)
        do throws(TransportError) {
            return (try await exchange(request, on: route, until: deadline, receiver), route)
        } catch {
            guard error.code == TransportError.connectionRefused, route.leadsToLocalhost(request.endpoint) else {
                throw error
            }
            do throws(TransportError) {
                let other = route.overIPv6
                return (try await exchange(request, on: other, until: deadline, receiver), other)
            } catch let other {
                // An IPv6 address that is refused too, or that this machine does not have, explains nothing.
                let isListening = ![TransportError.connectionRefused, "Unreachable", "ConnectionFailed"].contains(
                    other.code)
                throw isListening ? other : error
            }
        }
    }

    private func route(of request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> Route {
        let proxy = try proxies.proxy(to: request.endpoint)
        var files = Route.Certificates()
        guard request.endpoint.isSecure else { return Route(proxy: proxy, certificates: files) }
        if let path = request.certificates ?? authorities {
            files.authorities = await file(path, in: bundles, until: deadline)
        }
        if let client = request.clientCertificate {
            files.client = ClientCertificateFiles(
                certificate: await file(client.certificate, in: clientFiles, until: deadline),
                key: await file(client.key, in: clientFiles, until: deadline)
            )
        }
        return Route(proxy: proxy, certificates: files)
    }

    private func file(
        _ path: String,
        in files: StillFiles<[UInt8]>,
        until deadline: Deadline
    ) async -> CertificateFile {
        // Waited for only if it was never read before; a changed one is taken when it has stood still.
        let look = files.look(path)
        let version = look.version == nil ? await files.settled(path, until: deadline) : look.version
        let content = version?.content ?? .failure(.unusable("is being written again and again"))
        return CertificateFile(path: path, fingerprint: version?.fingerprint, content: content)
    }

    private func exchange<Response: Sendable>(
        _ request: HTTPRequest,
        on route: Route,
        until deadline: Deadline,
        _ receiver: @escaping Receiving<Response>
    ) async throws(TransportError) -> Response {
        let target = ConnectionPool.Target(
            route: route, isSecure: request.endpoint.isSecure, host: request.endpoint.host,
            port: request.endpoint.port ?? (request.endpoint.isSecure ? 443 : 80))
        let context = target.isSecure ? try await encryption.context(for: route.certificates) : nil
        do {
            let head = try head(of: request)
            let end = NIODeadline.now() + TimeAmount(max(.zero, deadline.end - .now))
            try Task.checkCancellation()
            let slot = NIOLoopBoundBox.makeBoxSendingValue(Slot.empty, eventLoop: loop)
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    onLoop { [pools] in
                        if case .cancelled = slot.value { return continuation.resume(throwing: CancellationError()) }
                        guard let pool = pools.value.pool(for: target, encryption: context) else {
                            return continuation.resume(throwing: HTTPFault.stopping)
                        }
                        let exchange = HTTPExchange(
                            head, body: request.body, isRepeatable: request.isRepeatable, until: end, in: pool,
                            for: receiver(continuation))
                        slot.value = .exchange(exchange)
                        pool.start(exchange)
                    }
                }
            } onCancel: {
                loop.execute {
                    if case .exchange(let exchange) = slot.value { exchange.abandon(CancellationError()) }
                    slot.value = .cancelled
                }
            }
        } catch HTTPFault.deadline {
            throw TransportError.timedOut(route.host(of: request.endpoint), deadline)
        } catch {
            // However a cancelled request ended, it was cancelled.
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

    /// What becomes of a request, for its cancellation, which may come at any time.
    private enum Slot {
        case empty
        case exchange(HTTPExchange)
        case cancelled
    }

    private func onLoop(_ work: @escaping @Sendable () -> Void) {
        if loop.inEventLoop { work() } else { loop.execute(work) }
    }

    private func head(of request: HTTPRequest) throws(HTTPFault) -> HTTPRequestHead {
        var path = request.path.isEmpty ? "/" : request.path
        if !request.query.isEmpty { path += "?\(request.query)" }
        guard path.isVisibleASCII else { throw .invalidPath }
        var fields: [(String, String)] = []
        fields.reserveCapacity(request.headers.count + 4)
        for field in request.headers {
            // A line break would begin another header, or another request (RFC 9110 section 5.5).
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { throw .invalidHeader }
            fields.append((field.name, field.value))
        }
        fields.append(("User-Agent", userAgent))
        // Responses are small. A server that compresses them nevertheless is understood, within the same bound.
        fields.append(("Accept-Encoding", "identity"))
        if request.headers["Host"] == nil { fields.append(("Host", request.endpoint.hostHeader)) }
        if !request.body.isEmpty || !["GET", "HEAD", "DELETE"].contains(request.method) {
            fields.append(("Content-Length", "\(request.body.count)"))
        }
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: path, headers: HTTPHeaders(fields))
    }
}
