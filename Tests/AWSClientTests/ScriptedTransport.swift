// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Synchronization

/// Answers requests from a list, and keeps them.
final class ScriptedTransport: HTTPTransport {
    private struct State {
        var answers: [Result<HTTPResponse, TransportFailure>]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>
    private let beforeAnswer: @Sendable () -> Void

    /// Gives these answers one after another, and the last one for ever; `beforeAnswer` runs in front of each.
    init(_ answers: [HTTPResponse], beforeAnswer: @escaping @Sendable () -> Void = {}) {
        state = Mutex(State(answers: answers.map { .success($0) }))
        self.beforeAnswer = beforeAnswer
    }

    /// Fails always.
    init(failing failure: TransportFailure) {
        state = Mutex(State(answers: [.failure(failure)]))
        beforeAnswer = {}
    }

    /// What was sent.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportFailure) -> HTTPResponse {
        beforeAnswer()
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first
        }
        guard let answer else { throw TransportFailure(code: "NoScript", message: "nothing to answer") }
        return try answer.get()
    }
}

extension HTTPResponse {
    /// An answer with a body of text.
    init(_ status: Int, _ body: String, headers: [HTTPField] = []) {
        self.init(status: status, headers: headers, body: Array(body.utf8))
    }
}
