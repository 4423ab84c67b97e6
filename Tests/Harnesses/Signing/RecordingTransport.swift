// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Synchronization

/// Keeps the request it is given, and answers nothing.
final class RecordingTransport: HTTPTransport {
    private let recorded = Mutex<HTTPRequest?>(nil)

    /// The last request.
    var request: HTTPRequest? { recorded.withLock { $0 } }

    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportFailure) -> HTTPResponse {
        recorded.withLock { $0 = request }
        throw TransportFailure(code: "Recorded", message: "recorded, not sent")
    }
}
