// SPDX-License-Identifier: Apache-2.0

import Core

/// One entry of `kinds`, as a file says it: another operation of AWS that reports a status.
struct KindDraft {
    private let fields: MappingReader
    private let diagnostics: DiagnosticCollector
    /// The name that watches use.
    let name: Setting<String>?
    private let title: Setting<String>?
    private let service: Setting<String>?
    private let signingName: Setting<String>?
    private let wire: Setting<KindRules.WireProtocol>?
    private let operation: Setting<String>?
    private let target: Setting<String>?
    private let path: Setting<String>?
    private let id: Setting<[String]>?
    private let status: Setting<String>?
    private let optional: [String: Setting<String>]
    private let leavesFinalStates: Setting<Bool>?
    private let meanings: [StatusRules.Meaning]?

    /// Reads an entry.
    ///
    /// Nil if it is not a mapping, which has been reported.
    init?(_ node: ConfigNode, source: SourceText, diagnostics: DiagnosticCollector) {
        guard
            let fields = MappingReader(
                node,
                keys: .kind,
                title: "a kind",
                help: "write `- name: NAME`, and beneath it service, protocol, operation and so on",
                source: source,
                diagnostics: diagnostics
            )
        else { return nil }
        self.fields = fields
        self.diagnostics = diagnostics
        name = fields.setting("name", KindRules.name)
        title = fields.setting("title", ValueRules.name)
        service = fields.setting("service", KindRules.serviceName)
        signingName = fields.setting("signing_name", KindRules.serviceName)
        wire = fields.setting("protocol", KindRules.wire)
        operation = fields.setting("operation", KindRules.operation)
        target = fields.setting("target", KindRules.target)
        path = fields.setting("path", KindRules.path)
        id = fields.setting("id", KindRules.idMembers)
        status = fields.setting("status", KindRules.responsePath)
        var optional: [String: Setting<String>] = [:]
        for key in ["reason", "created", "started", "finished"] {
            optional[key] = fields.setting(key, KindRules.responsePath)
        }
        self.optional = optional
        leavesFinalStates = fields.setting("leaves_final_states", ValueRules.boolean)
        meanings = StatusMeanings(fields: fields).read()
        for key in ["name", "service", "protocol", "operation", "status"] where fields.lacks(key) {
            diagnostics.error("a kind needs '\(key)'", at: fields.location, help: Self.example[key])
        }
    }

    private static let example = [
        "name": "`name: glue-job-run`: the name that watches give in `kind:`",
        "service": "`service: glue`: what the service's host name begins with",
        "protocol": "`protocol: json-1.1`, or json-1.0 or rest-json: what the service speaks",
        "operation": "`operation: GetJobRun`: the operation to call",
        "status": "`status: JobRun.JobRunState`: the member of the response that has the status",
    ]

    /// Where the kind is named.
    var location: SourceLocation { name?.location ?? fields.location }

    /// The kind; nil if something is missing or wrong, which has been reported.
    func kind() -> Kind? {
        let form = requestForm()
        guard let name = name?.value, let service = service?.value, let operation = operation?.value,
            let status = status?.value, let meanings, let (transport, request, members) = form,
            optional.values.allSatisfy({ $0.value != nil })
        else { return nil }
        return Kind(
            name: name,
            title: title?.value ?? "\(operation) of \(service)",
            service: AWSService(
                name: service,
                signingName: signingName?.value,
                title: service,
                transport: transport
            ),
            operation: operation,
            request: request,
            id: IDRule(members.map { IDRule.Part($0, .anything) }, arns: []),
            response: Kind.Response(
                status: status,
                reason: optional["reason"]?.value,
                created: optional["created"]?.value,
                started: optional["started"]?.value,
                finished: optional["finished"]?.value,
                keepsOthers: false
            ),
            statuses: StatusRules(
                meanings,
                leavableStates: (leavesFinalStates?.value ?? false) ? StatusRules.finalStates : []
            ),
            authorization: .anything,
            isUserDefined: true
        )
    }

    /// The form of the request by the protocol: a target and members, or a path.
    private func requestForm() -> (AWSService.Transport, Kind.Request, [String])? {
        switch wire?.value {
        case .restJSON:
            refuse(target, "target", "rest-json has a path instead: give `path:`")
            refuse(id, "id", "the members in the braces of `path` are the id")
            if fields.lacks("path") {
                need("path", "`path: /jobs/{jobId}`: the path to request, with the resource's members in braces")
            }
            guard let path = path?.value else { return nil }
            return (.restJSON, .path(path), KindRules.members(in: path))
        case .json10: return body(.one)
        case .json11: return body(.oneOne)
        case nil: return nil
        }
    }

