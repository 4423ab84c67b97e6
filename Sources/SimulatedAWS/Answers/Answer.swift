// SPDX-License-Identifier: Apache-2.0

/// One header field.
package struct Header: Sendable, Hashable {
    /// The name as it was, or is to be, written.
    package let name: String
    /// The value.
    package let value: String

    /// A header field.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What is to be sent back for one request, and how.
package struct Answer: Sendable, Hashable {
    /// The HTTP status.
    package var status: Int
    /// The header fields, without `Content-Length`.
    package var headers: [Header]
    /// The body.
    package var body: [UInt8]
    /// How head and body go out.
    package var delivery = Delivery.whole

    /// An answer that is delivered whole.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - headers: The header fields, without `Content-Length`.
    ///   - body: The body's text.
    package init(status: Int, headers: [Header], body: String) {
        self.status = status
        self.headers = headers
        self.body = Array(body.utf8)
    }

    /// The value of the first header field of this name, in any case.
    ///
    /// - Parameter name: The name.
    /// - Returns: nil where there is no such field.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// How an answer goes out.
package enum Delivery: Sendable, Hashable {
    /// As HTTP has it.
    case whole
    /// As HTTP has it, but only after some seconds.
    case late(seconds: Double)
    /// A few bytes of the body at a time, with some seconds after each piece.
    case drip(bytes: Int, seconds: Double)
    /// The head with the full `Content-Length`, some bytes of the body, then the connection ends.
    case cut(afterBytes: Int, reset: Bool)
    /// Nothing at all: the connection ends.
    case none(reset: Bool)
    /// Nothing at all, and the connection stays open until the client leaves or the simulator stops.
    case never
}
