// SPDX-License-Identifier: Apache-2.0

package import Core

/// A response with an HTTP status other than 2xx, classified.
package struct ErrorResponse: Sendable, Hashable {
    /// AWS's bare code: `ThrottlingException`; nil if it gave none.
    package let code: String?
    /// AWS's message, verbatim.
    package let message: String?
    /// What it means.
    package let meaning: ErrorClass
    /// Whether it is a page of HTML or XML, which AWS's own errors never are.
    package let isPage: Bool
    /// How long AWS asks us to wait.
    package let retryAfter: Duration?

    /// The most bytes of an error code.
    private static let codeLimit = 128
    /// The most bytes of a code with its namespace and what follows it.
    private static let longCodeLimit = 1_024

    /// What is read of an error's body.
    private static let selection = JSONSelection(paths: ["__type", "code", "Code", "message", "Message"])

    private static func members(of body: [UInt8]) -> [String: JSONValue] {
        (try? JSONReader.value(of: body, keeping: selection))?.members ?? [:]
    }

    /// Classifies a response, by `errors` where the kind knows better; a Retry-After date counts from `now`.
    ///
    /// The code is the header's, else the body's `__type`, else its `code` if that is a string: Amazon ML's errors have an
    /// integer of that name. Source: Smithy 2.0, "Operation error serialization" of restJson1 and awsJson1_1.
    package init(_ response: HTTPResponse, now: Timestamp, errors: Kind.ErrorCodes = Kind.ErrorCodes()) {
        let page = MarkupPage(response.body)
        let body = page == nil ? Self.members(of: response.body) : [:]
        code = Self.bareCode(
            response.headers["x-amzn-errortype"] ?? body["__type"]?.text ?? body["code"]?.text ?? body["Code"]?.text
                ?? page?.code
        )
        retryAfter = RetryAfter.duration(in: response, now: now)
        message = body["message"]?.text ?? body["Message"]?.text ?? page?.message
        isPage = code == nil && page != nil
        meaning =
            isPage && Self.isMeaninglessWithPage(response.status)
            ? .transient : Self.meaning(code: code, status: response.status, message: message ?? "", errors)
    }

    /// The poll failure that this response to `endpoint` amounts to; `text` redacts AWS's words.
    func failure(in response: HTTPResponse, from endpoint: Endpoint, text: MessageRedactor) -> PollFailure {
        let isRedirect = (300..<400).contains(response.status)
        let redacted = message.map(text.message) ?? ""
        let details = isPage ? "with \(MarkupPage.description)" : "and gave no reason"
        return PollFailure(
            meaning.cause,
            code: isRedirect ? "RedirectRefused" : code.map(text.text),
            httpStatus: response.status,
            message: isRedirect
                ? Self.redirect(response, from: endpoint)
                : redacted.isEmpty
                    ? "\(endpoint.hostHeader) answered HTTP \(response.status) \(details)" : redacted,
            retryAfter: retryAfter,
            requestID: response.requestID
        )
    }

    /// A redirect means that the endpoint is not AWS's; only the target's host is named, since a URL may hold secrets.
    private static func redirect(_ response: HTTPResponse, from endpoint: Endpoint) -> String {
        let url = response.headers["Location"].flatMap { try? Endpoint(Redaction.withoutQuery($0)) }
        // RFC 1035 section 3.1.
        let target = url.flatMap { $0.host.utf8.count <= 255 ? $0 : nil }
        return """
            \(endpoint.hostHeader) answered with a redirect\(target.map { " to \($0.hostHeader)" } ?? ""), which a signed \
            request does not follow; check the endpoint
            """
    }

    /// Whether a status says nothing about the resource when a page comes with it.
    ///
    /// A redirect stays one, a proxy that demands a sign-in keeps demanding it, and 429 means the same from any sender.
    private static func isMeaninglessWithPage(_ status: Int) -> Bool {
        status >= 400 && status != 407 && status != 429
    }

    /// The class by code and status, corrected by the message where AWS reuses a code for something else.
    private static func meaning(
        code: String?,
        status: Int,
        message: String,
        _ errors: Kind.ErrorCodes
    ) -> ErrorClass {
        switch ErrorClass(code: code, status: status, errors: errors) {
        case .signature where ["Signature expired", "Signature not yet"].contains { message.contains($0) }:
            // How the JSON services report a wrong clock.
            .clockSkew
        case .rejected
        where code?.hasPrefix("Validation") ?? false
            && ["Could not find ", "Requested resource not found"].contains { message.hasPrefix($0) }:
            // How SageMaker's Describe operations report that there is no such job.
            .notFound
        case let meaning:
            meaning
        }
    }

    /// `a.b#Name:http://c` is `Name`: cut at the first colon, then after the last `#`.
    private static func bareCode(_ text: String?) -> String? {
        guard let text, text.utf8.count <= longCodeLimit else { return nil }
        let front = text.prefix { $0 != ":" }
        let name = front.lastIndex(of: "#").map { front[front.index(after: $0)...] } ?? front
        guard let code = Credentials.trimmed(String(name)), code.utf8.count <= codeLimit, code.isVisibleASCII else {
            return nil
        }
        return code
    }
}

