// SPDX-License-Identifier: Apache-2.0

/// Durations as users write and read them: `200ms`, `15s`, `5m`, `6h`, `2d`, combined as in `1h30m`.
package enum DurationText {
    /// The units from the longest to the shortest, with their lengths in milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The longest duration that is accepted: a hundred years, which no job takes and sums of which do not overflow.
    private static let longestMilliseconds: Int64 = 3_155_760_000_000

    /// Parses one or more whole numbers with a unit each, the longest unit first and each unit once.
    ///
    /// Nil for anything else: no unit, a fraction, a sign, a space, an order such as `30m1h`, more than a hundred years.
    package static func parse(_ text: some StringProtocol) -> Duration? {
        var rest = Substring(text)
        var total: Int64 = 0
        var allowed = units[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let index = allowed.firstIndex(where: { $0.name == name }) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: allowed[index].milliseconds)
            guard !overflow, product <= longestMilliseconds else { return nil }
            total += product
            allowed = allowed[(index + 1)...]
        }
        return total <= longestMilliseconds ? .milliseconds(total) : nil
    }

    /// A duration as the watch file writes it, exact to the millisecond: `1h30m`, `200ms`, `0s`.
    package static func config(_ duration: Duration) -> String {
        var rest = max(0, duration.wholeMicroseconds / 1_000)
        var text = ""
        for unit in units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text.isEmpty ? "0s" : text
    }

    /// A duration as systemd's tools print it, in its two largest units: `42min 10s`, `3d 4h`, `850ms`.
    package static func spoken(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.wholeMicroseconds / 1_000)
        guard milliseconds >= 1_000 else { return "\(milliseconds)ms" }
        let names: [(String, Int64)] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
        var rest = milliseconds / 1_000
        var parts: [String] = []
        for (name, length) in names {
            if rest >= length { parts.append("\(rest / length)\(name)") } else if !parts.isEmpty { break }
            rest %= length
            if parts.count == 2 { break }
        }
        return parts.joined(separator: " ")
    }
}

extension Duration {
    /// The whole microseconds of this duration, rounded towards zero and clamped to Int64.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        guard !sumOverflow else { return seconds < 0 ? .min : .max }
        return sum
    }

    /// This duration in seconds, as a floating-point number.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// A duration of this many seconds, clamped to between zero and a hundred years.
    package init(clampingSeconds seconds: Double) {
        let century = 100.0 * 365.25 * 86_400
        self = .microseconds(Int64((min(max(seconds.isNaN ? 0 : seconds, 0), century) * 1_000_000).rounded()))
    }
}
