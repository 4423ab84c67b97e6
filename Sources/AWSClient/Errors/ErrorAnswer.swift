// SPDX-License-Identifier: Apache-2.0

package import Core

/// An answer with an HTTP status other than 2xx, understood.
package struct ErrorAnswer: Sendable, Hashable {
    /// AWS's code, bare: `ThrottlingException`; nil if it gave none.
    package let code: String?
    /// AWS's words, as they came.
    package let message: String?
    /// What it means.
    package let meaning: ErrorClass
    /// Whether it is a page of HTML or XML, which AWS's own errors never are.
    package let isPage: Bool
    /// How long AWS asks us to stay away.
    package let retryAfter: Duration?

    /// The most that is taken for an error code.
    private static let codeLimit = 128

    /// Understands an answer; `now` is what a Retry-After date counts from.
    ///
    /// The code is the header's, else the body's `__type`, else its `code` if that is a string: Amazon ML's errors have an
    /// integer of that name. Source: Smithy 2.0, "Operation error serialization" of restJson1 and awsJson1_1.
    package init(_ response: HTTPResponse, now: Timestamp) {
        let markup = MarkupAnswer(response.body)
        let body = markup == nil ? (try? JSONReader.value(of: response.body))?.members ?? [:] : [:]
        code = Self.bareCode(
            response.headers["x-amzn-errortype"] ?? body["__type"]?.text ?? body["code"]?.text ?? body["Code"]?.text
                ?? markup?.code
        )
        retryAfter = RetryAfter.duration(in: response, now: now)
        message = body["message"]?.text ?? body["Message"]?.text ?? markup?.message
        isPage = code == nil && markup != nil
        meaning =
            isPage && Self.mayBeAPages(response.status)
            ? .transient : Self.meaning(code: code, status: response.status, words: message ?? "")
    }

    /// Whether a status says nothing of the resource where a page comes with it.
    ///
    /// A redirect is told as one, a proxy that wants to be signed in to goes on wanting it, and 429 means the same from
    /// whoever says it.
    private static func mayBeAPages(_ status: Int) -> Bool {
        status >= 400 && status != 407 && status != 429
    }

    /// The class by code and status, and by the words where AWS says something else under a code than its name.
    private static func meaning(code: String?, status: Int, words: String) -> ErrorClass {
        switch ErrorClass(code: code, status: status) {
        case .signature where ["Signature expired", "Signature not yet"].contains { words.contains($0) }:
            // The JSON services tell a wrong clock so.
            .clockSkew
        case .rejected
        where code?.hasPrefix("Validation") ?? false
            && ["Could not find ", "Requested resource not found"].contains { words.hasPrefix($0) }:
            // SageMaker's Describe operations tell so that there is no such job.
            .notFound
        case let meaning:
            meaning
        }
    }

    /// `a.b#Name:http://c` is `Name`: cut at the first colon, then behind the last `#`.
    private static func bareCode(_ text: String?) -> String? {
        guard let text else { return nil }
        let front = text.prefix { $0 != ":" }
        let name = front.lastIndex(of: "#").map { front[front.index(after: $0)...] } ?? front
        guard let code = Credentials.trimmed(String(name)), code.utf8.count <= codeLimit,
            code.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return code
    }
}
