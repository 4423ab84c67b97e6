// SPDX-License-Identifier: Apache-2.0

package import Core

/// At which rates the lanes are asked, how often AWS has throttled them, and which lists stand in for reads.
package struct LaneFindings: Sendable {
    private let metrics: String
    private let listings: [ListingStatus]

    /// The judge of what the daemon counts, in Prometheus' text format, and of its lists.
    package init(_ metrics: String, _ listings: [ListingStatus]) {
        (self.metrics, self.listings) = (metrics, listings)
    }

    /// One line each, if there is something to say.
    package var findings: [Finding] { [lanes, lists].compactMap(\.self) }

    private var lanes: Finding? {
        let rates = samples("awaitd_lane_requests_per_second")
        guard !rates.isEmpty else { return nil }
        let limits = Dictionary(samples("awaitd_lane_limit_requests_per_second")) { first, _ in first }
        let throttles = Dictionary(samples("awaitd_throttles_total")) { first, _ in first }
        let slowed = rates.filter { lane, rate in limits[lane].map { rate < $0 } ?? false }
        let sum = throttles.values.reduce(0, +)
        var text = rates.count.counted("lane")
        text += sum > 0 ? ", throttled \(Int(sum).counted("time"))" : ", never throttled"
        if let (lane, rate) = slowed.first {
            text += "; AWS slows \(slowed.count == 1 ? lane : "\(slowed.count) of them") down"
            if slowed.count == 1 { text += " to \(Self.rate(rate))" }
        } else if let limit = limits.values.min(), limit.isFinite {
            text += ", at most \(Self.rate(limit)) each"
        }
        return Finding("lanes", .well, text)
    }

    private var lists: Finding? {
        guard !listings.isEmpty else { return nil }
        let refused = listings.filter { $0.refused != nil }
        let used = listings.count { $0.listedAt != nil && $0.refused == nil }
        guard let first = refused.first else {
            return Finding("listings", .well, "\(used.counted("list")) in use, of \(listings.count)")
        }
        let reason = "\(first.operation) is refused: \(first.refused ?? "")"
        return Finding("listings", .off, "\(reason); its watches are read one by one", fix: "awaitd iam-policy")
    }

    /// `2/s`, `0.5/s`.
    private static func rate(_ perSecond: Double) -> String {
        let rounded = (perSecond * 100).rounded() / 100
        return rounded == rounded.rounded() ? "\(Int(rounded))/s" : "\(rounded)/s"
    }

    /// The values of a metric by `service in region`; those that are no number are left out.
    private func samples(_ name: String) -> [(lane: String, value: Double)] {
        metrics.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("\(name){"), let end = line.lastIndex(of: "}"),
                let value = Double(line[line.index(after: end)...].drop { $0 == " " }), !value.isNaN
            else { return nil }
            let quoted = line[..<end].split(separator: "\"", omittingEmptySubsequences: false)
            guard quoted.count >= 4 else { return nil }
            return ("\(quoted[1]) in \(quoted[3])", value)
        }
    }
}
