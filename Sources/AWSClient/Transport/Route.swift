// SPDX-License-Identifier: Apache-2.0

/// The way to an endpoint; requests on the same route share connections.
struct Route: Sendable, Hashable {
    /// The proxy, if any.
    let proxy: Proxy?
    /// The certificates of an encrypted connection; nothing for a plain one.
    let certificates: Certificates
    /// Where `localhost` is.
    ///
    /// It is not looked up: the C library asks a DNS server for it where no file has it, whose answer can be any machine
    /// (RFC 6761 section 6.3 says that it should not).
    var localhost = Localhost.overIPv4

    /// The files that a route's TLS is made of; a changed file makes another value.
    struct Certificates: Sendable, Hashable {
        /// The CA bundle that is trusted instead of the machine's own.
        var authorities: CertificateFile?
        /// The client's own certificate and its key.
        var client: ClientCertificateFiles?

        /// Whether these are the same files, of which one has changed since.
        func isOutdated(by other: Certificates) -> Bool {
            self != other && authorities?.path == other.authorities?.path
                && client?.certificate.path == other.client?.certificate.path
                && client?.key.path == other.client?.key.path
        }
    }

    /// The addresses of `localhost`.
    enum Localhost: String, Sendable, Hashable {
        case overIPv4 = "127.0.0.1"
        case overIPv6 = "::1"
    }

    /// The name that stands for this machine.
    static let localName = "localhost"

    /// Whether connections to an endpoint are made to `localhost`.
    func leadsToLocalhost(_ endpoint: Endpoint) -> Bool {
        (proxy?.host ?? endpoint.host) == Self.localName
    }

    /// This route with the other address of `localhost`: a server may listen on one of them only.
    var overIPv6: Route {
        var route = self
        route.localhost = .overIPv6
        return route
    }

    /// An endpoint's host for messages, with the proxy if there is one.
    func host(of endpoint: Endpoint) -> String {
        proxy.map { "\(endpoint.hostHeader) (through the proxy \($0.place))" } ?? endpoint.hostHeader
    }

    /// For messages, what a connection to an endpoint is made to: the proxy, or the host itself.
    func peer(of endpoint: Endpoint) -> String {
        proxy.map { "the proxy \($0.place)" } ?? endpoint.hostHeader
    }
}
