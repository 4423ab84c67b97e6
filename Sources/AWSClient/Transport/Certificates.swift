// SPDX-License-Identifier: Apache-2.0

import Core
import NIOSSL
import Platform
import Synchronization

/// A file of certificates in its present state; a changed file is another value.
struct CertificateFile: Sendable, Hashable {
    /// Its path.
    let path: String
    /// Its fingerprint; nil if it is missing.
    let fingerprint: FileFingerprint?
    /// What was in it when it was believed last; nil to read it.
    var content: Result<[UInt8], FileError>?

    /// More than a hundred times what all public authorities together need.
    fileprivate static let sizeLimit = 16 * 1_048_576

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
            bytes = try self.bytes(from: fileSystem)
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

    /// What is in the file, whatever it is for.
    fileprivate func bytes(from fileSystem: any FileSystem) throws(FileError) -> [UInt8] {
        if let content { try content.get() } else { try fileSystem.read(path, limit: Self.sizeLimit) }
    }
}

/// A client's own certificate and its key in their present state; a changed file makes another value.
struct ClientCertificateFiles: Sendable, Hashable {
    /// The certificate, and any between it and the authority, in PEM format.
    let certificate: CertificateFile
    /// Its private key in PEM format, not encrypted.
    let key: CertificateFile

    /// Files that are read once they have stood still, since two that belong together are seldom replaced at one moment.
    static func files(in fileSystem: any FileSystem, clock: FileClock) -> StillFiles<[UInt8]> {
        StillFiles(in: fileSystem, clock: clock, limit: CertificateFile.sizeLimit) { bytes throws(FileError) in
            guard !bytes.isEmpty else { throw .unusable("is empty") }
            return bytes
        }
    }

    /// Puts both into a configuration of TLS.
    func add(to configuration: inout TLSConfiguration, from fileSystem: any FileSystem) throws(TransportError) {
        let chain = try bytes(of: certificate, from: fileSystem)
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(chain), !certificates.isEmpty else {
            throw Self.unusable(certificate.path, "has no certificates in it; it must be in PEM format")
        }
        let secret = try bytes(of: key, from: fileSystem)
        guard let key = try? NIOSSLPrivateKey(bytes: secret, format: .pem) else {
            throw Self.unusable(self.key.path, "has no private key in it; it must be in PEM format and not encrypted")
        }
        configuration.certificateChain = certificates.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
    }

    /// The error for two files that TLS does not accept together.
    var mismatch: TransportError {
        Self.unusable(key.path, "does not belong to \(certificate.path.cleaned(limit: 300))")
    }

    private func bytes(of file: CertificateFile, from fileSystem: any FileSystem) throws(TransportError) -> [UInt8] {
        do throws(FileError) {
            return try file.bytes(from: fileSystem)
        } catch {
            switch error {
            case .missing: throw Self.unusable(file.path, "does not exist")
            case .unusable(let reason): throw Self.unusable(file.path, reason)
            }
        }
    }

    private static func unusable(_ path: String, _ reason: String) -> TransportError {
        TransportError(
            code: "ClientCertificateUnusable",
            message: "the client certificate's file \(path.cleaned(limit: 300)) \(reason)",
            isLasting: true
        )
    }
}

/// What each set of certificates' encrypted connections are made from: reading a machine's authorities takes a while.
final class EncryptionCache: Sendable {
    private let fileSystem: any FileSystem
    private let contexts = Mutex<[Route.Certificates: NIOSSLContext]>([:])

    /// An empty cache; files of certificates are read from `fileSystem`.
    init(fileSystem: any FileSystem) {
        self.fileSystem = fileSystem
    }

    /// The context for some files; throws if they are of no use.
    func context(for files: Route.Certificates) async throws(TransportError) -> NIOSSLContext {
        if let known = contexts.withLock({ $0[files] }) { return known }
        // Not on the thread that carries the connections.
        let made = await withTaskExecutorPreference(TaskPool.shared) { await make(for: files) }
        let context = try made.get()
        return contexts.withLock { contexts in
            if let known = contexts[files] { return known }
            for old in contexts.keys where old.isOutdated(by: files) { contexts[old] = nil }
            contexts[files] = context
            return context
        }
    }

    @concurrent private func make(for files: Route.Certificates) async -> Result<NIOSSLContext, TransportError> {
        Result { () throws(TransportError) in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            if let file = files.authorities {
                configuration.trustRoots = .certificates(try file.certificates(from: fileSystem))
            }
            try files.client?.add(to: &configuration, from: fileSystem)
            do {
                return try NIOSSLContext(configuration: configuration)
            } catch {
                if let client = files.client { throw client.mismatch }
                throw TransportError(
                    code: "TLSFailed",
                    message: "no encrypted connections can be made: \(error)".cleaned(limit: 300)
                )
            }
        }
    }
}
