// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Finds out why a certificate is refused, since TLS itself only says that it is.
///
/// Makes a second handshake, keeps the certificates, and refuses them in any case, so nothing is sent over the
/// connection.
enum CertificateProbe {
    /// The longest that connecting may take, and the handshake.
    private static let limit: Duration = .seconds(3)

    /// Why the certificates of an endpoint are refused, as the end of a sentence about them; nil if that is not clear.
    ///
    /// `localhost` is where that name leads.
    static func reason(
        of endpoint: Endpoint,
        at localhost: Route.Localhost,
        on group: any EventLoopGroup,
        until deadline: Deadline
    ) async -> String? {
        let left = TimeAmount(max(.zero, min(limit, deadline.end - .now)))
        guard let certificates = try? await certificates(of: endpoint, at: localhost, on: group, within: left),
            !certificates.isEmpty
        else { return nil }
        let now = time(nil)
        if let expired = certificates.first(where: { $0.notValidAfter < now }) {
            return "expired on \(day(expired.notValidAfter))"
        }
        if let early = certificates.first(where: { $0.notValidBefore > now }) {
            return "is not valid before \(day(early.notValidBefore)), or this machine's clock is wrong"
        }
        return nil
    }

    private static func certificates(
        of endpoint: Endpoint,
        at localhost: Route.Localhost,
        on group: any EventLoopGroup,
        within limit: TimeAmount
    ) async throws -> [NIOSSLCertificate] {
        let presented = Presented()
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Every certificate is refused, so the machine's authorities need not be read.
        configuration.trustRoots = .certificates([])
        let context = try NIOSSLContext(configuration: configuration)
        let host = HostName(endpoint.host)
        let channel = try await ClientBootstrap(group: group)
            .connectTimeout(limit)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(
                        context: context,
                        serverHostname: host.address == nil ? host.text : nil,
                        customVerificationCallback: { certificates, promise in
                            presented.certificates.withLock { $0 = certificates }
                            promise.succeed(.failed)
                        }
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(
                host: endpoint.host == Route.localName ? localhost.rawValue : host.text,
                port: endpoint.port ?? 443
            ).get()
        let timer = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        try await channel.closeFuture.get()
        timer.cancel()
        return presented.certificates.withLock(\.self)
    }

    /// The certificates that the server presented.
    private final class Presented: Sendable {
        let certificates = Mutex<[NIOSSLCertificate]>([])
    }

    private static func day(_ time: time_t) -> String {
        Timestamp(epochSeconds: Double(time)).map { String($0.rfc3339.prefix(10)) } ?? "an unknown date"
    }
}
