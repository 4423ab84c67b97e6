// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The connections to one host by one route, and the exchanges that wait for one; stays on the event loop.
///
/// A connection that is free is used again, the last one first, so that those that are not needed grow old. Requests wait a
/// moment for one rather than open many: at most ``queueLength`` for each connection, and none longer than ``patience``.
final class ConnectionPool {
    /// Where the connections of a pool lead.
    struct Target: Hashable {
        /// The way.
        let route: Route
        /// Whether they are encrypted.
        let isSecure: Bool
        /// The host, an IPv6 address in brackets.
        let host: String
        /// The port.
        let port: Int
    }

    /// How long connecting may take, encryption and proxy included: ten seconds.
    static let connectLimit: TimeAmount = .seconds(10)
    /// How long a connection is kept that nothing needs: a minute.
    static let idleLimit: TimeAmount = .seconds(60)
    /// How many requests wait for each connection before another one is opened.
    static let queueLength = 4
    /// How long a request waits before another connection is opened for it.
    static let patience: TimeAmount = .milliseconds(100)
    /// After how long another connection is opened beside one that is still being opened.
    static let secondTry: TimeAmount = .seconds(1)

    /// Where they lead.
    let target: Target
    /// Where everything happens.
    let loop: any EventLoop
    private let limit: Int
    private let encryption: NIOSSLContext?
    /// Asks for a ``sweep(at:)``.
    private let wake: (NIODeadline) -> Void
    private var connections: [HTTPConnection] = []
    private var idle: [HTTPConnection] = []
    private var waiting: [HTTPExchange] = []
    private var isRetired = false

    /// An empty pool of at most so many connections; `wake` has it swept at a time.
    init(
        _ target: Target,
        limit: Int,
        encryption: NIOSSLContext?,
        on loop: any EventLoop,
        wake: @escaping (NIODeadline) -> Void
    ) {
        (self.target, self.limit, self.encryption) = (target, max(1, limit), encryption)
        (self.loop, self.wake) = (loop, wake)
    }

    /// Whether it can be forgotten.
    var isEmpty: Bool { connections.isEmpty && waiting.isEmpty }

    /// Carries an exchange out, as soon as a connection is free.
    func start(_ exchange: HTTPExchange) {
        wake(exchange.deadline)
        if let connection = idle.popLast() { return connection.run(exchange) }
        waiting.append(exchange)
        grow()
        if connections.count < limit { wake(exchange.startedAt + Self.patience) }
    }

    /// Carries an exchange out whose connection turned out to be closed; the idle ones are as old, or older.
    func startAgain(_ exchange: HTTPExchange) {
        exchange.isRepeatable = false
        for connection in idle { connection.abandon(HTTPFault.closed) }
        waiting.insert(exchange, at: 0)
        grow()
    }

    /// Fails an exchange that has no connection yet.
    func abandon(_ exchange: HTTPExchange, _ error: any Error) {
        waiting.removeAll { $0 === exchange }
        exchange.fail(error)
    }

    /// A connection is free.
    func released(_ connection: HTTPConnection) {
        guard waiting.isEmpty else {
            connection.run(waiting.removeFirst())
            return grow()
        }
        if isRetired { return connection.abandon(HTTPFault.closed) }
        idle.append(connection)
        wake(connection.since + Self.idleLimit)
    }

    /// A connection that was of use has ended.
    func lost(_ connection: HTTPConnection) {
        connections.removeAll { $0 === connection }
        idle.removeAll { $0 === connection }
        grow()
    }

    /// A connection could not be made, which fails the exchange that waits for it.
    ///
    /// If it was the only one, all that waited meanwhile had the same answer.
    func failed(_ connection: HTTPConnection, _ error: any Error) {
        connections.removeAll { $0 === connection }
        let count = connections.isEmpty ? waiting.count { $0.startedAt <= connection.since } : 0
        let failing = waiting.prefix(max(1, count))
        waiting.removeFirst(failing.count)
        for exchange in failing { exchange.fail(error) }
        grow()
    }

    /// Lets what is under way end, and keeps nothing: another pool has taken its place.
    func retire() {
        isRetired = true
        for connection in idle { connection.abandon(HTTPFault.closed) }
    }

