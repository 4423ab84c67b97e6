// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Times in the formats that AWS writes and reads.
enum AWSTime {
    /// `20150830T123600Z`, as in `X-Amz-Date`.
    static func stamp(_ date: Date) -> String {
        date.formatted(compact)
    }

    /// The time of an `X-Amz-Date`; nil if it is not in the one format that AWS accepts.
    static func date(fromStamp stamp: String) -> Date? {
        // A parsing error says no more than nil does.
        guard stamp.utf8.count == 16 else { return nil }
        return try? compact.parse(stamp)
    }

    /// `2024-06-01T08:30:00.125Z`, as Bedrock writes its times.
    static func timestamp(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, as in HTTP's `Date` (RFC 9110, 5.6.7).
    static func httpDate(_ date: Date) -> String {
        let parts = utc.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        let weekday = weekdays[(parts.weekday ?? 1) - 1]
        let month = months[(parts.month ?? 1) - 1]
        let clock = [parts.hour, parts.minute, parts.second].map(twoDigits).joined(separator: ":")
        return "\(weekday), \(twoDigits(parts.day)) \(month) \(parts.year ?? 1970) \(clock) GMT"
    }

    private static func twoDigits(_ number: Int?) -> String {
        let number = number ?? 0
        return number < 10 ? "0\(number)" : "\(number)"
    }

    /// Seconds since 1970 to the millisecond, as in Amazon ML's responses.
    static func epochSeconds(_ date: Date) -> Double {
        (date.timeIntervalSince1970 * 1000).rounded() / 1000
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    private static let compact = Date.ISO8601FormatStyle(
        dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted,
        includingFractionalSeconds: false
    )
}
