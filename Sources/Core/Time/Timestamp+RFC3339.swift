// SPDX-License-Identifier: Apache-2.0

extension Timestamp {
    /// This time as RFC 3339, UTC, with milliseconds: `2026-11-21T10:05:52.123Z`.
    package var rfc3339: String {
        "\(dateAndTime(dateSeparator: "-", timeSeparator: ":")).\(Self.padded(millisecond, 3))Z"
    }

    /// This time as SigV4 wants it in `X-Amz-Date`: `20261121T100552Z` (ISO 8601 basic format, UTC, whole seconds).
    package var basicISO8601: String {
        "\(dateAndTime(dateSeparator: "", timeSeparator: ""))Z"
    }

    /// Hours and minutes and seconds of the day in UTC, for a terminal: `10:05:52`.
    package var timeOfDay: String {
        String(rfc3339.dropFirst(11).prefix(8))
    }

    private var secondsAndRest: (seconds: Int64, rest: Int64) {
        let rest = ((microseconds % 1_000_000) + 1_000_000) % 1_000_000
        return ((microseconds - rest) / 1_000_000, rest)
    }

    private var millisecond: Int { Int(secondsAndRest.rest / 1_000) }

    private func dateAndTime(dateSeparator: String, timeSeparator: String) -> String {
        let seconds = secondsAndRest.seconds
        let ofDay = Int(((seconds % 86_400) + 86_400) % 86_400)
        let date = CivilDate(daysSinceEpoch: Int((seconds - Int64(ofDay)) / 86_400))
        let day = [Self.padded(date.year, 4), Self.padded(date.month, 2), Self.padded(date.day, 2)]
        let time = [ofDay / 3_600, ofDay / 60 % 60, ofDay % 60].map { Self.padded($0, 2) }
        return day.joined(separator: dateSeparator) + "T" + time.joined(separator: timeSeparator)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// A time from RFC 3339 or the ISO 8601 forms near it that AWS sends: `2026-11-21T10:05:52Z`, with any number of
    /// fractional digits (cut to microseconds), `T` or a space, and `Z`, `+01:00`, `+0100` or nothing (UTC).
    ///
    /// Nil if the text is anything else, or names a day or an hour that does not exist.
    package init?(rfc3339 text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(digits: 4), scanner.skip("-"),
            let month = scanner.number(digits: 2), scanner.skip("-"),
            let day = scanner.number(digits: 2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.skip(":"),
            let second = scanner.number(digits: 2), second <= 60,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var fraction = 0
        if scanner.skip(".") || scanner.skip(",") {
            guard let microseconds = scanner.fraction(digits: 6) else { return nil }
            fraction = microseconds
        }
        guard let offsetMinutes = scanner.zoneOffset(), scanner.isAtEnd else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + min(second, 59) - offsetMinutes * 60
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }
}
