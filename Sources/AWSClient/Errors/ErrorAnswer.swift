// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// An answer with an HTTP status other than 2xx, understood.
package struct ErrorAnswer: Sendable, Hashable {
    /// AWS's code, bare: `ThrottlingException`; nil if it gave none.
    package let code: String?
    /// AWS's words, as they came.
    package let message: String?
    /// What it means.
    package let meaning: ErrorClass
    /// How long AWS asks us to stay away.
    package let retryAfter: Duration?

    /// The most that is taken for an error code.
    private static let codeLimit = 128

    /// Understands an answer; `now` is what a Retry-After date counts from.
    ///
    /// The code is the header's, else the body's `__type`, else its `code` if that is a string: Amazon ML's errors have an
    /// integer of that name. Source: Smithy 2.0, "Operation error serialization" of restJson1 and awsJson1_1.
    package init(_ response: HTTPResponse, now: Timestamp) {
        let body = (try? JSONReader.value(of: response.body))?.members ?? [:]
        code = Self.bareCode(
            response.headers["x-amzn-errortype"] ?? body["__type"]?.text ?? body["code"]?.text ?? body["Code"]?.text
        )
        message = body["message"]?.text ?? body["Message"]?.text
        retryAfter = RetryAfter.duration(in: response, now: now)
        let meaning = ErrorClass(code: code, status: response.status)
        // AWS's JSON services tell a wrong clock under the signature's code, and say it in words only.
        let saysClock =
            message?.contains("Signature expired") ?? false || message?.contains("Signature not yet") ?? false
        self.meaning = meaning == .signature && saysClock ? .clockSkew : meaning
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
