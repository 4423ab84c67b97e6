// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import NIOCore
import NIOExtras
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL
import Platform

extension TransportError {
    /// The code for a server's certificate that is not trusted.
    static let certificateRefused = "CertificateRefused"
    /// The code for a host on which nothing listens.
    static let connectionRefused = "ConnectionRefused"

    /// The deadline passed before a response from `host` was complete.
    static func timedOut(_ host: String, _ deadline: Deadline) -> TransportError {
        TransportError(
            code: "TimedOut",
            message: "\(host) did not answer completely within \(DurationText.spoken(deadline.total))"
        )
    }

    /// An error of the transport's libraries, explained.
    init(_ error: any Error, of request: HTTPRequest, on route: Route) {
        let host = route.host(of: request.endpoint)
        let peer = route.peer(of: request.endpoint)
        switch error {
        case let error as TransportError:
            self = error
        case is CancellationError:
            self.init(code: "Cancelled", message: "the request to \(host) was cancelled")
        case is NIOTooManyBytesError, NIOHTTPDecompression.DecompressionError.limit:
            self.init(
                code: "AnswerTooLarge",
                message: "the response from \(host) is larger than \(NIOTransport.bodyLimit / 1_048_576) MiB"
            )
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError:
            self.init(code: "BadAnswer", message: "\(host) sent a compressed response that is damaged")
        case let error as HTTPFault:
            self.init(error, host: host, peer: peer)
        case let error as NIOHTTP1ProxyConnectHandler.Error:
            self.init(error, host: host, peer: peer)
        case ChannelError.connectTimeout:
            self.init(HTTPFault.noConnection, host: host, peer: peer)
        case let error as NIOConnectionError:
            self.init(error, peer: peer)
        case let error as IOError:
            self.init(SystemError(error.errnoCode), host: host)
        case is HTTPParserError:
            self.init(
                code: "BadAnswer",
                message: "\(host) sent something that is not HTTP, or ended in the middle of its response"
            )
        default:
            self.init(encryption: error, host: host)
        }
    }

    /// Whether an error means that a connection was closed or broken off.
    static func isBrokenConnection(_ error: any Error) -> Bool {
        switch error {
        case HTTPFault.closed: true
        case let error as IOError: [ECONNRESET, EPIPE].contains(error.errnoCode)
        case let error as ChannelError: [.ioOnClosedChannel, .alreadyClosed, .eof, .outputClosed].contains(error)
        case is NIOSSLError: "\(error)" == "uncleanShutdown"
        default: false
        }
    }

    private init(_ fault: HTTPFault, host: String, peer: String) {
        switch fault {
        case .closed:
            self.init(
                code: "ConnectionClosed",
                message: "\(host) closed the connection before its response was complete"
            )
        case .noConnection:
            self.init(code: "TimedOut", message: "no connection to \(peer) within 10s")
        case .noTunnel:
            self.init(code: "TimedOut", message: "\(peer) did not open a tunnel to the service within 10s")
        case .noEncryption:
            self.init(code: "TimedOut", message: "no encrypted connection to \(host) within 10s")
        case .deadline:
            self.init(code: "TimedOut", message: "\(host) did not answer in time")
        case .stopping:
            self.init(code: "Cancelled", message: "the request to \(host) was cancelled: awaitd is stopping")
        case .invalidPath:
            self.init(code: "InvalidEndpoint", message: "\(host) is not a usable address")
        case .invalidHeader:
            self.init(code: "ConnectionFailed", message: "the request to \(host) failed: Invalid header field values")
        case .unknownCoding(let name):
            self.init(
                code: "BadAnswer",
                message:
                    "\(host) compressed its response as '\(name.cleaned(limit: 40))', which was not requested"
            )
        }
    }

    private init(_ error: NIOHTTP1ProxyConnectHandler.Error, host: String, peer: String) {
        if error == .httpProxyHandshakeTimeout() {
            self.init(HTTPFault.noTunnel, host: host, peer: peer)
        } else if error == .remoteConnectionClosed() {
            self.init(HTTPFault.closed, host: host, peer: peer)
        } else if error == .proxyAuthenticationRequired() {
            self.init(
                code: "ProxyRefused",
                message: "\(peer) requires a user name and password, or different ones: http://USER:PASSWORD@HOST:PORT"
            )
        } else {
            self.init(code: "ProxyRefused", message: "\(peer) refused to open a tunnel to the service")
        }
    }

    private init(_ error: NIOConnectionError, peer: String) {
        guard let failure = error.connectionErrors.first else {
            // AWS's rules form such names for every service, whether they exist or not.
            let isSpecial = error.host.contains("-fips.") || error.host.contains(".api.")
            let guess = isSpecial ? "; the service may have no FIPS or dual-stack endpoint there" : ""
            self.init(
                code: "NameNotResolved",
                message: """
                    the name \(error.host) could not be resolved; check the region, the endpoint and the DNS\(guess)
                    """
            )
            return
        }
        switch failure.error {
        case let error as IOError: self.init(SystemError(error.errnoCode), host: peer)
        case is ChannelError: self.init(code: "TimedOut", message: "no connection to \(peer) within 10s")
        default: self.init(encryption: failure.error, host: peer)
        }
    }

    private init(_ error: SystemError, host: String) {
        switch error.code {
        case ECONNREFUSED:
            self.init(code: Self.connectionRefused, message: "\(host) refused the connection: nothing listens there")
        case ECONNRESET, EPIPE:
            self.init(code: "ConnectionReset", message: "\(host) broke off the connection")
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN:
            self.init(code: "Unreachable", message: "\(host) cannot be reached: \(error)")
        case ETIMEDOUT:
            self.init(code: "TimedOut", message: "\(host) did not answer: \(error)")
        default:
            self.init(code: "ConnectionFailed", message: "the connection to \(host) failed: \(error)")
        }
    }

    /// An error of TLS, or an unknown one.
    private init(encryption error: any Error, host: String) {
        let text = "\(error)"
        if (error as? NIOSSLExtraError) == .failedToValidateHostname {
            self.init(
                code: Self.certificateRefused,
                message: """
                    the certificate of \(host) is for another host; check the endpoint, and what answers in its place
                    """
            )
        } else if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            self.init(
                code: Self.certificateRefused,
                message: """
                    the certificate of \(host) is self-signed or signed by an authority that this machine does not trust; \
                    if it is your own, set AWS_CA_BUNDLE to a file with the authority's certificate
                    """
            )
        } else if error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
            let reason = Self.reason(ofTLS: text)
            self.init(
                code: "TLSFailed",
                message: "no encrypted connection to \(host) could be made\(reason); is it an https address?"
            )
        } else {
            self.init(code: "ConnectionFailed", message: "the request to \(host) failed: \(text)".cleaned(limit: 300))
        }
    }

    /// BoringSSL's word for what went wrong; the rest of its text says where in its sources.
    private static func reason(ofTLS text: String) -> String {
        guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return "" }
        let word = text[mark.upperBound...].prefix { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
        return word.isEmpty ? "" : " (\(word.prefix(60)))"
    }
}
