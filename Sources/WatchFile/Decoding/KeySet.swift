// SPDX-License-Identifier: Apache-2.0

import Core

/// The keys that one sort of mapping may have, and the words that people write instead of them.
///
/// watches.schema.json has the same keys, and the manual explains them.
package struct KeySet: Sendable {
    /// The mapping, for messages: `a watch`, `'limits'`.
    package let mapping: String
    /// The keys, in the order of the manual.
    package let keys: [String]
    /// Other tools' words, folded as ``Suggestion/fold(_:)`` does, and ours.
    private let misnomers: [String: String]

    init(mapping: String, keys: [String], misnomers: [String: String]) {
        self.mapping = mapping
        self.keys = keys
        self.misnomers = misnomers
    }

    /// The key that was meant by an unknown one.
    func meant(by key: String) -> String? {
        if let exact = keys.first(where: { Suggestion.fold($0) == Suggestion.fold(key) }) { return exact }
        guard key.utf8.count <= 64 else { return nil }
        var folded = String.UnicodeScalarView()
        folded.append(contentsOf: Suggestion.fold(key))
        return misnomers[String(folded)] ?? Suggestion.nearest(to: key, among: keys)
    }

    /// What to do about an unknown key.
    func help(for key: String) -> String {
        if let meant = meant(by: key) { return "did you mean '\(meant)'?" }
        let valid = "valid keys in \(mapping): \(keys.joined(separator: ", "))"
        guard let other = Self.all.first(where: { $0.keys.contains(key) }) else { return valid }
        return "'\(key)' belongs in \(other.mapping); \(valid)"
    }

    /// All of them; a misplaced key is looked for in this order.
    package static let all = [
        watch, defaults, limits, history, poll, on, kind, idPart, idForm, arnPattern, policy, listing, listingItem,
        pageSize, token, filters, top,
    ]

    private static let settings = [
        "region", "profile", "role_arn", "external_id", "endpoint", "poll", "overdue_after", "verbose", "on",
    ]
    private static let settingMisnomers = [
        "awsregion": "region", "awsprofile": "profile", "credentials": "profile", "role": "role_arn",
        "assumerole": "role_arn", "endpointurl": "endpoint",
        "url": "endpoint", "interval": "poll", "pollinterval": "poll", "polling": "poll", "every": "poll",
        "overdue": "overdue_after", "timeout": "overdue_after", "deadline": "overdue_after", "maxwait": "overdue_after",
        "onstate": "on", "actions": "on", "notify": "on", "start": "on", "hooks": "on", "then": "on",
        // What tools write that read `on` as YAML 1.1 does.
        "true": "on",
    ]

    /// The whole file.
    package static let top = KeySet(
        mapping: "a watch file",
        keys: ["defaults", "limits", "history", "kinds", "watches"],
        misnomers: [
            "jobs": "watches", "resources": "watches", "settings": "defaults", "options": "defaults",
            "retention": "history", "record": "history", "types": "kinds",
        ]
    )
    /// `defaults`.
    package static let defaults = KeySet(mapping: "'defaults'", keys: settings, misnomers: settingMisnomers)
    /// An entry of `watches`.
    package static let watch = KeySet(
        mapping: "a watch",
        keys: ["name", "kind", "id", "arn"] + MatcherDraft.keys + settings + [ExpectDraft.key],
        misnomers: settingMisnomers.merging(
            [
                "type": "kind", "operation": "kind", "resource": "id", "resourceid": "id", "evaluationid": "id",
                "mlmodelid": "id", "batchpredictionid": "id", "datasourceid": "id", "jobid": "id", "jobarn": "arn",
                "resourcearn": "arn", "jobidentifier": "arn", "title": "name", "label": "name", "pattern": "match",
                "patterns": "match", "matches": "match", "glob": "match", "namecontains": "match",
                "expectations": "expect", "expected": "expect", "expects": "expect", "gate": "expect",
                "gates": "expect", "threshold": "expect", "thresholds": "expect", "require": "expect",
                "assert": "expect", "since": "newer_than",
                "maxage": "newer_than", "createdafter": "newer_than", "maxjobs": "at_most", "parent": "within",
            ],
            uniquingKeysWith: { first, _ in first }
        )
    )
    /// `poll` of a watch or `defaults`.
    package static let poll = KeySet(
        mapping: "'poll'",
        keys: ["initial", "max"],
        misnomers: ["interval": "initial", "min": "initial", "start": "initial", "first": "initial", "maximum": "max"]
    )
    /// `on` of a watch or `defaults`: the states, caveats, and what is not as expected.
    package static let on = KeySet(
        mapping: "'on'",
        keys: StartRules.states.map(\.rawValue) + StartsDraft.judgements,
        misnomers: [
            "success": "completed", "succeeded": "completed", "complete": "completed", "done": "completed",
            "finished": "completed", "ready": "completed", "failure": "failed", "error": "failed", "fail": "failed",
            "running": "in-progress", "started": "in-progress", "stop": "stopped", "cancelled": "stopped",
            "canceled": "stopped", "queued": "pending", "caveats": StartsDraft.caveat,
            "unexpected": StartsDraft.unmet, "notmet": StartsDraft.unmet,
        ]
    )
    /// `limits`.
    package static let limits = KeySet(
        mapping: "'limits'",
        keys: ["rate", "concurrency", "listings"],
        misnomers: [
            "lists": "listings", "uselistings": "listings", "batching": "listings",
            "ratelimit": "rate", "requestspersecond": "rate", "rps": "rate", "maxconcurrency": "concurrency",
            "parallel": "concurrency", "workers": "concurrency",
        ]
    )
    /// `history`.
    package static let history = KeySet(
        mapping: "'history'",
        keys: ["keep", "notices"],
        misnomers: [
            "age": "keep", "maxage": "keep", "days": "keep", "retention": "keep", "keepfor": "keep", "count": "notices",
            "max": "notices", "maxnotices": "notices", "entries": "notices",
        ]
    )
}
