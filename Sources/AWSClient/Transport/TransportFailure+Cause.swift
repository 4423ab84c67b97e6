// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Glibc
import Lifecycle
import NIOCore
import NIOHTTP1
import NIOPosix

extension TransportFailure {
    /// What an error of the transport's libraries means to people.
    init(_ error: any Error, of request: HTTPRequest, deadline: Deadline) {
        let host = request.endpoint.hostHeader
        switch error {
        case is DeadlinePassed:
            self.init(
                code: "TimedOut",
                message: "\(host) did not answer completely within \(DurationText.spoken(deadline.total))"
            )
        case is CancellationError:
            self.init(code: "Cancelled", message: "the request to \(host) was given up")
        case is NIOTooManyBytesError:
            self.init(
                code: "AnswerTooLarge",
                message: "the answer of \(host) is larger than \(AHCTransport.bodyLimit / 1_048_576) MiB"
            )
        case let error as HTTPClientError:
            self.init(error, host: host)
        case let error as NIOConnectionError:
            self.init(error, host: host)
        case let error as IOError:
            self.init(errnoCode: error.errnoCode, host: host)
        case is HTTPParserError:
            self.init(
                code: "BadAnswer",
                message: "\(host) sent something that is not HTTP, or ended in the middle of its answer"
            )
        default:
            self.init(unknown: error, host: host)
        }
    }

    private init(_ error: HTTPClientError, host: String) {
        switch error {
        case .remoteConnectionClosed:
            self.init(
                code: "ConnectionClosed",
                message: "\(host) closed the connection before its answer was complete; it may have been idle too long"
            )
        case .connectTimeout:
            self.init(code: "TimedOut", message: "no connection to \(host) within 10s")
        case .tlsHandshakeTimeout:
            self.init(code: "TimedOut", message: "no encrypted connection to \(host) within 10s")
        case .cancelled, .requestStreamCancelled:
            self.init(code: "Cancelled", message: "the request to \(host) was given up")
        case .alreadyShutdown:
            self.init(code: "Cancelled", message: "the request to \(host) was given up: awaitd is stopping")
        case .invalidURL, .emptyHost, .emptyScheme:
            self.init(code: "InvalidEndpoint", message: "\(host) is not an address that can be asked")
        default:
            self.init(code: "ConnectionFailed", message: "the request to \(host) failed: \(error.shortDescription)")
        }
    }

    private init(_ error: NIOConnectionError, host: String) {
        if let failure = error.connectionErrors.first {
            self.init(failure.error, host: host)
        } else {
            self.init(
                code: "NameNotResolved",
                message: "the name \(error.host) could not be resolved; check the region, the endpoint and the DNS"
            )
        }
    }

    private init(_ error: any Error, host: String) {
        switch error {
        case let error as IOError: self.init(errnoCode: error.errnoCode, host: host)
        case is ChannelError: self.init(code: "TimedOut", message: "no connection to \(host) within 10s")
        default: self.init(unknown: error, host: host)
        }
    }

    private init(errnoCode: CInt, host: String) {
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
                code: "ConnectionFailed", message: "the connection to \(host) failed: \(Self.text(of: errnoCode))")
        }
    }

    private init(unknown error: any Error, host: String) {
        // NIOSSL's errors come from a library that only async-http-client knows, so that their text has to do.
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            self.init(
                code: "CertificateRefused",
                message: "the certificate of \(host) is not signed by an authority that this machine trusts"
            )
        } else if text.contains("failedToValidateHostname") {
            self.init(code: "CertificateRefused", message: "the certificate of \(host) is another host's")
        } else if text.contains("SSL") {
            self.init(
                code: "TLSFailed",
                message:
                    "no encrypted connection to \(host) came about\(Self.reason(ofTLS: text)); is it an https address?"
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
