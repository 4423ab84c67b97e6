// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads `id`, `arn` and `found_by_arn` of an entry of `kinds`: how its resources are named.
struct KindIDDraft {
    private let fields: MappingReader
    /// The parts as `id` gives them; nil if there is no `id`.
    private let given: Setting<[IDRule.Part]>?
    private let arns: [ARNPattern]?
    private let foundByARN: Setting<Bool>?

    /// Reads the keys of an entry.
    init(_ fields: MappingReader) {
        self.fields = fields
        given = Self.parts(fields)
        arns = KindARNs.patterns("arn", of: fields)
        foundByARN = fields.setting("found_by_arn", ValueRules.boolean)
    }

    /// Where the id is described.
    var location: SourceLocation { given?.location ?? fields.location }

    /// Whether the entry says what the resources' ARNs look like, if only wrongly.
    var hasARNs: Bool {
        switch fields.node("arn")?.content {
        case .sequence(let items): if !items.isEmpty { return true }
        case .scalar, .mapping, .invalid: return true
        case nil: break
        }
        guard let given else { return false }
        return given.value?.contains { !$0.arns.isEmpty } ?? true
    }

    /// The rule for ids; nil if they are wrongly described, which has been reported.
    ///
    /// Without `id` the members in the path are its parts.
    func rule(inPath members: [String]) -> IDRule? {
        if let given, given.value == nil { return nil }
        let parts = given?.value ?? members.map { IDRule.Part($0, .anything) }
        let rule = IDRule(parts, arns: arns, isFoundByARN: foundByARN?.value ?? true)
        if parts.count > 1, rule.isFoundByARN, let odd = rule.arns.first(where: { $0.placeholders != parts.count }) {
            fields.diagnostics.error(
                "'arn' has \(odd.placeholders.counted("placeholder")), and an id of this kind has \(parts.count) parts",
                at: fields.node("arn").map { fields.location(of: $0, "arn") } ?? fields.location,
                help:
                    "write each part of the id in capitals, or `found_by_arn: false` if the ARN does not have them all"
            )
        }
        return rule
    }

    private static func parts(_ fields: MappingReader) -> Setting<[IDRule.Part]>? {
        guard let node = fields.node("id"), case .sequence(let items) = node.content else {
            return fields.setting("id", KindRules.idParts)
        }
        let location = fields.location(of: node, "id")
        guard (1...KindRules.mostIDParts).contains(items.count) else {
            fields.diagnostics.error(
                "'id' has \(items.count.counted("part")), and 1 to \(KindRules.mostIDParts) are possible",
                at: location
            )
            return Setting(value: nil, location: location)
        }
        let parts = items.compactMap { part($0, fields) }
        guard parts.count == items.count else { return Setting(value: nil, location: location) }
        guard Set(parts.map(\.member)).count == parts.count else {
            fields.diagnostics.error("'id' names a member twice", at: location)
            return Setting(value: nil, location: location)
        }
        return Setting(value: parts, location: location)
    }

    private static func part(_ node: ConfigNode, _ fields: MappingReader) -> IDRule.Part? {
        if case .scalar = node.content {
            return fields.value(of: node, in: "id", KindRules.idParts).flatMap { parts in
                if parts.count == 1 { return parts.first }
                fields.diagnostics.error(
                    "each part is an entry of its own", at: SourceLocation(fields.source, node.mark))
                return nil
            }
        }
        let help = "write `- member: MEMBER`, and beneath it what is known of it: as, form, arns"
        guard let part = fields.inner(node, .idPart, title: "a part of 'id'", help: help) else { return nil }
        let member = part.setting("member", KindRules.requestMember)
        let shape = part.setting("as", KindRules.shape)
        let arns = KindARNs.patterns("arns", of: part)
        let form = KindFormDraft.form("form", of: part)
        if part.lacks("member") {
            fields.diagnostics.error("a part of 'id' needs 'member'", at: part.location, help: help)
        }
        if case .onlyARN? = form, (arns ?? []).isEmpty {
            fields.diagnostics.error(
                "this part of 'id' is an ARN, and nothing says which",
                at: part.location,
                help: "`arns: arn:aws:glue:REGION:ACCOUNT:job/NAME`: how it looks"
            )
            return nil
        }
        guard let name = member?.value, shape.map({ $0.value != nil }) ?? true, form != .wrong else { return nil }
        return IDRule.Part(name, (form ?? .some(.anything)).idForm, arns: arns ?? [], shape: shape?.value ?? .string)
    }
}

