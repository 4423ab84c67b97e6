// SPDX-License-Identifier: Apache-2.0

import Core

extension PollFailure {
    /// What an error answer is told as.
    init(_ answer: ErrorAnswer, in response: HTTPResponse, from endpoint: Endpoint, text: AnswerText) {
        let isRedirect = (300..<400).contains(response.status)
        let message = answer.message.map(text.message) ?? ""
        let silence = answer.isPage ? "with \(MarkupAnswer.words)" : "and gave no reason"
        self.init(
            answer.meaning.cause,
            code: isRedirect ? "RedirectRefused" : answer.code,
            httpStatus: response.status,
            message: isRedirect
                ? Self.redirect(response, from: endpoint)
                : message.isEmpty
                    ? "\(endpoint.hostHeader) answered HTTP \(response.status) \(silence)" : message,
            retryAfter: answer.retryAfter,
            requestID: response.requestID
        )
    }

    /// A redirect means that the endpoint is not AWS's; where to is told as a host only, for a URL may hold secrets.
    private static func redirect(_ response: HTTPResponse, from endpoint: Endpoint) -> String {
        let target = response.headers["Location"]
            .map { String($0.prefix { $0 != "?" && $0 != "#" }) }
            .flatMap { try? Endpoint($0) }
        let place = target.map { " to \($0.hostHeader)" } ?? ""
        return """
            \(endpoint.hostHeader) answered with a redirect\(place), which a signed request does not follow; check the endpoint
            """
    }
}
