// SPDX-License-Identifier: Apache-2.0

extension Timestamp {
    /// This time as RFC 3339, UTC, with milliseconds: `2026-11-21T10:05:52.123Z`.
    package var rfc3339: String {
        var text = dateAndTime(dateSeparator: UInt8(ascii: "-"), timeSeparator: UInt8(ascii: ":"))
        text.append(UInt8(ascii: "."))
        Self.append(millisecond, width: 3, to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// This time as SigV4 requires it in `X-Amz-Date`: `20261121T100552Z` (ISO 8601 basic format, UTC, whole seconds).
    package var basicISO8601: String {
        var text = dateAndTime(dateSeparator: nil, timeSeparator: nil)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// The hour, minute and second in UTC, for a terminal: `10:05:52`.
    package var timeOfDay: String {
        String(rfc3339.dropFirst(11).prefix(8))
    }

    private var secondsAndRest: (seconds: Int64, rest: Int64) {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        // Rounded down, also before 1970, without leaving the range at its end.
        return rest < 0 ? (seconds - 1, rest + 1_000_000) : (seconds, rest)
    }

    private var millisecond: Int { Int(secondsAndRest.rest / 1_000) }

    private func dateAndTime(dateSeparator: UInt8?, timeSeparator: UInt8?) -> [UInt8] {
        let seconds = secondsAndRest.seconds
        let ofDay = Int(((seconds % 86_400) + 86_400) % 86_400)
        let date = CivilDate(daysSinceEpoch: Int((seconds - Int64(ofDay)) / 86_400))
        var text: [UInt8] = []
        text.reserveCapacity(32)
        Self.append(date.year, width: 4, to: &text)
        for number in [date.month, date.day] {
            if let dateSeparator { text.append(dateSeparator) }
            Self.append(number, width: 2, to: &text)
        }
        text.append(UInt8(ascii: "T"))
        Self.append(ofDay / 3_600, width: 2, to: &text)
        for number in [ofDay / 60 % 60, ofDay % 60] {
            if let timeSeparator { text.append(timeSeparator) }
            Self.append(number, width: 2, to: &text)
        }
        return text
    }

    /// Appends a number with zeros in front, as many as it takes to be of a width.
    private static func append(_ number: Int, width: Int, to text: inout [UInt8]) {
        if width == 2, (0...99).contains(number) {
            text.append(UInt8(ascii: "0") + UInt8(number / 10))
            text.append(UInt8(ascii: "0") + UInt8(number % 10))
        } else {
            let digits = String(number).utf8
            text += repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count))
            text += digits
        }
    }

    /// Parses RFC 3339 or the similar ISO 8601 forms that AWS sends: `2026-11-21T10:05:52Z`, with any number of fractional
    /// digits (cut to microseconds), `T` or a space, and `Z`, `+01:00`, `+0100` or nothing (UTC).
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

/// A day of the proleptic Gregorian calendar.
private struct CivilDate {
    let year: Int
    let month: Int
    let day: Int

    /// The date this many days after 1970-01-01.
    ///
    /// Counts in eras of 400 years that begin on 1 March, so that the leap day ends a year and needs no special case.
    init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// A date, or nil if the calendar has no such day.
    init?(year: Int, month: Int, day: Int) {
        let lengths = [31, Self.isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), day >= 1, day <= lengths[month - 1] else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Days from 1970-01-01 to this date.
    var daysSinceEpoch: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}

/// Reads fixed-width numbers and single characters from the front of a text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: some StringProtocol) {
        rest = Substring(text).utf8
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { rest.isEmpty }

    /// Reads exactly this many decimal digits.
    mutating func number(digits: Int) -> Int? {
        guard rest.count >= digits else { return nil }
        var value = 0
        for byte in rest.prefix(digits) {
            guard let digit = Self.digit(byte) else { return nil }
            value = value * 10 + digit
        }
        rest = rest.dropFirst(digits)
        return value
    }

    /// Reads one or more digits after a decimal point as a number of `digits` digits: `5` is 500000 with six; more digits
    /// are cut.
    mutating func fraction(digits: Int) -> Int? {
        var value = 0
        var read = 0
        while let byte = rest.first, let digit = Self.digit(byte) {
            if read < digits { value = value * 10 + digit }
            read += 1
            rest = rest.dropFirst()
        }
        guard read > 0 else { return nil }
        for _ in 0..<max(0, digits - read) { value *= 10 }
        return value
    }

    /// Reads one character if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Reads `Z`, `+01:00`, `-0530` or nothing as minutes east of UTC; nil for anything else.
    mutating func zoneOffset() -> Int? {
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(digits: 2), hours < 24 else { return nil }
        _ = skip(":")
        guard let minutes = number(digits: 2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        byte.isASCIIDigit ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
