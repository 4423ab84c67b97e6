// SPDX-License-Identifier: Apache-2.0

/// What carries a request to AWS and its answer back: real connections, or a test's script.
package protocol HTTPTransport: Sendable {
    /// Sends one request once and reads its whole answer.
    ///
    /// No redirects, and no retries but one: where a connection that had answered before was closed before it could take
    /// the request, and the request may be repeated. Throws ``TransportFailure`` when no complete answer came in time, and at once
    /// when the task is cancelled.
    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportFailure) -> HTTPResponse
}

/// Why no complete answer came.
package struct TransportFailure: Error, Hashable {
    /// One word for scripts: `ConnectionRefused`.
    package let code: String
    /// What happened, and with whom, in a sentence for people.
    package let message: String
    /// Whether it stays so until somebody changes a setting of ours.
    package let isLasting: Bool

    /// A failure.
    package init(code: String, message: String, isLasting: Bool = false) {
        self.code = code
        self.message = message
        self.isLasting = isLasting
    }
}
