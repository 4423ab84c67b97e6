// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
package import Core

/// Durations as options take them.
///
/// ArgumentParser quotes the argument before the thrown message.
enum DurationArgument {
    /// Any duration.
    static func any(_ text: String) throws -> Duration {
        guard let duration = DurationText.parse(text) else {
            throw ValidationError("write a duration as 90s, 15m, 1h30m or 2d")
        }
        return duration
    }

    /// How long the record may be told to keep notices: a day or longer, as in the watch file.
    static func retention(_ text: String) throws -> Duration {
        let duration = try any(text)
        guard duration >= Retention.leastAge else {
            throw ValidationError("it must be at least \(DurationText.config(Retention.leastAge))")
        }
        return duration
    }

    /// A duration above zero.
    static func positive(_ text: String) throws -> Duration {
        let duration = try any(text)
        guard duration > .zero else { throw ValidationError("it must be longer than 0s") }
        return duration
    }
}

/// A moment of the past as `--since` takes it.
package enum SinceArgument {
    /// The moment that a text means; nil if it means none.
    ///
    /// It is a duration before `now`, a time in RFC 3339, or a date, which means the beginning of that day. Without a time
    /// zone it is local time.
    package static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        if let ago = DurationText.parse(text) { return now + (.zero - ago) }
        return local(text, rest: "T00:00:00Z") ?? local(text, rest: "Z") ?? Timestamp(rfc3339: text)
    }

    /// The moment that a text means in the local time zone, if `rest` makes it RFC 3339.
    private static func local(_ text: String, rest: String) -> Timestamp? {
        // Whether such a day exists does not depend on the time zone.
        guard Timestamp(rfc3339: text + rest) != nil, !text.contains("."), !text.contains(",") else { return nil }
        return WallClock.moment(local: text.split { !$0.isWholeNumber }.compactMap { Int32($0) })
    }
}
