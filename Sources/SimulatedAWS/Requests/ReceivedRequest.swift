// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// One request, as received.
package struct ReceivedRequest: Sendable, Hashable {
    /// The HTTP method.
    package let method: String
    /// The request target as on the wire, still percent-encoded.
    package let uri: String
    /// The header fields in their order, except that `Host` is first, since the HTTP library separates it.
    package let headers: [Header]
    /// The body.
    package let body: [UInt8]
    /// When it was received, by the simulator's clock.
    package let time: Date

    /// A request.
    ///
    /// - Parameters:
    ///   - method: The HTTP method.
    ///   - uri: The request target as on the wire.
    ///   - headers: The header fields in their order.
    ///   - body: The body.
    ///   - time: When it was received.
    package init(method: String, uri: String, headers: [Header], body: [UInt8], time: Date) {
        self.method = method
        self.uri = uri
        self.headers = headers
        self.body = body
        self.time = time
    }

    /// The path, still percent-encoded.
    package var path: String {
        String(uri.prefix { $0 != "?" })
    }

    /// The query without its question mark, still percent-encoded; empty if there is none.
    package var query: String {
        String(uri.drop { $0 != "?" }.dropFirst())
    }

    /// The values of all header fields of this name, in their order.
    ///
    /// - Parameter name: The name, in any case.
    /// - Returns: The values; empty if there is no such field.
    package func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The value of the first header field of this name; nil if there is none.
    ///
    /// - Parameter name: The name, in any case.
    /// - Returns: The value.
    package func header(_ name: String) -> String? {
        values(of: name).first
    }
}
