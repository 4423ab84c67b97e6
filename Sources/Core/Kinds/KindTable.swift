// SPDX-License-Identifier: Apache-2.0

/// The kinds that a watch list can use: those built into awaitd, and those that the list declares itself.
package struct KindTable: Sendable {
    /// The list's own kinds, in its order.
    private let own: [Kind]
    private let ownByName: [String: Kind]

    /// The table without user-defined kinds.
    package static let builtIn = KindTable(userDefined: [])

    /// The table with user-defined kinds, each of which takes the place of a built-in one with its name.
    package init(userDefined: [Kind]) {
        own = userDefined
        ownByName = Dictionary(own.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// All kinds, in the order in which `awaitd kinds` prints them.
    package var kinds: [Kind] { Kind.all.filter { ownByName[$0.name] == nil } + own }

    /// The operations that several kinds share and that mean one of them all the same, by its name.
    ///
    /// Watch lists have named these kinds so since the first release, when the others were not there or came second, and an
    /// upgrade must not reject them.
    private static let meant = [
        "GetMLModel": "ml-model", "GetDataSource": "data-source", "DescribeCluster": "cluster",
    ]

    /// The kind with this name, or with this operation (`GetEvaluation`); nil if several kinds have the operation.
    package func kind(named word: String) -> Kind? {
        if let kind = named(word) { return kind }
        let sharing = kinds(reading: word)
        return sharing.count == 1 ? sharing.first : sharing.first { $0.name == Self.meant[word] }
    }

    /// The kind with this name, or all that have this operation.
    package func kinds(named word: String) -> [Kind] { named(word).map { [$0] } ?? kinds(reading: word) }

    private func named(_ name: String) -> Kind? { ownByName[name] ?? KindFamily.kind(named: name) }

    /// The kinds that an operation reads: the list's own if there are any.
    private func kinds(reading operation: String) -> [Kind] {
        let own = own.filter { $0.operation == operation }
        return own.isEmpty ? KindFamily.kinds(reading: operation).filter { ownByName[$0.name] == nil } : own
    }

    /// All names and operations of kinds, for suggestions.
    package var words: [String] { kinds.map(\.name) + kinds.map(\.operation) }

    /// The kind of the resource that an ARN names, and the id that the kind's operation takes for it.
    ///
    /// Nil if there is no kind for the ARN's service and resource type.
    package func matching(_ arn: ARN) -> (kind: Kind, id: String)? {
        let types = [Self.type(of: arn.resource), ""]
        for kind in types.flatMap({ kinds(of: $0, in: arn.service) }) {
            if let id = kind.id(in: arn) { return (kind, id) }
        }
        return nil
    }

    private func kinds(of type: Substring, in service: String) -> [Kind] {
        let own = own.filter { kind in
            kind.id.isFoundByARN
                && kind.id.arns.contains { $0.service == service && Self.type(of: $0.resource) == type }
        }
        return own + KindFamily.kinds(of: type, in: service).filter { ownByName[$0.name] == nil }
    }

    /// The type of an ARN's resource, `evaluation-job`; empty where the resource begins with what differs.
    static func type(of resource: String) -> Substring {
        let type = resource.prefix { $0 != "/" && $0 != ":" }
        return type.utf8.allSatisfy(\.isASCIIUppercase) ? "" : type
    }
}

extension Kind {
    /// Every built-in kind, in the order in which `awaitd kinds` prints them.
    ///
    /// Operations, paths, members, ids and statuses are those of botocore's models; a test compares them. ``StatusRules``
    /// says which status means which state.
    package static let all: [Kind] = KindFamily.all.flatMap { $0.kinds() }

    /// The built-in kind with this name or operation; see ``KindTable/kind(named:)``.
    package static func builtIn(named word: String) -> Kind? { KindTable.builtIn.kind(named: word) }

    /// The built-in kind of the resource that an ARN names, and its id; see ``KindTable/matching(_:)``.
    package static func matching(_ arn: ARN) -> (kind: Kind, id: String)? { KindTable.builtIn.matching(arn) }

    /// A kind of which only the name is known: it was declared once and no longer is.
    package static func undeclared(_ name: String) -> Kind {
        Kind(
            name: name,
            title: name,
            service: AWSService(name: "unknown", title: "unknown", transport: .restJSON),
            operation: "unknown",
            request: .path("/"),
            id: IDRule([.init("id", .anything)]),
            response: Response(status: "status"),
            statuses: StatusRules([])
        )
    }
}
