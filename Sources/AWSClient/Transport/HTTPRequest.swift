// SPDX-License-Identifier: Apache-2.0

/// One HTTP request, as it goes out byte for byte.
package struct HTTPRequest: Sendable, Hashable {
    /// `GET` or `POST`.
    package let method: String
    /// Where it goes.
    package let endpoint: Endpoint
    /// The path on the wire, the endpoint's base path in front, percent-encoded once.
    package let path: String
    /// The headers, in the order in which they are sent.
    package var headers: [HTTPField]
    /// The body; empty for none.
    package let body: [UInt8]
    /// Whether asking twice does no more than asking once.
    package var isRepeatable: Bool
    /// The file of certificates to trust instead of the machine's own; nil for what the environment says.
    package var certificates: String?

    /// A request for a path below the endpoint's base path; repeatable if it is a GET.
    package init(method: String, endpoint: Endpoint, path: String, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.method = method
        self.endpoint = endpoint
        self.path = endpoint.basePath + path
        self.headers = headers
        self.body = body
        isRepeatable = method == "GET"
    }

    /// The whole URL.
    package var url: String { endpoint.origin + path }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// Method and URL.
    ///
    /// The headers hold a signature and a token, which no log may show.
    package var description: String { "\(method) \(url)" }

    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

/// One HTTP header.
package struct HTTPField: Sendable, Hashable {
    /// Its name; upper and lower case are the same.
    package let name: String
    /// Its value.
    package let value: String

    /// A header.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPField] {
    /// The first value of a header, whatever case its name is written in.
    package subscript(name: String) -> String? {
        first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }?.value
    }
}
