// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Platform

/// The machine's wall clock and local time zone.
enum WallClock {
    /// The current time, to the microsecond.
    static func now() -> Timestamp { Timestamp(microseconds: KernelTime.wall) }

    /// A date and time in the local time zone: `2026-11-21 11:05:52 CET`.
    static func localDateAndTime(_ time: Timestamp) -> String {
        local(time, "%Y-%m-%d %H:%M:%S %Z") ?? time.rfc3339
    }

    /// A time of day in the local time zone: `11:05:52`.
    static func localTimeOfDay(_ time: Timestamp) -> String {
        local(time, "%H:%M:%S") ?? time.timeOfDay
    }

    /// The moment that numbers mean in the local time zone; nil if the system cannot tell.
    ///
    /// They are year, month, day, hour, minute and second; those missing at the end take their least value.
    static func moment(local numbers: [Int32]) -> Timestamp? {
        let given = numbers + [0, 1, 1, 0, 0, 0].dropFirst(numbers.count)
        var parts = unsafe tm()
        unsafe (parts.tm_year, parts.tm_mon, parts.tm_mday) = (given[0] - 1_900, given[1] - 1, given[2])
        unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec) = (given[3], given[4], given[5])
        // The system determines whether daylight saving time applies.
        unsafe parts.tm_isdst = -1
        let seconds = unsafe mktime(&parts)
        return seconds == -1 ? nil : Timestamp(microseconds: Int64(seconds) * 1_000_000)
    }

    private static func local(_ time: Timestamp, _ format: String) -> String? {
        var seconds = time_t(time.microseconds / 1_000_000)
        var parts = unsafe tm()
        var text = [CChar](repeating: 0, count: 64)
        guard unsafe localtime_r(&seconds, &parts) != nil, unsafe strftime(&text, text.count, format, &parts) > 0 else {
            return nil
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
