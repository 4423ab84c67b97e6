// SPDX-License-Identifier: Apache-2.0

/// A request on the metrics' connection, as read from its head (RFC 9112, section 3).
package struct ScrapeRequest: Sendable, Hashable {
    /// Whether the client wants the head of the response only, whatever that is.
    package let isHeadOnly: Bool
    /// Why there is nothing to be had for it; nil if it is for the metrics.
    package let refusal: ScrapeRefusal?

    /// The path of the metrics.
    static let path = "/metrics"

    /// Reads a head, up to its empty line.
    package init(_ head: [UInt8]) {
        let text = String(decoding: head, as: UTF8.self)
        // An empty line before the request is skipped (RFC 9112, section 2.2).
        let line = text.split(whereSeparator: \.isNewline).first ?? ""
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        isHeadOnly = words.first == "HEAD"
        refusal = Self.refusal(of: words)
    }

    /// Why nothing is to be had for the words of a request's first line.
    private static func refusal(of words: [Substring]) -> ScrapeRefusal? {
        guard words.count == 3, !words[0].isEmpty, words[2].hasPrefix("HTTP/") else { return .malformed }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { return .version }
        guard path(of: words[1]) == path else { return .path }
        return words[0] == "GET" || words[0] == "HEAD" ? nil : .method
    }

    /// The path of a request's target, without its query; of a whole URL, too, as proxies send it.
    private static func path(of target: Substring) -> Substring {
        var path = target
        if path.hasPrefix("http://") {
            path = path.dropFirst("http://".count)
            path = path.firstIndex(of: "/").map { path[$0...] } ?? "/"
        }
        return path.prefix { $0 != "?" }
    }
}

/// Why there is nothing to be had for a request.
package enum ScrapeRefusal: Error, Hashable, CaseIterable {
    /// It is no HTTP.
    case malformed
    /// It did not come in time.
    case late
    /// It is for something else.
    case path
    /// It is something else than GET and HEAD.
    case method
    /// Its head is too long.
    case tooLong
    /// It is of another version of HTTP.
    case version

    /// What the client is told.
    package var response: ScrapeResponse {
        switch self {
        case .malformed: ScrapeResponse("400 Bad Request", "This is not HTTP.")
        case .late: ScrapeResponse("408 Request Timeout", "The request took too long.")
        case .path: ScrapeResponse("404 Not Found", "The metrics are at \(ScrapeRequest.path).")
        case .method:
            ScrapeResponse("405 Method Not Allowed", "The metrics are for GET and HEAD.", ["Allow: GET, HEAD"])
        case .tooLong: ScrapeResponse("431 Request Header Fields Too Large", "The request's head is too long.")
        case .version: ScrapeResponse("505 HTTP Version Not Supported", "This is for HTTP/1.1 and HTTP/1.0.")
        }
    }
}

/// The response to a request for the metrics, after which the connection is closed.
package struct ScrapeResponse: Sendable, Hashable {
    private let head: String
    private let body: String

    /// The metrics.
    package static func metrics(_ metrics: String) -> ScrapeResponse {
        ScrapeResponse("200 OK", MetricsText.mediaType, metrics)
    }

    /// There is no daemon, or it does not answer: no metrics rather than old ones or a part of them.
    package static func unavailable(_ reason: String) -> ScrapeResponse {
        ScrapeResponse("503 Service Unavailable", reason)
    }

    /// A response with a sentence as its body.
    fileprivate init(_ status: String, _ sentence: String, _ fields: [String] = []) {
        self.init(status, "text/plain; charset=utf-8", sentence + "\n", fields)
    }

    private init(_ status: String, _ mediaType: String, _ body: String, _ fields: [String] = []) {
        let lines = [
            "HTTP/1.1 \(status)", "Content-Type: \(mediaType)", "Content-Length: \(body.utf8.count)",
            "Connection: close",
        ]
        head = (lines + fields).joined(separator: "\r\n") + "\r\n\r\n"
        self.body = body
    }

    /// The response as it is sent.
    package func text(isHeadOnly: Bool = false) -> String { isHeadOnly ? head : head + body }
}
