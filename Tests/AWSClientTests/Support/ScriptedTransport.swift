// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Synchronization

/// Answers requests from a list of responses, and keeps the requests.
final class ScriptedTransport: HTTPTransport {
    private struct State {
        var responses: [Result<HTTPResponse, TransportError>]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>
    private let beforeResponse: @Sendable () -> Void

    /// Gives these responses in order, repeating the last one; `beforeResponse` runs before each.
    init(_ responses: [HTTPResponse], beforeResponse: @escaping @Sendable () -> Void = {}) {
        state = Mutex(State(responses: responses.map { .success($0) }))
        self.beforeResponse = beforeResponse
    }

    /// Always fails.
    init(failing failure: TransportError) {
        state = Mutex(State(responses: [.failure(failure)]))
        beforeResponse = {}
    }

    /// The requests so far.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> HTTPResponse {
        beforeResponse()
        let response = state.withLock { state in
            state.requests.append(request)
            return state.responses.count > 1 ? state.responses.removeFirst() : state.responses.first
        }
        guard let response else { throw TransportError(code: "NoScript", message: "no response is scripted") }
        return try response.get()
    }
}

extension HTTPResponse {
    /// A response with a body of text.
    init(_ status: Int, _ body: String, headers: [HTTPField] = []) {
        self.init(status: status, headers: headers, body: Array(body.utf8))
    }
}
