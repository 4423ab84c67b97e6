// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Finds out why a certificate is refused, for people: TLS's own word is that it is.
///
/// Shakes hands once more, looks at the certificates, and refuses them whatever they are. Nothing is said over the
/// connection.
enum CertificateProbe {
    /// How long connecting may take at most, and how long shaking hands.
    private static let limit: Duration = .seconds(3)

    /// Why the certificates of an endpoint are refused, in words that begin a sentence about it; nil if that is not seen.
    static func reason(
        of endpoint: Endpoint,
        on group: any EventLoopGroup,
        until deadline: Deadline
    ) async -> String? {
        let left = TimeAmount(max(.zero, min(limit, deadline.end - .now)))
        guard let certificates = try? await certificates(of: endpoint, on: group, within: left), !certificates.isEmpty
        else {
            return nil
        }
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
        on group: any EventLoopGroup,
        within limit: TimeAmount
    ) async throws -> [NIOSSLCertificate] {
        let seen = Seen()
        var configuration = TLSConfiguration.makeClientConfiguration()
        // It refuses whatever comes: the machine's authorities need not be read for that.
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
                            seen.certificates.withLock { $0 = certificates }
                            promise.succeed(.failed)
                        }
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: host.text, port: endpoint.port ?? 443).get()
        let timer = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        try await channel.closeFuture.get()
        timer.cancel()
        return seen.certificates.withLock(\.self)
    }

    /// What the server showed.
    private final class Seen: Sendable {
        let certificates = Mutex<[NIOSSLCertificate]>([])
    }

    private static func day(_ time: time_t) -> String {
        Timestamp(epochSeconds: Double(time)).map { String($0.rfc3339.prefix(10)) } ?? "a day out of mind"
    }
}
