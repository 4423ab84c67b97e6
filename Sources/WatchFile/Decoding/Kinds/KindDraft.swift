// SPDX-License-Identifier: Apache-2.0

import Core

/// One entry of `kinds`, as a file says it: another operation of AWS that reports a status.
///
/// ``KindYAML`` writes what this reads.
struct KindDraft {
    private let fields: MappingReader
    /// The name that watches use.
    let name: Setting<String>?
    private let title: Setting<String>?
    private let request: KindRequestDraft
    private let response: KindResponseDraft
    private let statuses: StatusRules?
    private let notFound: [String]
    private let transient: [String]
    private let authorization: Kind.Authorization
    private let listing: Listing?

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
        name = fields.setting("name", KindRules.name)
        title = fields.setting("title", ValueRules.name)
        request = KindRequestDraft(fields)
        response = KindResponseDraft(fields)
        statuses = StatusRulesDraft(fields: fields).rules()
        notFound = fields.values("not_found", upTo: KindRules.mostCodes, KindRules.errorCode) ?? []
        transient = fields.values("transient", upTo: KindRules.mostCodes, KindRules.errorCode) ?? []
        authorization = Self.policy(fields, request)
        listing = ListingDraft(fields)?.listing(request)
        for key in ["name", "service", "protocol", "operation", "status"] where fields.lacks(key) {
            diagnostics.error("a kind needs '\(key)'", at: fields.location, help: Self.example[key])
        }
        response.checkAbsence(statuses)
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

    /// The kind; nil if something is missing or wrong that a watch of it depends on, which has been reported.
    func kind() -> Kind? {
        let call = request.call()
        guard let name = name?.value, let operation = request.operation?.value, let response = response.response(),
            let statuses, let call
        else { return nil }
        return Kind(
            name: name,
            title: title?.value ?? "\(operation) of \(request.serviceName)",
            service: call.service,
            operation: operation,
            request: call.request,
            id: call.id,
            response: response,
            statuses: statuses,
            errors: Kind.ErrorCodes(notFound: notFound, transient: transient),
            authorization: authorization,
            listing: listing,
            isUserDefined: true
        )
    }

    // MARK: What an IAM policy names

    private static func policy(_ fields: MappingReader, _ request: KindRequestDraft) -> Kind.Authorization {
        guard let node = fields.node("policy") else { return .anything }
        let help = "`itself`, `any`, or `{arn: arn:aws:…}` for the resource by which IAM decides"
        if case .mapping = node.content {
            guard let other = fields.mapping("policy", .policy, help: help) else { return .anything }
            let hasID = other.setting("has_id", ValueRules.boolean)?.value ?? false
            if let owners = KindARNs.patterns("within", of: other) {
                checkARNs(request, at: other.location, fields)
                return .itselfWithin(owners)
            }
            if other.lacks("arn") {
                fields.diagnostics.error("'policy' needs 'arn'", at: other.location, help: help)
            }
            guard let pattern = other.node("arn").flatMap({ KindARNs.pattern($0, in: "arn", of: other) }) else {
                return .anything
            }
            return .other(pattern, hasID: hasID)
        }
        guard let setting = fields.setting("policy", { KindRules.policy($0, help: help) }) else { return .anything }
        if setting.value == .itself { checkARNs(request, at: setting.location, fields) }
        return setting.value ?? .anything
    }

    private static func checkARNs(_ request: KindRequestDraft, at location: SourceLocation, _ fields: MappingReader) {
        guard !request.hasARNs else { return }
        fields.diagnostics.error(
            "'policy' is 'itself', but this kind says nothing of ARNs",
            at: location,
            help: "give its resources' `arn:`"
        )
    }
}