/// Reads the form of an id: `any`, `arn`, or its length and characters.
enum KindFormDraft: Equatable {
    /// An id has this form.
    case some(IDForm)
    /// Only an ARN is an id.
    case onlyARN
    /// It is wrongly described, which has been reported.
    case wrong

    /// The form; nil for an ARN.
    var idForm: IDForm? {
        if case .some(let form) = self { form } else { nil }
    }

    private static let help = "`any`, `arn`, or its length and characters: `{length: 1-64, letters: any, others: _.-}`"

    /// The form under a key; nil if there is none.
    static func form(_ key: String, of fields: MappingReader) -> KindFormDraft? {
        guard let node = fields.node(key) else { return nil }
        guard case .mapping = node.content else {
            return fields.setting(key) { value -> KindFormDraft? in
                switch value.text {
                case "any": .some(.anything)
                case "arn": .onlyARN
                default: value.invalid("is '\(value.shown)', which is not the form of an id", help: help)
                }
            }?.value ?? .wrong
        }
        guard let parts = fields.mapping(key, .idForm, help: help) else { return .wrong }
        let length = parts.setting("length", KindRules.length)
        let letters = parts.setting("letters", KindRules.letters)
        let others = parts.setting("others", KindRules.otherCharacters)
        if parts.lacks("length") {
            parts.diagnostics.error(
                "'\(key)' needs 'length'", at: parts.location, help: "`length: 12`, or `length: 1-64`")
        }
        guard let range = length?.value else { return .wrong }
        return .some(IDForm(range, letters: letters?.value ?? .any, others: others?.value ?? ""))
    }
}

/// Reads what the ARNs of a resource look like: `arn:aws:glue:REGION:ACCOUNT:job/NAME`.
enum KindARNs {
    /// The most patterns in one place.
    private static let most = 16
    private static let help = "an ARN with placeholders in capitals looks like arn:aws:glue:REGION:ACCOUNT:job/NAME"

    /// The patterns under a key, one or a list; nil if there is no such key.
    static func patterns(_ key: String, of fields: MappingReader) -> [ARNPattern]? {
        guard let node = fields.node(key) else { return nil }
        guard case .sequence(let items) = node.content else { return pattern(node, in: key, of: fields).map { [$0] } }
        if items.count > most {
            fields.diagnostics.error(
                "'\(key)' has \(items.count) entries, and at most \(most) are allowed",
                at: fields.location(of: node, key)
            )
        }
        return items.prefix(most).compactMap { pattern($0, in: key, of: fields) }
    }

    /// One pattern, by itself or with the form of its last part; nil if it is none, which has been reported.
    static func pattern(_ node: ConfigNode, in key: String, of fields: MappingReader) -> ARNPattern? {
        guard case .mapping = node.content else { return fields.value(of: node, in: key, text) }
        guard let parts = fields.inner(node, .arnPattern, title: "'\(key)'", help: help) else { return nil }
        if parts.lacks("pattern") {
            parts.diagnostics.error("'\(key)' needs 'pattern'", at: parts.location, help: help)
        }
        let last = KindFormDraft.form("last", of: parts)
        if last == .onlyARN {
            parts.diagnostics.error("an ARN does not end in an ARN", at: parts.keyLocation("last"), help: nil)
        }
        return parts.setting("pattern", text)?.value.map { ARNPattern($0.service, $0.resource, last: last?.idForm) }
    }

    private static func text(_ value: ConfigText) -> ARNPattern? {
        let parts = value.text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        let isPlain = value.text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard value.text.utf8.count <= 512, isPlain, parts.count == 6, parts[0] == "arn", parts[1] == "aws",
            KindRules.isService(parts[2]), !parts[5].isEmpty
        else {
            return value.invalid(sentence: "'\(value.shown)' is not how an ARN looks", help: help)
        }
        guard parts[3] == "REGION", parts[4] == "ACCOUNT" else {
            return value.invalid(
                "has a region or an account in it",
                help: "write REGION and ACCOUNT for them: arn:aws:\(parts[2]):REGION:ACCOUNT:…"
            )
        }
        let pattern = ARNPattern(parts[2], parts[5])
        // EMR's containers and serverless applications have ARNs whose resource begins with a slash.
        let pieces = parts[5].drop { $0 == "/" }.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == ":" }
        guard !pieces.contains(where: \.isEmpty) else {
            return value.invalid(sentence: "'\(value.shown)' is not how an ARN looks", help: help)
        }
        return pattern
    }
}

extension ARNPattern {
    /// How many parts differ from resource to resource.
    fileprivate var placeholders: Int {
        resource.split { $0 == "/" || $0 == ":" }.count { piece in
            piece.utf8.allSatisfy { (65...90).contains($0) }
        }
    }
}
