// SPDX-License-Identifier: Apache-2.0

package import Core

/// A kind as an entry of `kinds`, to copy and adapt: `awaitd kinds --yaml`.
///
/// ``KindDraft`` reads what this writes.
package struct KindYAML {
    private let kind: Kind

    /// The entry of a kind.
    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// The entry, indented as an item of the list under `kinds:`, with a line end.
    package var text: String {
        var writer = YAMLWriter()
        writer.write(item: entry)
        return writer.text
    }

    private var entry: [(String, YAMLValue)] {
        kept(
            [("name", .text(kind.name)), ("title", .text(kind.title))] + service + request
                + response(kind.response) + life + [
                    ("not_found", .texts(kind.errors.notFound)), ("transient", .texts(kind.errors.transient)),
                    ("policy", policy), ("listing", kind.listing.map { .mapping(listing($0)) }),
                ]
        )
    }

    // MARK: The request

    private var service: [(String, YAMLValue?)] {
        let service = kind.service
        let named = AWSService.builtIn(named: service.name) { $0.transport == service.transport }
        // Of a service with several hosts only the first is known by the service's name.
        let isFirst = named.map { $0.endpointPrefix == service.endpointPrefix } ?? true
        let name = isFirst ? service.name : service.endpointPrefix
        let known = AWSService.builtIn(named: name) { $0.transport == service.transport }
        let regions = known?.regions ?? AWSService.allRegions
        var keys: [(String, YAMLValue?)] = [
            ("service", .text(name)),
            ("signing_name", service.signingName == service.name ? nil : .text(service.signingName)),
            ("regions", service.regions == regions ? nil : .texts(service.regions)),
        ]
        switch service.transport {
        case .json(let version, let target):
            keys += [
                ("protocol", .text("json-\(version.rawValue)")), ("operation", .text(kind.operation)),
                ("target", .text(target)),
            ]
        case .restJSON:
            keys += [
                ("protocol", .text("rest-json")), ("operation", .text(kind.operation)),
                ("method", kind.request.method == .get ? nil : .text(kind.request.method.rawValue)),
                ("path", .text(kind.request.path)),
            ]
        }
        return keys
    }

    private var request: [(String, YAMLValue?)] {
        let rule = kind.id
        let usual = IDRule(rule.parts).arns
        return [
            ("id", id),
            ("arn", rule.arns == usual ? nil : Self.patterns(rule.arns)),
            ("found_by_arn", rule.isFoundByARN ? nil : .word("false")),
            ("fixed", Self.fixed(kind.request.fixed)),
            ("verbose", kind.request.verboseMember.map(YAMLValue.text)),
        ]
    }

    /// As short as it can be said; nil if the path says it.
    private var id: YAMLValue? {
        let parts = kind.id.parts
        guard parts.allSatisfy({ $0.form == .anything && $0.arns.isEmpty && $0.shape != .number }) else {
            return .list(parts.map { .mapping(Self.part($0)) })
        }
        let isPaths =
            kind.service.transport == .restJSON && parts.map(\.member) == KindRules.members(in: kind.request.path)
        if isPaths { return nil }
        return .text(parts.map { $0.shape == .list ? "\($0.member)[]" : $0.member }.joined(separator: "/"))
    }

    private static func part(_ part: IDRule.Part) -> [(String, YAMLValue)] {
        kept([
            ("member", .text(part.member)),
            ("as", part.shape == .string ? nil : .text(part.shape.rawValue)),
            ("form", part.form == .anything ? nil : part.form.map(form) ?? .text("arn")),
            ("arns", part.arns.isEmpty ? nil : patterns(part.arns)),
        ])
    }

    private static func form(_ form: IDForm) -> YAMLValue {
        if form == .anything { return .text("any") }
        let (least, most) = (form.length.lowerBound, form.length.upperBound)
        let letters: String? =
            switch form.letters {
            case .any: nil
            case .lowerCase: "lower-case"
            case .none: "none"
            }
        return .mapping(
            kept([
                ("length", least == most ? .word("\(least)") : .text("\(least)-\(most)")),
                ("letters", letters.map(YAMLValue.text)),
                ("others", form.others.isEmpty ? nil : .text(form.others)),
            ])
        )
    }

    private static func patterns(_ patterns: [ARNPattern]) -> YAMLValue {
        if patterns.count == 1, let only = patterns.first, only.last == nil { return .text(only.text) }
        return .list(patterns.map(pattern))
    }

    private static func pattern(_ pattern: ARNPattern) -> YAMLValue {
        guard let last = pattern.last else { return .text(pattern.text) }
        return .mapping([("pattern", .text(pattern.text)), ("last", form(last))])
    }

    private static func fixed(_ members: [String: Kind.Request.FixedValue]) -> YAMLValue? {
        guard !members.isEmpty else { return nil }
        return .mapping(
            members.sorted { $0.key < $1.key }.map { name, value in
                switch value {
                case .string(let text): (name, .text(text))
                case .integer(let number): (name, .word(String(number)))
                case .bool(let flag): (name, .word(String(flag)))
                case .strings(let texts): (name, .list(texts.map(YAMLValue.text)))
                }
            }
        )
    }

    private var policy: YAMLValue? {
        switch kind.authorization {
        case .anything: nil
        case .itself: .text("itself")
        case .itselfWithin(let owners): .mapping([("within", Self.patterns(owners))])
        case .other(let pattern, let hasID):
            .mapping(Self.kept([("arn", Self.pattern(pattern)), ("has_id", hasID ? .word("true") : nil)]))
        }
    }

    // MARK: The response

    private func response(_ response: Kind.Response) -> [(String, YAMLValue?)] {
        [
            ("status", .text(response.status)),
            ("absent", response.statusWhenAbsent.map(YAMLValue.text)),
            ("reason", .oneOrMore(response.reasons)),
            ("resource_name", response.name.map(YAMLValue.text)),
            ("created", response.created.map(YAMLValue.text)),
            ("started", response.started.map(YAMLValue.text)),
            ("finished", response.finished.map(YAMLValue.text)),
            ("modified", response.modified.map(YAMLValue.text)),
            ("opened", .texts(response.opened)),
            ("highlights", .texts(response.highlights)),
            ("causes", .texts(response.causes)),
            ("details", .oneOrMore((response.keepsOthers ? [KindResponseDraft.all] : []) + response.details)),
            ("omitted", .texts(response.omitted)),
        ]
    }

    private var life: [(String, YAMLValue?)] {
        let rules = kind.statuses
        let leavable = StatusRulesDraft.finalStates.filter(rules.leavableStates.contains).map(\.rawValue)
        return [
            ("statuses", .lines(rules.meanings.map { ($0.status, .text($0.word)) })),
            ("absence", rules.absence.map(YAMLValue.text)),
            ("may_return_to", .texts(rules.mayReturnTo)),
            (
                "leaves_final_states",
                rules.leavableStates == StatusRules.finalStates ? .word("true") : .texts(leavable)
            ),
            ("caveats", conditions(rules.caveats)),
            ("failed_if", conditions(rules.failures)),
        ]
    }

    private func conditions(_ caveats: [Caveat]) -> YAMLValue? {
        var members: [(String, [String])] = []
        for caveat in caveats {
            if let index = members.firstIndex(where: { $0.0 == caveat.member }) {
                members[index].1.append(caveat.condition.text)
            } else {
                members.append((caveat.member, [caveat.condition.text]))
            }
        }
        let values = members.compactMap { member, conditions in YAMLValue.oneOrMore(conditions).map { (member, $0) } }
        return values.isEmpty ? nil : .mapping(values)
    }

    // MARK: The listing

    private func listing(_ listing: Listing) -> [(String, YAMLValue)] {
        let item = listing.item
        // A kind of one's own has filters that are members.
        let filters = listing.filters.form == .members ? listing.filters : Listing.Filters()
        let isRoot = listing.request.path == "/" && listing.request.method == .post
        return kept([
            ("operation", .text(listing.operation)),
            ("method", isRoot || listing.request.method == .get ? nil : .text(listing.request.method.rawValue)),
            ("path", isRoot ? nil : .text(listing.request.path)),
            ("query", listing.sendsQuery ? .word("true") : nil),
            ("parent", .texts(listing.parent)),
            ("fixed", Self.fixed(listing.request.fixed)),
            ("items", listing.items.isEmpty ? nil : .text(listing.items)),
            (
                "item",
                .some(members: [
                    ("id", item.id), ("arn", item.arn), ("name", item.name), ("status", item.status),
                    ("reason", item.reason), ("created", item.created), ("modified", item.modified),
                ])
            ),
            (
                "page_size",
                listing.pageSize.map { .mapping([("member", .text($0.member)), ("most", .word(String($0.most)))]) }
            ),
            (
                "token",
                listing.token.map { token in
                    token.sent == token.received
                        ? .text(token.sent)
                        : .mapping([("sent", .text(token.sent)), ("received", .text(token.received))])
                }
            ),
            (
                "filters",
                .some(members: [
                    ("status", filters.status), ("created_after", filters.createdAfter),
                    ("modified_after", filters.modifiedAfter), ("name_contains", filters.nameContains),
                ])
            ),
        ])
    }

    private func kept(_ keys: [(String, YAMLValue?)]) -> [(String, YAMLValue)] { Self.kept(keys) }

    /// The keys that have a value.
    private static func kept(_ keys: [(String, YAMLValue?)]) -> [(String, YAMLValue)] {
        keys.compactMap { key, value in value.map { (key, $0) } }
    }
}

extension StatusRules.Meaning {
    /// The state as a watch file has it.
    fileprivate var word: String {
        (isWarning ? StatusRulesDraft.warnings[state] : nil) ?? state.rawValue
    }
}
