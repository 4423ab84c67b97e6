// SPDX-License-Identifier: Apache-2.0

import Core

extension CredentialCaller {
    /// Sends a request to something on this machine or beside it: a few times, each time only for a moment.
    ///
    /// Another attempt is made where no answer came and after an answer of 5xx or 429; the last one's outcome counts. `name`
    /// begins the sentence about what went wrong.
    func send(
        _ request: HTTPRequest,
        attempts: Int,
        limit: Duration,
        until deadline: Deadline,
        asking name: String
    ) async throws(PollFailure) -> HTTPResponse {
        var left = attempts
        while true {
            left -= 1
            do throws(PollFailure) {
                let response = try await send(request, until: deadline.capped(at: limit))
                guard response.status >= 500 || response.status == 429, left > 0 else { return response }
            } catch {
                guard left > 0, !deadline.hasPassed, !Task.isCancelled else { throw error.during("asking for \(name)") }
            }
        }
    }
}

extension CredentialCaller {
    /// What an answer other than 200 means; its words are told as far as they are text, without the request's `secrets`.
    func refusal(_ response: HTTPResponse, by name: String, secrets: [String], remedy: String) -> PollFailure {
        let text = AnswerText(secrets: secrets)
        let words = (try? JSONReader.value(of: response.body))?.members
            .flatMap { $0["message"]?.text ?? $0["Message"]?.text ?? $0["error_description"]?.text }
            .map { text.message($0).cleaned(limit: 300) }
        let isPassing = response.status >= 500 || response.status == 429
        return PollFailure(
            isPassing ? .transient : .credentials,
            code: "CredentialsUnusable",
            httpStatus: response.status,
            message: "\(name) were refused with HTTP \(response.status)\(words.map { " (\($0))" } ?? ""); \(remedy)",
            retryAfter: RetryAfter.duration(in: response, now: now())
        )
    }
}