/// How long a response asks us to wait.
package enum RetryAfter {
    /// `x-amz-retry-after` in milliseconds, else `Retry-After` in seconds or as a date; nil if neither can be read.
    ///
    /// Sources: RFC 9110 section 10.2.3; AWS SDKs and Tools Reference Guide, "Retry behavior".
    package static func duration(in response: HTTPResponse, now: Timestamp) -> Duration? {
        if let milliseconds = whole(response.headers["x-amz-retry-after"]) { return .milliseconds(milliseconds) }
        guard let text = response.headers["Retry-After"] else { return nil }
        if let seconds = whole(text) { return .seconds(seconds) }
        guard let date = Timestamp(httpDate: text) else { return nil }
        return max(.zero, date.since(now))
    }

    /// A whole number of up to nine digits; nil for anything else.
    private static func whole(_ text: String?) -> Int64? {
        guard let text = Credentials.trimmed(text), text.utf8.count <= 9,
            text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(text)
    }
}

/// A body of markup where JSON is expected: a page from something on the way, or an error of AWS's front end, which
/// did not know the service.
struct MarkupPage {
    /// The code, if the document is an error of AWS: `<UnknownOperationException/>`, `<ErrorResponse>…<Code>…`.
    let code: String?
    /// The error's message.
    let message: String?

    /// What a page is called in messages.
    static let description = "a page of HTML or XML; a proxy or a sign-in page may be answering in AWS's place"

    /// The markup of a body; nil if it is something else.
    init?(_ body: [UInt8]) {
        guard Self.isMarkup(body) else { return nil }
        let paths = Self.errorPaths.flatMap { ["\($0)Code", "\($0)Message"] }
        let texts = (try? XMLReader.texts(of: body, at: paths)) ?? [:]
        let start = body.firstIndex(of: UInt8(ascii: "<")) ?? 0
        let name = body[(start + 1)...].prefix(129).prefix { (65...90).contains($0) || (97...122).contains($0) }
        let exception = String(decoding: name, as: UTF8.self)
        let isException =
            exception.hasSuffix("Exception") && ("Exception".utf8.count + 1...128).contains(exception.utf8.count)
        code = isException ? exception : Self.errorPaths.lazy.compactMap { texts["\($0)Code"] }.first
        message = code == nil ? nil : Self.errorPaths.lazy.compactMap { texts["\($0)Message"] }.first
    }

    /// Where an error is found below the root element, in rest-xml and in the query protocols.
    private static let errorPaths = ["", "Error/", "Errors/Error/"]

    /// Whether a body begins like a page, after a byte order mark and white space.
    static func isMarkup(_ body: [UInt8]) -> Bool {
        let mark = Array("\u{FEFF}".utf8)
        let rest = body.starts(with: mark) ? body.dropFirst(mark.count) : body[...]
        return rest.first { $0 > 0x20 } == UInt8(ascii: "<")
    }
}
