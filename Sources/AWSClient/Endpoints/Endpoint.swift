// SPDX-License-Identifier: Apache-2.0

package import Core

/// Where a service is reached: scheme, host, port, and the path in front of each operation's own.
package struct Endpoint: Sendable, Hashable {
    /// Whether the connection is encrypted: https.
    package let isSecure: Bool
    /// The host in lower case, an IPv6 address in brackets.
    package let host: String
    /// The port, unless it is the scheme's default.
    package let port: Int?
    /// The path in front, percent-encoded, without a slash at its end; empty for none.
    package let basePath: String
    /// The Host header: the host, and the port unless it is the scheme's default.
    package let hostHeader: String

    /// The endpoint of one of AWS's hosts: https, no path.
    package init(host: String) {
        isSecure = true
        self.host = host
        port = nil
        basePath = ""
        hostHeader = host
    }

    /// The endpoint at a URL from the configuration: `http://127.0.0.1:9000/aws`.
    ///
    /// Throws what is wrong with it, without quoting it.
    package init(_ text: String) throws(EndpointURLError) {
        self.init(try EndpointURL(text))
    }

    /// The endpoint at a URL that has been read.
    package init(_ url: EndpointURL) {
        (isSecure, host, port, basePath) = (url.isSecure, url.host, url.port, url.path)
        hostHeader = url.port.map { "\(url.host):\($0)" } ?? url.host
    }

    /// The URL up to the path: `http://127.0.0.1:9000`.
    package var origin: String {
        "\(isSecure ? "https" : "http")://\(hostHeader)"
    }
}

extension Endpoint: CustomStringConvertible {
    /// The whole URL.
    package var description: String { origin + basePath }
}
