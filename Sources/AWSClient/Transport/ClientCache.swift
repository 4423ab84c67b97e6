// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTPCompression
import NIOSSL
import Synchronization

/// One HTTP client, and so one set of connections, per route to an endpoint.
final class ClientCache: Sendable {
    private struct State {
        var clients: [Route: HTTPClient] = [:]
        /// Clients whose CA bundle has changed since, the oldest first.
        var retired: [HTTPClient] = []
        var isClosed = false
    }

    /// How many retired clients may finish their requests; older ones have long finished.
    private static let retiredLimit = 2

    private let state = Mutex(State())
    private let configure: @Sendable (Route) throws(TransportError) -> HTTPClient.Configuration
    private let group: any EventLoopGroup

    /// An empty cache; `configure` gives the configuration of each client.
    init(
        group: any EventLoopGroup,
        configure: @escaping @Sendable (Route) throws(TransportError) -> HTTPClient.Configuration
    ) {
        self.group = group
        self.configure = configure
    }

    /// The client for a route.
    func client(for route: Route) async throws(TransportError) -> HTTPClient {
        if let known = state.withLock({ $0.clients[route] }) { return known }
        let configuration = try configure(route)
        let (client, superfluous) = state.withLock { state in
            if let known = state.clients[route] { return (known, [HTTPClient]()) }
            // Nothing would shut down a client made after shutdown, so it is returned already shut down.
            let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
            if state.isClosed { return (client, [client]) }
            for old in state.clients.keys where old.isOutdated(by: route) {
                state.retired += [state.clients.removeValue(forKey: old)].compactMap(\.self)
            }
            state.clients[route] = client
            let count = max(0, state.retired.count - Self.retiredLimit)
            defer { state.retired.removeFirst(count) }
            return (client, Array(state.retired.prefix(count)))
        }
        for client in superfluous { try? await client.shutdown() }
        return client
    }

    /// Closes all connections.
    func shutdown() async {
        let all = state.withLock { state in
            state.isClosed = true
            defer { (state.clients, state.retired) = ([:], []) }
            return Array(state.clients.values) + state.retired
        }
        for client in all { try? await client.shutdown() }
    }
}

/// The way to an endpoint; requests on the same route share connections.
struct Route: Sendable, Hashable {
    /// The proxy, if any.
    let proxy: Proxy?
    /// The CA bundle that is trusted instead of the machine's own.
    let certificates: CertificateFile?
    /// Where `localhost` is.
    ///
    /// It is not looked up: the C library asks a DNS server for it where no file has it, whose answer can be any machine
    /// (RFC 6761 section 6.3 says that it should not).
    var localhost = Localhost.overIPv4

    /// The addresses of `localhost`.
    enum Localhost: String, Sendable, Hashable {
        case overIPv4 = "127.0.0.1"
        case overIPv6 = "::1"
    }

    /// The name that stands for this machine.
    static let localName = "localhost"

    /// Whether connections to an endpoint are made to `localhost`.
    func leadsToLocalhost(_ endpoint: Endpoint) -> Bool {
        (proxy?.host ?? endpoint.host) == Self.localName
    }

    /// This route with the other address of `localhost`: a server may listen on one of them only.
    var overIPv6: Route {
        var route = self
        route.localhost = .overIPv6
        return route
    }

    /// An endpoint's host for messages, with the proxy if there is one.
    func host(of endpoint: Endpoint) -> String {
        proxy.map { "\(endpoint.hostHeader) (through the proxy \($0.place))" } ?? endpoint.hostHeader
    }

    /// For messages, what a connection to an endpoint is made to: the proxy, or the host itself.
    func peer(of endpoint: Endpoint) -> String {
        proxy.map { "the proxy \($0.place)" } ?? endpoint.hostHeader
    }

    /// Whether this is the same route with a CA bundle that has changed since.
    fileprivate func isOutdated(by route: Route) -> Bool {
        proxy == route.proxy && localhost == route.localhost && certificates?.path == route.certificates?.path
            && self != route
    }
}

extension HTTPClient.Configuration {
    /// The configuration of the client for a route; `onConnection` gets each new connection.
    init(
        _ route: Route,
        concurrency: Int,
        fileSystem: any FileSystem,
        onConnection: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) throws(TransportError) {
        var encryption = TLSConfiguration.makeClientConfiguration()
        encryption.minimumTLSVersion = .tlsv12
        if let file = route.certificates {
            encryption.trustRoots = .certificates(try file.certificates(from: fileSystem))
        }
        self.init()
        tlsConfiguration = encryption
        redirectConfiguration = .disallow
        httpVersion = .http1Only
        decompression = .enabled(limit: .size(AHCTransport.bodyLimit))
        timeout = .init(connect: .seconds(10))
        connectionPool = .init(idleTimeout: .seconds(60))
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, concurrency)
        connectionPool.retryConnectionEstablishment = false
        http1_1ConnectionDebugInitializer = onConnection
        dnsOverride = [Route.localName: route.localhost.rawValue]
        if let proxy = route.proxy {
            self.proxy = .server(
                host: proxy.host == Route.localName ? route.localhost.rawValue : proxy.host,
                port: proxy.port,
                authorization: proxy.user.map { .basic(username: $0.name, password: $0.password) }
            )
        }
    }
}
