// SPDX-License-Identifier: Apache-2.0

/// Durations as people write and read them: `200ms`, `15s`, `5m`, `6h`, `2d`, joined as in `1h30m`.
package enum DurationText {
    /// Units from the longest to the shortest, with their length in milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The longest duration that is read: a hundred years, which no job takes and no sum of which overflows.
    private static let longestMilliseconds: Int64 = 3_155_760_000_000

    /// Reads one or more whole numbers with a unit each, longest unit first, each unit once.
    ///
    /// Nil for anything else: no unit, a fraction, a sign, a space, an order such as `30m1h`, over a hundred years.
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
