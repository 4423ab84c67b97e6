// SPDX-License-Identifier: Apache-2.0

package import Core

/// A moment of the past as `--since` takes it.
package enum SinceArgument {
    /// The moment that a text means; nil if it means none.
    ///
    /// It is a duration before `now`, a time in RFC 3339, or a date, which means the beginning of that day. Without a time
    /// zone it is the local one.
    package static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        if let ago = DurationText.parse(text) { return now + (.zero - ago) }
        return local(text, rest: "T00:00:00Z") ?? local(text, rest: "Z") ?? Timestamp(rfc3339: text)
    }

    /// The moment that a text means in the local time zone, if it is one with `rest`.
    private static func local(_ text: String, rest: String) -> Timestamp? {
        // Whether there is such a day does not depend on the time zone.
        guard Timestamp(rfc3339: text + rest) != nil, !text.contains("."), !text.contains(",") else { return nil }
        return WallClock.moment(local: text.split { !$0.isWholeNumber }.compactMap { Int32($0) })
    }
}
