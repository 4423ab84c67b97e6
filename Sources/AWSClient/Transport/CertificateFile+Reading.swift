// SPDX-License-Identifier: Apache-2.0

import Core
import NIOSSL

extension CertificateFile {
    /// More than a hundred times what all public authorities together need.
    private static let sizeLimit = 16 * 1_048_576

    /// The certificates in it.
    ///
    /// Throws where there are none to trust: to go on with the machine's own would be against the file's purpose.
    func certificates(from fileSystem: any FileSystem) throws(TransportFailure) -> [NIOSSLCertificate] {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try fileSystem.read(path, limit: Self.sizeLimit)
        } catch {
            switch error {
            case .missing: throw unusable("does not exist")
            case .unusable(let reason): throw unusable(reason)
            }
        }
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw unusable("has no certificates in it; it must have the authorities' in PEM form")
        }
        return certificates
    }

    private func unusable(_ reason: String) -> TransportFailure {
        TransportFailure(
            code: "CertificatesUnusable",
            message:
                "the file of trusted certificates (AWS_CA_BUNDLE or ca_bundle) \(path.cleaned(limit: 300)) \(reason)",
            isLasting: true
        )
    }
}
