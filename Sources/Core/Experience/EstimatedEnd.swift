// SPDX-License-Identifier: Apache-2.0

/// When a job will probably end, by how long others of its pattern took.
package struct EstimatedEnd: Sendable, Hashable {
    /// The time, by AWS's clock.
    package let at: Timestamp
    /// How many past jobs it comes from: those that completed.
    package let samples: Int

    /// An estimate.
    package init(at: Timestamp, samples: Int) {
        (self.at, self.samples) = (at, samples)
    }

    /// The estimate in words, `about 12 min left (from 38 past jobs)`; nil if the time has come.
    ///
    /// As exact as such an estimate can be: minutes up to an hour and a half, then tens of minutes, hours and days.
    package func text(at now: Timestamp) -> String? {
        let rest = at.since(now)
        guard rest > .zero else { return nil }
        return "\(Self.words(rest)) left (from \(samples.counted("past job")))"
    }

    private static func words(_ rest: Duration) -> String {
        let minutes = (rest.wholeMicroseconds + 30_000_000) / 60_000_000
        let hours = (minutes + 30) / 60
        if minutes < 1 { return "less than 1 min" }
        if minutes < 90 { return "about \(minutes) min" }
        let tens = (minutes + 5) / 10 * 10
        if tens < 600 { return "about \(tens / 60) h" + (tens % 60 == 0 ? "" : " \(tens % 60) min") }
        if hours < 48 { return "about \(hours) h" }
        return "about \((hours + 12) / 24) days"
    }
}
