// SPDX-License-Identifier: Apache-2.0

import Core

/// One entry of `kinds`, as a file says it: another operation of AWS that tells a status.
struct KindDraft {
    private let fields: MappingReader
    private let diagnostics: DiagnosticCollector
    /// The name that watches use it by.
    let name: Setting<String>?
    private let title: Setting<String>?
    private let service: Setting<String>?
    private let signingName: Setting<String>?
    private let wire: Setting<KindRules.Wire>?
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
    /// Nil if it is no mapping, which has been reported.
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
        status = fields.setting("status", KindRules.answerPath)
        var optional: [String: Setting<String>] = [:]
        for key in ["reason", "created", "started", "finished"] {
            optional[key] = fields.setting(key, KindRules.answerPath)
        }
        self.optional = optional
        leavesFinalStates = fields.setting("leaves_final_states", ValueRules.boolean)
        meanings = StatusWords(fields: fields).meanings()
        for key in ["name", "service", "protocol", "operation", "status"] where fields.lacks(key) {
            diagnostics.error("a kind needs '\(key)'", at: fields.place, help: Self.example[key])
        }
    }

    private static let example = [
        "name": "`name: glue-job-run`: what watches call it in `kind:`",
        "service": "`service: glue`: what the service's host name begins with",
        "protocol": "`protocol: json-1.1`, or json-1.0 or rest-json: what the service speaks",
        "operation": "`operation: GetJobRun`: what is asked",
        "status": "`status: JobRun.JobRunState`: the member of the answer that says how it stands",
    ]

    /// Where the kind is named.
    var place: Place { name?.place ?? fields.place }

    /// The kind; nil if something is missing or wrong, which has been reported.
    func kind() -> Kind? {
        let asked = request()
        guard let name = name?.value, let service = service?.value, let operation = operation?.value,
            let status = status?.value, let meanings, let (transport, request, members) = asked,
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
            answer: Kind.Answer(
                status: status,
                reason: optional["reason"]?.value,
                created: optional["created"]?.value,
                started: optional["started"]?.value,
                finished: optional["finished"]?.value
            ),
            statuses: StatusRules(meanings, leavesFinalStates: leavesFinalStates?.value ?? false),
            authorization: .anything
        )
    }

    /// How it is asked, by the protocol: by a target and members, or by a path.
    private func request() -> (AWSService.Transport, Kind.Request, [String])? {
        switch wire?.value {
        case .restJSON:
            refuse(target, "target", "rest-json has a path instead: give `path:`")
            refuse(id, "id", "the members in the braces of `path` are the id")
            if fields.lacks("path") {
                need("path", "`path: /jobs/{jobId}`: what is asked, with the resource's members in braces")
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
        if let operation = operation?.value, target.hasSuffix(".\(operation)"), let place = self.target?.place {
            diagnostics.error(
                "'target' has the operation in it",
                at: place,
                help: "leave it out: \(target.dropLast(operation.utf8.count + 1))"
            )
            return nil
        }
        return (.json(version, targetPrefix: target), .body(), members)
    }

    private func need(_ key: String, _ help: String) {
        diagnostics.error("a kind of this protocol needs '\(key)'", at: fields.place, help: help)
    }

    private func refuse<Value>(_ setting: Setting<Value>?, _ key: String, _ help: String) {
        guard let setting, fields.node(key) != nil else { return }
        diagnostics.error("'\(key)' has no meaning with this protocol", at: setting.place, help: help)
    }
}
