// SPDX-License-Identifier: Apache-2.0

import Core

/// How an entry of `kinds` asks for a resource: the service, its protocol, the request, and what an id is.
struct KindRequestDraft {
    /// How a kind's operation is called.
    struct Call {
        let service: AWSService
        let request: Kind.Request
        let id: IDRule
    }

    private let fields: MappingReader
    private let service: Setting<String>?
    private let signingName: Setting<String>?
    private let regions: [String]?
    private let wire: Setting<KindRules.WireProtocol>?
    /// The operation.
    let operation: Setting<String>?
    private let target: Setting<String>?
    private let method: Setting<Kind.Request.Method>?
    private let path: Setting<String>?
    private let id: KindIDDraft
    private let fixed: [String: Kind.Request.FixedValue]
    private let verbose: Setting<String>?

    /// Reads the keys of an entry.
    init(_ fields: MappingReader) {
        self.fields = fields
        service = fields.setting("service", KindRules.serviceName)
        signingName = fields.setting("signing_name", KindRules.serviceName)
        regions = fields.values("regions", upTo: KindRules.mostRegions, ValueRules.region)
        wire = fields.setting("protocol", KindRules.wire)
        operation = fields.setting("operation", KindRules.operation)
        target = fields.setting("target", KindRules.target)
        method = fields.setting("method", KindRules.method)
        path = fields.setting("path", KindRules.path)
        id = KindIDDraft(fields)
        fixed = FixedMembersDraft(fields).members
        verbose = fields.setting("verbose", KindRules.requestMember)
    }

    /// The service's name, as the entry has it.
    var serviceName: String { service?.value ?? "" }

    /// The service's name in signatures; of a service that awaitd knows, its own.
    var signingServiceName: String? {
        signingName?.value
            ?? service?.value.map { word in
                AWSService.builtIn(named: word) { _ in true }?.signingName ?? word
            }
    }

    /// Whether the service speaks REST-JSON; nil if that is unknown.
    var isREST: Bool? { wire?.value.map { $0 == .restJSON } }

    /// Whether the entry says what the resources' ARNs look like.
    var hasARNs: Bool { id.hasARNs }

    /// How the operation is called; nil if something is missing or wrong, which has been reported.
    func call() -> Call? {
        switch wire?.value {
        case .restJSON: restCall()
        case .json10: jsonCall(.one)
        case .json11: jsonCall(.oneOne)
        case nil: nil
        }
    }

    private func restCall() -> Call? {
        refuse(target, "target", "rest-json has a path instead: give `path:`")
        if fields.lacks("path") {
            need("path", "`path: /jobs/{jobId}`: the path to request, with the resource's members in braces")
        }
        let inPath = path?.value.map(KindRules.members)
        guard let rule = id.rule(inPath: inPath ?? []) else { return nil }
        guard let path = path?.value, let location = self.path?.location, let inPath else { return nil }
        if rule.parts.isEmpty {
            fields.diagnostics.error(
                "'path' names no resource",
                at: location,
                help: "a path looks like /jobs/{jobId}; members that are not in it are named by `id:`"
            )
            return nil
        }
        for member in inPath where !rule.parts.contains(where: { $0.member == member }) {
            fields.diagnostics.error(
                "'path' has '{\(member)}' in it, which 'id' does not name",
                at: location,
                help: "name all members: `id: \((inPath + rule.parts.map(\.member)).unique.joined(separator: "/"))`"
            )
            return nil
        }
        if let part = rule.parts.first(where: { inPath.contains($0.member) && $0.shape != .string }) {
            fields.diagnostics.error(
                "'\(part.member)' is in the path, which has no \(part.shape.rawValue)s",
                at: id.location,
                help: "leave out how it is sent"
            )
            return nil
        }
        if method?.value == .post { checkPost(path) }
        return call(
            .restJSON, Kind.Request(method?.value ?? .get, path, fixed: fixed, verboseMember: verbose?.value), rule)
    }

    private func checkPost(_ path: String) {
        guard let name = signingServiceName, let location = method?.location else { return }
        KindRules.checkPost(path, of: name, at: location, fields.diagnostics)
    }

    private func jsonCall(_ version: AWSService.JSONVersion) -> Call? {
        refuse(path, "path", "its operation is named by `target:`")
        refuse(method, "method", "all of its requests are POSTs; remove it")
        if fields.lacks("target") { need("target", "`target: AWSGlue`: what X-Amz-Target has before the operation") }
        if fields.lacks("id") { need("id", "`id: RunId`: the member of the request that names the resource") }
        guard let rule = id.rule(inPath: []), !rule.parts.isEmpty, let target = target?.value else { return nil }
        if let operation = operation?.value, let fault = KindRules.targetFault(target, operation),
            let location = self.target?.location
        {
            fields.diagnostics.error(fault.message, at: location, help: fault.help)
            return nil
        }
        return call(
            .json(version, targetPrefix: target),
            .body(verboseMember: verbose?.value, fixed: fixed),
            rule
        )
    }

    private func call(_ transport: AWSService.Transport, _ request: Kind.Request, _ rule: IDRule) -> Call? {
        for member in rule.parts.map(\.member) + [request.verboseMember].compactMap(\.self)
        where fixed[member] != nil {
            fields.diagnostics.error(
                "'fixed' has '\(member)' in it, which is sent already",
                at: fields.keyLocation("fixed"),
                help: "remove it there"
            )
        }
        guard let service = awsService(transport) else { return nil }
        return Call(service: service, request: request, id: rule)
    }

    /// The service that awaitd knows by this name or host, if it speaks the same; else one of the user's own.
    ///
    /// It is the same value then, so that kinds of both sorts share a lane, its rate limit and the service's settings.
    private func awsService(_ transport: AWSService.Transport) -> AWSService? {
        guard let word = service?.value else { return nil }
        let signing = signingName?.value
        let known = AWSService.builtIn(named: word) { service in
            service.transport == transport && (signing == nil || signing == service.signingName)
        }
        if let known { return regions.map(known.limited(to:)) ?? known }
        return AWSService(
            name: word,
            signingName: signing,
            title: word,
            transport: transport,
            regions: regions ?? AWSService.allRegions
        )
    }

    private func need(_ key: String, _ help: String) {
        fields.diagnostics.error("a kind of this protocol needs '\(key)'", at: fields.location, help: help)
    }

    private func refuse<Value>(_ setting: Setting<Value>?, _ key: String, _ help: String) {
        guard let setting, fields.node(key) != nil else { return }
        fields.diagnostics.error("'\(key)' has no meaning with this protocol", at: setting.location, help: help)
    }
}

extension [String] {
    /// Each element once, in the order of their first places.
    fileprivate var unique: [String] {
        reduce(into: []) { found, element in
            if !found.contains(element) { found.append(element) }
        }
    }
}
