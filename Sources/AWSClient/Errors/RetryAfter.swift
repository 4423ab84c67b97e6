// SPDX-License-Identifier: Apache-2.0

package import Core

/// How long an answer asks us to stay away.
package enum RetryAfter {
    /// `x-amz-retry-after` in milliseconds, else `Retry-After` in seconds or as a date; nil for none or nonsense.
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
