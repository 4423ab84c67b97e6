// SPDX-License-Identifier: Apache-2.0

import Core

/// What `defaults` and a watch may both say, as a file says it.
struct SettingsDraft {
    let region: Setting<String>?
    let profile: Setting<String>?
    let roleARN: Setting<String>?
    let externalID: Setting<String>?
    let endpoint: Setting<EndpointURL>?
    let pollInitial: Setting<Duration>?
    let pollMax: Setting<Duration>?
    let overdueAfter: Setting<Duration>?
    let verbose: Setting<Bool>?
    let starts: StartsDraft

    /// Reads the settings of a mapping.
    init(_ fields: MappingReader) {
        region = fields.setting("region", ValueRules.region)
        profile = fields.setting("profile", ValueRules.name)
        roleARN = fields.setting("role_arn", ValueRules.roleARN)
        externalID = fields.setting("external_id", ValueRules.externalID)
        endpoint = fields.setting("endpoint", ValueRules.endpoint)
        overdueAfter = fields.setting("overdue_after", ValueRules.positiveDuration)
        verbose = fields.setting("verbose", ValueRules.boolean)
        starts = StartsDraft(fields)
        let poll = fields.mapping("poll", .poll, help: "write `poll: {initial: 15s, max: 5m}`")
        pollInitial = poll?.setting("initial", ValueRules.pollInterval)
        pollMax = poll?.setting("max", ValueRules.pollInterval)
    }
}

/// What applies to a watch that doesn't say it itself: the file's `defaults` over the main file's over awaitd's own.
struct WatchSettings {
    var region: Setting<String>?
    var profile: Setting<String>?
    var roleARN: Setting<String>?
    var externalID: Setting<String>?
    var endpoint: Setting<EndpointURL>?
    var poll = PollPace.standard
    var overdueAfter: Duration?
    var verbose = false
    var starts: StartRules = .none

    /// `draft` put over these.
    ///
    /// A contradiction between the two is reported.
    func with(_ draft: SettingsDraft, reportingTo diagnostics: DiagnosticCollector) -> WatchSettings {
        var result = self
        result.region = draft.region ?? region
        result.profile = draft.profile ?? profile
        result.roleARN = draft.roleARN ?? roleARN
        // An external id belongs to its role: another role does not inherit it.
        result.externalID = draft.externalID ?? (draft.roleARN == nil ? externalID : nil)
        if let setting = draft.externalID, result.roleARN == nil {
            diagnostics.error(
                "'external_id' has no 'role_arn' to go with it",
                at: setting.location,
                help: "write the role's ARN beside it, or remove the line"
            )
        }
        result.endpoint = draft.endpoint ?? endpoint
        result.poll = pace(draft, diagnostics)
        result.overdueAfter = draft.overdueAfter?.value ?? overdueAfter
        result.starts = starts.with(draft.starts.rules)
        result.verbose = draft.verbose?.value ?? verbose
        return result
    }

    /// The credentials that these settings ask for.
    var credentials: CredentialSelection {
        if let arn = roleARN?.value {
            return .role(arn: arn, externalID: externalID?.value, profile: profile?.value)
        }
        return profile?.value.map(CredentialSelection.profile) ?? .defaultChain
    }

    /// The settings of a watch of a kind, given by an ARN if there is one, or of what a matcher finds.
    func watchSettings(
        _ kind: Kind,
        region: String,
        arn: ARN?,
        expecting expectations: [Expectation] = [],
        matcher: String? = nil
    ) -> Watch.Settings {
        Watch.Settings(
            kind: kind,
            region: region,
            account: arn.flatMap { $0.account.isEmpty ? nil : $0.account },
            credentials: credentials,
            endpoint: endpoint?.value?.text,
            poll: poll,
            overdueAfter: overdueAfter,
            verbose: verbose && kind.hasVerbose,
            starts: starts,
            expectations: expectations,
            matcher: matcher
        )
    }

    /// `initial` alone raises an inherited `max` with it; a `max` that was written down is never changed silently.
    private func pace(_ draft: SettingsDraft, _ diagnostics: DiagnosticCollector) -> PollPace {
        let initial = draft.pollInitial?.value ?? poll.initial
        guard let setting = draft.pollMax, let max = setting.value else {
            return PollPace(initial: initial, max: poll.max)
        }
        let isInitialWrong = draft.pollInitial != nil && draft.pollInitial?.value == nil
        if max < initial, !isInitialWrong {
            diagnostics.error(
                "poll.max (\(DurationText.config(max))) is shorter than poll.initial (\(DurationText.config(initial)))",
                at: setting.location,
                help: draft.pollInitial == nil
                    ? "the inherited poll.initial applies here: give a shorter one as well" : nil
            )
        }
        return PollPace(initial: initial, max: max)
    }
}

extension Kind {
    /// Whether the operation can be asked for more than it returns by default.
    var hasVerbose: Bool { request.verboseMember != nil }
}
