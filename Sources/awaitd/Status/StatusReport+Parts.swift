// SPDX-License-Identifier: Apache-2.0

package import Core

extension StatusReport {
    /// The watches and matchers of these names, with the jobs that these matchers have found; all of it without names.
    package func part(named names: [String]) -> StatusReport {
        guard !names.isEmpty else { return self }
        let ofMatchers = matchers.filter { names.contains($0.name) }
        let shown = names.flatMap { name in watches.filter { $0.name == name || $0.matcher == name } }
        var seen: Set<String> = []
        return StatusReport(watches: shown.filter { seen.insert($0.name).inserted }, matchers: ofMatchers)
    }

    /// What counts as a change: that the next poll has moved on, or that a list was asked again, does not.
    var lasting: StatusReport {
        let watches = watches.map { watch in
            var watch = watch
            // Nor that others took less time than it has.
            (watch.nextPoll, watch.estimatedEnd) = (nil, nil)
            return watch
        }
        let matchers = matchers.map { matcher in
            var matcher = matcher
            matcher.listedAt = nil
            return matcher
        }
        return StatusReport(watches: watches, matchers: matchers)
    }
}
