// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Core
import Glibc
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

extension TransportFailure {
    /// The code of a certificate that we do not take.
    static let certificateRefused = "CertificateRefused"

    /// What an error of the transport's libraries means to people.
    init(_ error: any Error, of request: HTTPRequest, by route: Route, deadline: Deadline) {
        let proxy = route.proxy.map { "the proxy \($0.place)" }
        let place = request.endpoint.hostHeader
        let host = proxy.map { "\(place) (by way of \($0))" } ?? place
        switch error {
        case let error as TransportFailure:
            self = error
        case is DeadlinePassed:
            self.init(
                code: "TimedOut",
                message: "\(host) did not answer completely within \(DurationText.spoken(deadline.total))"
            )
        case is CancellationError:
            self.init(code: "Cancelled", message: "the request to \(host) was given up")
        case is NIOTooManyBytesError, NIOHTTPDecompression.DecompressionError.limit:
            self.init(
                code: "AnswerTooLarge",
                message: "the answer of \(host) is larger than \(AHCTransport.bodyLimit / 1_048_576) MiB"
            )
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError:
            self.init(code: "BadAnswer", message: "\(host) sent a compressed answer that is damaged")
        case let error as UnknownCoding:
            self.init(
                code: "BadAnswer",
                message: "\(host) sent its answer compressed as '\(error.name.cleaned(limit: 40))', unasked"
            )
        case let error as HTTPClientError:
            self.init(error, host: host, peer: proxy ?? host)
        case let error as NIOConnectionError:
            self.init(error, peer: proxy ?? host)
        case let error as IOError:
            self.init(errnoCode: error.errnoCode, host: host)
        case is HTTPParserError:
            self.init(
                code: "BadAnswer",
                message: "\(host) sent something that is not HTTP, or ended in the middle of its answer"
            )
        default:
            self.init(encryption: error, host: host)
        }
    }

    /// Whether an error says that a connection was closed or broken off.
    static func isBrokenConnection(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as IOError: [ECONNRESET, EPIPE].contains(error.errnoCode)
        case let error as ChannelError: [.ioOnClosedChannel, .alreadyClosed, .eof, .outputClosed].contains(error)
        case is NIOSSLError: "\(error)" == "uncleanShutdown"
        default: false
        }
    }

    private init(_ error: HTTPClientError, host: String, peer: String) {
        switch error {
        case .remoteConnectionClosed:
            self.init(
                code: "ConnectionClosed",
                message: "\(host) closed the connection before its answer was complete"
            )
        case .connectTimeout:
            self.init(code: "TimedOut", message: "no connection to \(peer) within 10s")
        case .httpProxyHandshakeTimeout:
            self.init(code: "TimedOut", message: "\(peer) did not open the way to the service within 10s")
        case .tlsHandshakeTimeout:
            self.init(code: "TimedOut", message: "no encrypted connection to \(host) within 10s")
        case .proxyAuthenticationRequired:
            self.init(
                code: "ProxyRefused",
                message: "\(peer) wants a user name and password, or other ones: http://USER:PASSWORD@HOST:PORT"
            )
        case .invalidProxyResponse:
            self.init(code: "ProxyRefused", message: "\(peer) refused to open the way to the service")
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

    private init(_ error: NIOConnectionError, peer: String) {
        guard let failure = error.connectionErrors.first else {
            // AWS's rules make such names for every service, whether there is one or not.
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
        case let error as IOError: self.init(errnoCode: error.errnoCode, host: peer)
        case is ChannelError: self.init(code: "TimedOut", message: "no connection to \(peer) within 10s")
        default: self.init(encryption: failure.error, host: peer)
        }
    }
}