    /// Ends everything.
    func shutDown() {
        isRetired = true
        let ending = waiting
        waiting = []
        for exchange in ending { exchange.fail(CancellationError()) }
        for connection in connections { connection.abandon(CancellationError()) }
    }

    /// Ends what has taken too long; returns when there is more to do.
    func sweep(at now: NIODeadline) -> NIODeadline {
        for exchange in waiting + connections.compactMap(\.exchange) where exchange.deadline <= now {
            exchange.abandon(HTTPFault.deadline)
        }
        for connection in idle where connection.since + Self.idleLimit <= now { connection.abandon(HTTPFault.closed) }
        for connection in connections where connection.isOpening && connection.since + Self.connectLimit <= now {
            connection.abandon(connection.lateness)
        }
        grow()
        var next = NIODeadline.distantFuture
        if !waiting.isEmpty, connections.count < limit { next = now + Self.patience }
        for exchange in waiting { next = min(next, exchange.deadline) }
        for connection in connections {
            if let exchange = connection.exchange { next = min(next, exchange.deadline) }
            if connection.isOpening { next = min(next, connection.since + Self.connectLimit) }
        }
        for connection in idle { next = min(next, connection.since + Self.idleLimit) }
        return next
    }

    /// Opens another connection if those that there are have too much to do.
    private func grow() {
        while connections.count < limit, let first = waiting.first {
            let now = NIODeadline.now()
            let isLate = first.startedAt + Self.patience <= now
            let isOpening = connections.contains { $0.isOpening && $0.since + Self.secondTry > now }
            guard waiting.count > Self.queueLength * connections.count || (isLate && !isOpening) else { return }
            open()
        }
    }
}

// MARK: Opening a connection

extension ConnectionPool {
    private func open() {
        let connection = HTTPConnection(of: self)
        connections.append(connection)
        wake(connection.since + Self.connectLimit)
        let proxy = target.route.proxy
        let own = HostName(target.host)
        var host = proxy?.host ?? (own.address == nil ? target.host : own.text)
        if host == Route.localName { host = target.route.localhost.rawValue }
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(Self.connectLimit)
        let channel =
            if proxy == nil, let address = try? SocketAddress(ipAddress: host, port: target.port) {
                bootstrap.connect(to: address)
            } else {
                bootstrap.connect(host: host, port: proxy?.port ?? target.port)
            }
        channel.assumeIsolated().whenComplete { result in
            do {
                let channel = try result.get()
                guard connection.isOpening else { return channel.close(promise: nil) }
                connection.channel = channel
                if let proxy {
                    try self.tunnel(connection, in: channel, by: proxy)
                } else {
                    try self.install(connection)
                }
            } catch {
                connection.abandon(error)
            }
        }
    }

    /// Has the proxy at the other end connect us to the host.
    private func tunnel(_ connection: HTTPConnection, in channel: any Channel, by proxy: Proxy) throws {
        connection.lateness = .noTunnel
        var headers = HTTPHeaders([("host", target.host)])
        if let user = proxy.user { headers.add(name: "proxy-authorization", value: user.authorization) }
        let isOpen = loop.makePromise(of: Void.self)
        let encoder = HTTPRequestEncoder()
        let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
        let pipeline = channel.pipeline.syncOperations
        isOpen.futureResult.assumeIsolated()
            .flatMap { _ in pipeline.removeHandler(decoder) }
            .flatMap { _ in pipeline.removeHandler(encoder) }
            .flatMapThrowing { _ in try self.install(connection) }
            .whenFailure { connection.abandon($0) }
        do {
            try pipeline.addHandlers([
                encoder, decoder,
                NIOHTTP1ProxyConnectHandler(
                    targetHost: target.host, targetPort: target.port, headers: headers,
                    deadline: connection.since + Self.connectLimit, promise: isOpen),
            ])
        } catch {
            isOpen.fail(error)
        }
    }

    private func install(_ connection: HTTPConnection) throws {
        // An address is no name to ask for; the certificate is compared with it all the same.
        let name = HostName(target.host).address == nil ? target.host : nil
        try connection.install(
            encryption: encryption.map { try NIOSSLClientHandler(context: $0, serverHostname: name) })
    }
}
