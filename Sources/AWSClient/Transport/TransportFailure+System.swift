// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import NIOSSL

extension TransportFailure {
    /// What an error of the kernel means to people.
    init(errnoCode: CInt, host: String) {
        switch errnoCode {
        case ECONNREFUSED:
            self.init(code: "ConnectionRefused", message: "\(host) refused the connection: nothing listens there")
        case ECONNRESET, EPIPE:
            self.init(code: "ConnectionReset", message: "\(host) broke off the connection")
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN:
            self.init(code: "Unreachable", message: "there is no way to \(host): \(Self.text(of: errnoCode))")
        case ETIMEDOUT:
            self.init(code: "TimedOut", message: "\(host) did not answer: \(Self.text(of: errnoCode))")
        default:
            self.init(
                code: "ConnectionFailed",
                message: "the connection to \(host) failed: \(Self.text(of: errnoCode))"
            )
        }
    }

    /// What an error of the encryption, or one that nobody knows, means to people.
    init(encryption error: any Error, host: String) {
        let text = "\(error)"
        if (error as? NIOSSLExtraError) == .failedToValidateHostname {
            self.init(
                code: Self.certificateRefused,
                message:
                    "the certificate of \(host) is another host's; check the endpoint, and who answers in its place"
            )
        } else if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            self.init(
                code: Self.certificateRefused,
                message: """
                    the certificate of \(host) is signed by itself or by an authority that this machine does not trust; if \
                    it is your own, name a file with the authority's certificate in AWS_CA_BUNDLE
                    """
            )
        } else if error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
            let reason = Self.reason(ofTLS: text)
            self.init(
                code: "TLSFailed",
                message: "no encrypted connection to \(host) came about\(reason); is it an https address?"
            )
        } else {
            self.init(code: "ConnectionFailed", message: "the request to \(host) failed: \(text)".cleaned(limit: 300))
        }
    }

    /// BoringSSL's word for what went wrong: the rest of its text is where in its sources it did.
    private static func reason(ofTLS text: String) -> String {
        guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return "" }
        let word = text[mark.upperBound...].prefix { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
        return word.isEmpty ? "" : " (\(word.prefix(60)))"
    }

    private static func text(of errnoCode: CInt) -> String {
        unsafe String(cString: strerror(errnoCode))
    }
}
