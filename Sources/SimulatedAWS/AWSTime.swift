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
        let time = milliseconds(date)
        let day = Int64((Double(time) / 86_400_000).rounded(.down))
        let rest = Int(time - day * 86_400_000)
        let (year, month, dayOfMonth) = civil(day)
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map(twoDigits).joined(separator: ":")
        let fraction = String(1000 + rest % 1000).dropFirst()
        let years = year < 1000 ? String(10_000 + year).dropFirst() : Substring(String(year))
        return "\(years)-\(twoDigits(month))-\(twoDigits(dayOfMonth))T\(clock).\(fraction)Z"
    }

    /// Microseconds since 1970 of a time such as `2024-06-01T08:30:00.125Z`; nil if it has another form.
    static func microseconds(iso8601 text: String) -> Int64? {
        let form =
            /([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})/
        guard let parts = text.wholeMatch(of: form)?.output else { return nil }
        let numbers = [parts.1, parts.2, parts.3, parts.4, parts.5, parts.6].compactMap { Int64($0) }
        let (year, month, day, hour, minute) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, numbers[5] < 60 else {
            return nil
        }
        let date = days(year: year, month: month, day: day)
        // The 31st of a month with 30 days would be another day.
        guard civil(date) == (Int(year), Int(month), Int(day)) else { return nil }
        var seconds = date * 86_400 + hour * 3600 + minute * 60 + numbers[5]
        if parts.8 != "Z" {
            let offset = parts.8.dropFirst().split(separator: ":").compactMap { Int64($0) }
            seconds -= (offset[0] * 3600 + offset[1] * 60) * (parts.8.hasPrefix("-") ? -1 : 1)
        }
        let fraction = ((parts.7.map(String.init) ?? "") + "000000").prefix(6)
        return seconds * 1_000_000 + (Int64(fraction) ?? 0)
    }

    /// Microseconds since 1970 of a number of seconds; nil if that is no time.
    static func microseconds(seconds: Double) -> Int64? {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return nil }
        return Int64((seconds * 1_000_000).rounded())
    }

    /// Microseconds since 1970 of a number of seconds, written in decimal or exponent form; nil for another text.
    static func microseconds(seconds text: String) -> Int64? {
        guard text.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else { return nil }
        return Double(text).flatMap { microseconds(seconds: $0) }
    }

    /// Milliseconds since 1970, to which AWS rounds its times.
    static func milliseconds(_ date: Date) -> Int64 {
        // The years 69 to 9892; scenarios may name later times.
        Int64(min(max((date.timeIntervalSince1970 * 1000).rounded(), -6e13), 2.5e14))
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
        Double(milliseconds(date)) / 1000
    }

    // Days since 1970 and dates of the Gregorian calendar; https://howardhinnant.github.io/date_algorithms.html

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))
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
