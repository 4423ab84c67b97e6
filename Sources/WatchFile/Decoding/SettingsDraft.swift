// SPDX-License-Identifier: Apache-2.0

/// What `defaults` and a watch may both say, as a file says it.
struct SettingsDraft {
    var region: Setting<String>?
    var profile: Setting<String>?
    var roleARN: Setting<String>?
    var externalID: Setting<String>?
    var endpoint: Setting<String>?
    var pollInitial: Setting<Duration>?
    var pollMax: Setting<Duration>?
    var overdueAfter: Setting<Duration>?
    var verbose: Setting<Bool>?
    var starts = StartsDraft()

    /// Nothing said.
    init() {}

    /// Reads the settings of a mapping.
    init(_ fields: MappingReader) {
        region = fields.setting("region", ValueRules.region)
        profile = fields.setting("profile", ValueRules.name)
        roleARN = fields.setting("role_arn", ValueRules.roleARN)
        externalID = fields.setting("external_id", ValueRules.externalID)
        endpoint = fields.setting("endpoint", ValueRules.endpoint)
        overdueAfter = fields.setting("overdue_after", ValueRules.overdueAfter)
        verbose = fields.setting("verbose", ValueRules.boolean)
        starts = StartsDraft(fields)
        guard let node = fields.node("poll") else { return }
        let poll = MappingReader(
            node.isNull ? ConfigNode(content: node.content, mark: fields.keyPlace("poll").mark) : node,
            keys: .poll,
            title: "'poll'",
            help: "write `poll: {initial: 15s, max: 5m}`",
            source: fields.source,
            diagnostics: fields.diagnostics
        )
        pollInitial = poll?.setting("initial", ValueRules.pollInterval)
        pollMax = poll?.setting("max", ValueRules.pollInterval)
    }
}
