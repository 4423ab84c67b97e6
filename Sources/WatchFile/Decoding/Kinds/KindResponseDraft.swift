// SPDX-License-Identifier: Apache-2.0

import Core

/// Where an entry of `kinds` finds what in the response.
///
/// What it does not name is neither told nor recorded, unless it says `details: all`.
struct KindResponseDraft {
    private let fields: MappingReader
    private let status: Setting<String>?
    private let absent: Setting<String>?
    private let reasons: [String]
    private let paths: [String: String]
    private let lists: [String: [String]]
    private let keepsOthers: Bool

    /// The keys that have one path.
    private static let single = ["resource_name", "created", "started", "finished", "modified"]
    /// The keys that have several.
    private static let several = ["opened", "highlights", "causes"]

    /// What stands in `details` for every member that is not omitted.
    static let all = "all"

    /// Reads the keys of an entry.
    init(_ fields: MappingReader) {
        self.fields = fields
        status = fields.setting("status", KindRules.responsePath)
        absent = fields.setting("absent", StatusRulesDraft.word)
        reasons = fields.values("reason", upTo: KindRules.mostReasons, KindRules.listedPath) ?? []
        var paths: [String: String] = [:]
        for key in Self.single { paths[key] = fields.setting(key, KindRules.responsePath)?.value }
        self.paths = paths
        var lists: [String: [String]] = [:]
        for key in Self.several { lists[key] = fields.values(key, upTo: KindRules.mostPaths, KindRules.responsePath) }
        lists["omitted"] = fields.values("omitted", upTo: KindRules.mostPaths, KindRules.anyPath)
        let details = fields.values("details", upTo: KindRules.mostPaths, KindRules.responsePath)
        keepsOthers = details?.contains(Self.all) ?? false
        lists["details"] = details?.filter { $0 != Self.all }
        self.lists = lists
    }

    /// Reports an `absent` that `statuses` do not have.
    func checkAbsence(_ statuses: StatusRules?) {
        guard let word = absent?.value, let location = absent?.location, let statuses, !statuses.lists(word) else {
            return
        }
        StatusRulesDraft.reportUnlisted(word, in: "absent", at: location, statuses, fields.diagnostics)
    }

    /// The paths; nil without a status.
    func response() -> Kind.Response? {
        guard let status = status?.value else { return nil }
        return Kind.Response(
            status: status,
            statusWhenAbsent: absent?.value,
            moreReasons: reasons,
            name: paths["resource_name"],
            created: paths["created"],
            started: paths["started"],
            finished: paths["finished"],
            modified: paths["modified"],
            opened: lists["opened"] ?? [],
            highlights: lists["highlights"] ?? [],
            causes: lists["causes"] ?? [],
            details: lists["details"] ?? [],
            keepsOthers: keepsOthers,
            omitted: lists["omitted"] ?? []
        )
    }
}
