// SPDX-License-Identifier: Apache-2.0

package import Core

/// Where to look for what was told of all watches that share service, region and credentials: such notices name no watch.
package enum LaneHint {
    /// How many of the newest notices are looked at.
    package static let looksAt = 10_000

    /// A sentence about those of the newest notices that may concern a watch; nil if there are none.
    ///
    /// `told` is what was told of the watch itself, which says its kind and region, if anything was.
    package static func sentence(for told: [Notice], among newest: [Notice]) -> String? {
        let region = told.last?.content.region
        let kind = told.last?.content.watch?.kind.flatMap(KindTable.builtIn.named)
        var lanes: [String] = []
        var count = 0
        for notice in newest {
            guard let lane = notice.content.lane else { continue }
            if let region, lane.region != region { continue }
            if let kind, lane.service != kind.service.name { continue }
            count += 1
            if !lanes.contains(lane.label) { lanes.append(lane.label) }
        }
        guard let first = lanes.first else { return nil }
        let whose = lanes.count == 1 ? first.cleaned(limit: 300) : "\(lanes.count) lanes"
        let notices = count == 1 ? "1 notice" : "\(count) notices"
        return "What hits all watches of a service, a region and credentials at once is told without their names: "
            + "`awaitd history` has \(notices) of \(whose)."
    }
}
