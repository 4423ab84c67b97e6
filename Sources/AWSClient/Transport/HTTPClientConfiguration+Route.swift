// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTPCompression
import NIOSSL

extension HTTPClient.Configuration {
    /// The client's settings for a way to endpoints; `onConnection` sees each connection that comes about.
    init(
        _ route: Route,
        concurrency: Int,
        fileSystem: any FileSystem,
        onConnection: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) throws(TransportFailure) {
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
        if let proxy = route.proxy {
            self.proxy = .server(
                host: proxy.host,
                port: proxy.port,
                authorization: proxy.user.map { .basic(username: $0.name, password: $0.password) }
            )
        }
    }
}
