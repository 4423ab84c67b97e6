// SPDX-License-Identifier: Apache-2.0

import Core

/// The names of a list's matchers, and which watches are named like the jobs that they find.
struct MatcherNames {
    private var locations: [String: SourceLocation] = [:]
    private var warned: Set<String> = []

    /// Whether there are none.
    var isEmpty: Bool { locations.isEmpty }

    /// Adds a matcher.
    mutating func add(_ name: String, at location: SourceLocation) { locations[name] = location }

    /// Warns of a watch that is named like a found job of a matcher that came before it.
    mutating func warn(of watch: String, at location: SourceLocation, _ diagnostics: DiagnosticCollector) {
        guard let matcher = matcher(of: watch) else { return }
        warned.insert(watch)
        diagnostics.warning(
            "the name '\(watch.shownInMessage)' is like those of the jobs that the matcher '\(matcher.shownInMessage)' finds",
            at: location,
            help: "they are called '\("\(matcher)/JOB".shownInMessage)'; one of the same name gets a suffix"
        )
    }

    /// Warns once of each matcher that comes after a watch that is named like one of its found jobs.
    mutating func warn(
        of watches: [Watch], _ origins: [String: WatchOrigin], _ diagnostics: DiagnosticCollector
    ) {
        guard !isEmpty else { return }
        for watch in watches where !warned.contains(watch.name) {
            guard let matcher = matcher(of: watch.name), let location = locations[matcher],
                warned.insert(matcher + "/").inserted
            else { continue }
            let origin = origins[watch.name].map { " at \($0.text)" } ?? ""
            diagnostics.warning(
                "the watch '\(watch.name.shownInMessage)'\(origin) is named like the jobs that this matcher finds",
                at: location,
                help: "they are called '\("\(matcher)/JOB".shownInMessage)'; one of the same name gets a suffix"
            )
        }
    }

    /// The matcher whose name, with a slash, a watch's name begins with.
    private func matcher(of watch: String) -> String? {
        let name = watch.utf8
        for slash in name.indices where name[slash] == UInt8(ascii: "/") {
            let prefix = String(watch[..<slash])
            if locations[prefix] != nil { return prefix }
        }
        return nil
    }
}
