// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A CA bundle in its present state; a changed file is another value.
struct CertificateFile: Sendable, Hashable {
    /// Its path.
    let path: String
    /// Its fingerprint; nil if it is missing.
    let fingerprint: FileFingerprint?
    /// What was in it when it was believed last; nil to read it.
    var content: Result<[UInt8], FileError>?

    /// More than a hundred times what all public authorities together need.
    private static let sizeLimit = 16 * 1_048_576

    static func == (one: CertificateFile, other: CertificateFile) -> Bool {
        one.path == other.path && one.fingerprint == other.fingerprint
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(fingerprint)
    }

    /// CA bundles that are read once they have stood still: half of one would have the other half's servers refused.
    static func bundles(in fileSystem: any FileSystem, clock: FileClock) -> StillFiles<[UInt8]> {
        StillFiles(in: fileSystem, clock: clock, limit: sizeLimit) { bytes throws(FileError) in
            guard parsed(bytes) != nil else { throw .unusable(nothingInIt) }
            return bytes
        }
    }

    /// The certificates in it.
    ///
    /// Throws if there are none: trusting the machine's own instead would defeat the file's purpose.
    func certificates(from fileSystem: any FileSystem) throws(TransportError) -> [NIOSSLCertificate] {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = if let content { try content.get() } else { try fileSystem.read(path, limit: Self.sizeLimit) }
        } catch {
            switch error {
            case .missing: throw unusable("does not exist")
            case .unusable(let reason): throw unusable(reason)
            }
        }
        guard let certificates = Self.parsed(bytes) else { throw unusable(Self.nothingInIt) }
        return certificates
    }

    private static let nothingInIt =
        "has no certificates in it; it must contain the authorities' certificates in PEM format"

    /// The certificates in a file's bytes; nil if there are none.
    private static func parsed(_ bytes: [UInt8]) -> [NIOSSLCertificate]? {
        // Editors on Windows put a byte order mark in front, which would hide the first certificate's beginning.
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(text), !certificates.isEmpty else { return nil }
        return certificates
    }

    private func unusable(_ reason: String) -> TransportError {
        TransportError(
            code: "CertificatesUnusable",
            message: """
                the CA bundle (AWS_CA_BUNDLE, ca_bundle or REQUESTS_CA_BUNDLE) \(path.cleaned(limit: 300)) \(reason)
                """,
            isLasting: true
        )
    }
}

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
