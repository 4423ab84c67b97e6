// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import Synchronization

/// One client, and with it one set of connections, per way to an endpoint.
final class ClientTable: Sendable {
    private struct State {
        var clients: [Route: HTTPClient] = [:]
        /// Clients whose file of certificates has changed since, the oldest first.
        var retired: [HTTPClient] = []
        var isClosed = false
    }

    /// So many retired clients are left to finish what they are at; older ones have long done so.
    private static let retiredLimit = 2

    private let state = Mutex(State())
    private let make: @Sendable (Route) throws(TransportFailure) -> HTTPClient.Configuration
    private let group: any EventLoopGroup

    /// No clients yet; `make` gives the configuration of each.
    init(
        group: any EventLoopGroup,
        make: @escaping @Sendable (Route) throws(TransportFailure) -> HTTPClient.Configuration
    ) {
        self.group = group
        self.make = make
    }

    /// The client for a way.
    func client(for route: Route) async throws(TransportFailure) -> HTTPClient {
        if let known = state.withLock({ $0.clients[route] }) { return known }
        let configuration = try make(route)
        let (client, superfluous) = state.withLock { state in
            if let known = state.clients[route] { return (known, [HTTPClient]()) }
            // A closed table's clients would never be shut down: whoever comes too late gets one that is already.
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

extension Route {
    /// Whether this is the same way with a file of certificates that has changed.
    fileprivate func isOutdated(by route: Route) -> Bool {
        proxy == route.proxy && certificates?.path == route.certificates?.path && self != route
    }
}
