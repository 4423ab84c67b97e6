// SPDX-License-Identifier: Apache-2.0

/// Which details a kind has, as far as that is known before one is read.
extension Kind {
    /// The details that it is known to have, by the names that expectations call them.
    package var knownDetails: [String] {
        let named = response.highlights + response.causes + response.details
        let judged = (statuses.caveats + statuses.failures).map(\.member)
        let all = (named + judged + response.timesAndName).flatMap { [$0, $0.lastMember] }
        let never = neverDetails
        var seen: Set<String> = []
        return all.filter { !$0.isEmpty && !never.contains($0) && seen.insert($0).inserted }
    }

    /// What is doubtful about a name as that of a detail of this kind, and what to do; nil if it may well be one.
    ///
    /// What an expectation calls by a wrong name is missing at every completion, so it is better found before the job ends.
    package func doubt(aboutDetail name: String) -> (sentence: String, help: String?)? {
        let known = knownDetails
        guard !known.contains(name) else { return nil }
        // The names of a kind's details resemble each other.
        let meant = Suggestion.nearest(to: name, among: known, edits: 2)
        if meant == nil {
            guard neverDetails.contains(name) || !response.hasOtherDetails else { return nil }
        }
        let shown = name.revealed(limit: 100)
        let names = known.filter { !$0.contains(".") }.prefix(10).joined(separator: ", ")
        return (
            "\(self.name) is not known to have a detail '\(shown)', and what is missing is unmet",
            meant.map { "did you mean '\($0)'?" } ?? (names.isEmpty ? nil : "it has \(names)")
        )
    }

    /// Members that are no details: status and reasons are told by themselves, others never.
    ///
    /// Within an object that is opened there may be others of such names.
    private var neverDetails: Set<String> {
        let isWrapped = response.opened.allSatisfy { response.status.hasPrefix("\($0).") }
        let paths = [response.status] + (isWrapped ? response.reasons + response.omitted : [])
        let named = response.details + response.highlights + response.causes
        return Set(paths + paths.map(\.lastMember)).subtracting(named)
    }
}

extension Kind.Response {
    fileprivate var timesAndName: [String] { [name, created, started, finished, modified].compactMap(\.self) }

    /// Whether there are details that it does not name.
    fileprivate var hasOtherDetails: Bool { keepsOthers || details.contains(where: opened.contains) }
}

extension String {
    /// The last member of a path: `failed` of `statistics[].failed`.
    fileprivate var lastMember: String {
        String(split(separator: ".").last ?? "").replacing("[0]", with: "").replacing("[]", with: "")
    }
}
