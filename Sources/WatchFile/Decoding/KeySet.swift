// SPDX-License-Identifier: Apache-2.0

import Core

/// The keys that one sort of mapping may have, and the words people write instead of them.
struct KeySet {
    /// Where it stands in the file, for messages: `a watch`, `'limits'`.
    let place: String
    let keys: [String]
    /// Other tools' words, folded as ``Suggestion/fold(_:)`` does, and ours.
    let misnomers: [String: String]

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
        let others = [Self.watch, .defaults, .limits, .history, .poll, .on, .kind, .top]
        for other in others where other.keys.contains(key) {
            return "'\(key)' belongs in \(other.place); known in \(place): \(keys.joined(separator: ", "))"
        }
        return "known in \(place): \(keys.joined(separator: ", "))"
    }

    private static let settings = [
        "region", "profile", "role_arn", "external_id", "endpoint", "poll", "overdue_after", "verbose", "on",
    ]
    private static let settingMisnomers = [
        "awsregion": "region", "awsprofile": "profile", "credentials": "profile", "role": "role_arn",
        "assumerole": "role_arn", "endpointurl": "endpoint",
        "url": "endpoint", "interval": "poll", "pollinterval": "poll", "polling": "poll", "every": "poll",
        "overdue": "overdue_after", "timeout": "overdue_after", "deadline": "overdue_after", "maxwait": "overdue_after",
        "onstate": "on", "actions": "on", "notify": "on", "start": "on", "hooks": "on", "then": "on",
    ]

    static let top = KeySet(
        place: "a watch file",
        keys: ["defaults", "limits", "history", "kinds", "watches"],
        misnomers: [
            "jobs": "watches", "resources": "watches", "settings": "defaults", "options": "defaults",
            "retention": "history", "record": "history", "types": "kinds",
        ]
    )
    static let defaults = KeySet(place: "'defaults'", keys: settings, misnomers: settingMisnomers)
    static let watch = KeySet(
        place: "a watch",
        keys: ["name", "kind", "id", "arn"] + settings,
        misnomers: settingMisnomers.merging(
            [
                "type": "kind", "operation": "kind", "resource": "id", "resourceid": "id", "evaluationid": "id",
                "mlmodelid": "id", "batchpredictionid": "id", "datasourceid": "id", "jobid": "id", "jobarn": "arn",
                "resourcearn": "arn", "jobidentifier": "arn", "title": "name", "label": "name",
            ],
            uniquingKeysWith: { first, _ in first }
        )
    )
    static let poll = KeySet(
        place: "'poll'",
        keys: ["initial", "max"],
        misnomers: ["interval": "initial", "min": "initial", "start": "initial", "first": "initial", "maximum": "max"]
    )
    static let on = KeySet(
        place: "'on'",
        keys: StartRules.states.map(\.rawValue),
        misnomers: [
            "success": "completed", "succeeded": "completed", "complete": "completed", "done": "completed",
            "finished": "completed", "ready": "completed", "failure": "failed", "error": "failed", "fail": "failed",
            "running": "in-progress", "started": "in-progress", "stop": "stopped", "cancelled": "stopped",
            "canceled": "stopped", "queued": "pending",
        ]
    )
    static let limits = KeySet(
        place: "'limits'",
        keys: ["rate", "concurrency"],
        misnomers: [
            "ratelimit": "rate", "requestspersecond": "rate", "rps": "rate", "maxconcurrency": "concurrency",
            "parallel": "concurrency", "workers": "concurrency",
        ]
    )
    static let history = KeySet(
        place: "'history'",
        keys: ["keep", "notices"],
        misnomers: [
            "age": "keep", "maxage": "keep", "days": "keep", "retention": "keep", "keepfor": "keep", "count": "notices",
            "max": "notices", "maxnotices": "notices", "entries": "notices",
        ]
    )
}
