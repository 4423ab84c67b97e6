// SPDX-License-Identifier: Apache-2.0

import Core

/// What makes an entry of `watches` a matcher, as a file says it.
struct MatcherDraft {
    /// The keys that only a matcher has.
    static let keys = ["match", "newer_than", "at_most", "within"]
    /// The most patterns that one matcher may have.
    private static let mostPatterns = 100

    /// Where the patterns are.
    let location: SourceLocation
    /// The patterns; empty if one of them is wrong, which has been reported.
    let patterns: [NamePattern]
    let newerThan: Setting<Duration>?
    let atMost: Setting<Int>?
    let within: Setting<String>?

    /// Reads the keys of an entry.
    ///
    /// Nil for a watch; keys of a matcher that it has all the same are reported.
    init?(_ fields: MappingReader) {
        guard !fields.lacks("match") else {
            for key in Self.keys where fields.node(key) != nil {
                fields.diagnostics.error(
                    "'\(key)' has no meaning without 'match'",
                    at: fields.keyLocation(key),
                    help: "`match: \"nightly-*\"` in place of `id:` watches all jobs with such names"
                )
            }
            return nil
        }
        let node = fields.node("match")
        location = node.map { fields.location(of: $0, "match") } ?? fields.location
        let given = fields.settings("match", upTo: Self.mostPatterns, ValueRules.pattern) ?? []
        if let node, case .sequence(let items) = node.content, items.isEmpty {
            fields.diagnostics.error("'match' is an empty list", at: location, help: "`\"*\"` matches every name")
        }
        var known: Set<NamePattern> = []
        var isComplete = true
        for setting in given {
            guard let pattern = setting.value, known.insert(pattern).inserted else {
                isComplete = false
                if let pattern = setting.value {
                    fields.diagnostics.error(
                        "the pattern '\(pattern.text.shownInMessage)' is given twice", at: setting.location)
                }
                continue
            }
        }
        patterns = isComplete ? given.compactMap(\.value) : []
        newerThan = fields.setting("newer_than", ValueRules.positiveDuration)
        atMost = fields.setting("at_most", ValueRules.jobCount)
        within = fields.setting("within", ValueRules.text)
    }
}

/// In which list a matcher looks, worked out from `kind` and `within`.
struct MatcherTarget {
    /// What its region is worked out from, and the name of a matcher that is given none.
    let resource: WatchTarget
    /// The parent that it lists; nil for a kind that is listed without one.
    let parent: String?
    /// Whether all that it needs is there and right; what is not has been reported.
    let isRight: Bool

    /// Works it out, and reports what is missing, contradictory or impossible.
    init(_ draft: WatchDraft, _ matcher: MatcherDraft, reportingTo diagnostics: DiagnosticCollector) {
        for (key, location) in [("id", draft.id?.location), ("arn", draft.arn?.location)] {
            guard let location else { continue }
            diagnostics.error(
                "'\(key)' has no meaning beside 'match'",
                at: location,
                help: "a matcher finds its jobs by their names; one job is watched by its `id:` or `arn:` alone"
            )
        }
        if draft.kind == nil {
            diagnostics.error(
                "'match' needs a 'kind' beside it", at: matcher.location, help: "`awaitd kinds` lists the kinds")
        }
        let kind = draft.kind?.value
        let isFindable = kind.map { Self.check($0, at: matcher.location, diagnostics) } ?? false
        var parent: String?
        var isPlaced = isFindable
        if isFindable, let kind {
            do {
                parent = try Self.parent(of: kind, matcher, diagnostics)
            } catch {
                isPlaced = false
            }
        }
        let name = kind.map { "\($0.name):\(matcher.patterns.map(\.text).joined(separator: ","))" }
        let isNamed = !matcher.patterns.isEmpty
        resource = WatchTarget(
            kind: kind,
            arn: parent.flatMap(ARN.init),
            defaultName: isNamed ? name?.prefix(scalars: NamePattern.longest) : nil,
            location: matcher.location,
            reportingTo: diagnostics
        )
        self.parent = parent
        isRight = isPlaced && isNamed && draft.id == nil && draft.arn == nil
    }

    /// Whether jobs of a kind can be found by their names.
    private static func check(_ kind: Kind, at location: SourceLocation, _ diagnostics: DiagnosticCollector) -> Bool {
        let isFoundByARN = kind.id.isFoundByARN && !kind.id.arns.isEmpty
        let help = "watch each by its `id:`\(isFoundByARN ? " or `arn:`" : "")"
        guard let listing = kind.listing else {
            // Of a kind whose declaration is wrong nothing is known.
            guard !kind.isUnknown else { return false }
            diagnostics.error(
                "'match' cannot be used with \(kind.name), which no operation lists", at: location, help: help)
            return false
        }
        guard listing.showsStatus else {
            diagnostics.error(
                "'match' cannot be used with \(kind.name): \(listing.operation) does not show the status",
                at: location,
                help: help
            )
            return false
        }
        return true
    }

    /// The parent that a matcher lists; throws if it is wrong, or missing, or not needed, which has been reported.
    private static func parent(
        of kind: Kind,
        _ matcher: MatcherDraft,
        _ diagnostics: DiagnosticCollector
    ) throws(Reported) -> String? {
        guard let rule = kind.parentRule else {
            guard let within = matcher.within else { return nil }
            diagnostics.error(
                "'within' has no meaning for \(kind.name)",
                at: within.location,
                help: "\(kind.listing?.operation ?? "its list") lists all of them; remove the line"
            )
            throw Reported()
        }
        guard let within = matcher.within else {
            diagnostics.error(
                "\(kind.name) is listed only within its \(rule.parts.map(\.member).joined(separator: "/"))",
                at: matcher.location,
                help: "say in which one: `within: \(rule.example)`"
            )
            throw Reported()
        }
        guard let parent = within.value else { throw Reported() }
        if let fault = rule.problem(in: parent) {
            diagnostics.error("'within' \(fault)", at: within.location, help: "it looks like \(rule.example)")
            throw Reported()
        }
        return parent
    }

    private struct Reported: Error {}
}

extension Kind {
    /// Whether its declaration was wrong, so that only its name is known.
    var isUnknown: Bool { self == .undeclared(name) }
}

extension String {
    fileprivate func prefix(scalars count: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
    }
}