    private func body(_ version: AWSService.JSONVersion) -> (AWSService.Transport, Kind.Request, [String])? {
        refuse(path, "path", "its operation is named by `target:`")
        if fields.lacks("target") { need("target", "`target: AWSGlue`: what X-Amz-Target has before the operation") }
        if fields.lacks("id") { need("id", "`id: RunId`: the member of the request that names the resource") }
        guard let target = target?.value, let members = id?.value else { return nil }
        if let operation = operation?.value, let fault = KindRules.targetFault(target, operation),
            let location = self.target?.location
        {
            diagnostics.error(fault.message, at: location, help: fault.help)
            return nil
        }
        return (.json(version, targetPrefix: target), .body(), members)
    }

    private func need(_ key: String, _ help: String) {
        diagnostics.error("a kind of this protocol needs '\(key)'", at: fields.location, help: help)
    }

    private func refuse<Value>(_ setting: Setting<Value>?, _ key: String, _ help: String) {
        guard let setting, fields.node(key) != nil else { return }
        diagnostics.error("'\(key)' has no meaning with this protocol", at: setting.location, help: help)
    }
}

/// Reads `statuses` of an entry of `kinds`: which status means which state.
private struct StatusMeanings {
    /// The most that one kind may have.
    private static let most = 64
    /// `completed`, reported as a warning.
    private static let warning = "completed-with-warning"
    private static let states: [JobState] = [
        .pending, .inProgress, .stopping, .completed, .failed, .stopped, .deleted,
    ]
    private static let words = states.map(\.rawValue) + [warning]
    private static let validWords = "valid values: " + words.joined(separator: ", ")

    let fields: MappingReader

    /// The meanings; nil if there are none or wrong ones, which has been reported.
    func read() -> [StatusRules.Meaning]? {
        let help =
            "write each status with its state: `statuses: {RUNNING: in-progress, DONE: completed, ERROR: failed}`"
        guard let node = fields.node("statuses") else {
            if fields.lacks("statuses") { report("a kind needs 'statuses'", at: fields.location, help: help) }
            return nil
        }
        let location = fields.location(of: node, "statuses")
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            let found = node.isNull ? "nothing" : node.description
            if let found { report("'statuses' must be keys and values, not \(found)", at: location, help: help) }
            return nil
        }
        guard entries.count <= Self.most else {
            report("'statuses' has \(entries.count) entries, and at most \(Self.most) are allowed", at: location)
            return nil
        }
        let meanings = entries.compactMap(meaning)
        guard meanings.count == entries.count else { return nil }
        guard meanings.contains(where: \.state.isFinal) else {
            report(
                "none of these 'statuses' ends a watch",
                at: location,
                help: "at least one must be completed, failed, stopped or deleted"
            )
            return nil
        }
        return meanings
    }

    private func meaning(_ entry: ConfigNode.Entry) -> StatusRules.Meaning? {
        let status = entry.key
        let keyLocation = SourceLocation(fields.source, entry.keyMark)
        guard (1...128).contains(status.utf8.count), !status.unicodeScalars.contains(where: \.isUnsafeInText) else {
            report("a status must be 1 to 128 characters on one line", at: keyLocation)
            return nil
        }
        let shown = status.shownInMessage
        let location = entry.value.isNull ? keyLocation : SourceLocation(fields.source, entry.value.mark)
        guard case .scalar(let word, _) = entry.value.content, !entry.value.isNull else {
            if entry.value.description != nil {
                report("the status '\(shown)' has no state", at: location, help: Self.validWords)
            }
            return nil
        }
        if word == Self.warning { return StatusRules.Meaning(status, .completed, isWarning: true) }
        if let state = Self.states.first(where: { $0.rawValue == word }) { return StatusRules.Meaning(status, state) }
        let meant = Suggestion.nearest(to: word, among: Self.words) ?? KeySet.on.meant(by: word)
        report(
            "the status '\(shown)' means '\(word.shownInMessage)', which is not a state",
            at: location,
            help: meant.map { "did you mean '\($0)'?" } ?? Self.validWords
        )
        return nil
    }

    private func report(_ message: String, at location: SourceLocation, help: String? = nil) {
        fields.diagnostics.error(message, at: location, help: help)
    }
}
