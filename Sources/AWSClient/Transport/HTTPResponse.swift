// SPDX-License-Identifier: Apache-2.0

/// One HTTP answer, complete.
package struct HTTPResponse: Sendable, Hashable {
    /// The status code.
    package let status: Int
    /// The headers, as they came.
    package let headers: [HTTPField]
    /// The body, at most as long as the transport allows.
    package let body: [UInt8]

    /// An answer.
    package init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// AWS's id of the request, for its support; nil if there is none that fits into one line.
    package var requestID: String? {
        guard let id = headers["x-amzn-RequestId"] ?? headers["x-amz-request-id"], (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }
}
