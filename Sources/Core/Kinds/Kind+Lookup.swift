// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// The kind that people mean by `word`: its name, or its operation's (`GetEvaluation`).
    ///
    /// An operation that several kinds share means the first of them in the table: GetMLModel is `ml-model`.
    package static func named(_ word: String) -> Kind? { KindTable.builtIn.named(word) }

    /// The kind whose resource an ARN names, and the id that the operation wants for it.
    ///
    /// Nil if awaitd knows no kind for the ARN's service and resource type.
    package static func matching(_ arn: ARN) -> (kind: Kind, id: String)? { KindTable.builtIn.matching(arn) }

    /// The id that this kind's operation wants for the resource that an ARN names; nil if the ARN is of another type.
    package func id(in arn: ARN) -> String? { id.id(in: arn) }

    /// What is wrong with `id` as an id of this kind, in words that end a sentence; nil if nothing is.
    package func fault(inID text: String) -> String? { id.fault(in: text) }
}

extension Kind {
    /// A kind of which nothing but the name is known: one that was declared once, and is no longer.
    package static func undeclared(_ name: String) -> Kind {
        Kind(
            name: name,
            title: name,
            service: AWSService(name: "unknown", title: "unknown", transport: .restJSON),
            operation: "unknown",
            request: .path("/"),
            id: IDRule([.init("id", .anything)]),
            answer: Answer(status: "status"),
            statuses: StatusRules([])
        )
    }
}

/// The kinds that a watch list can use: those that awaitd knows, and those that the list declares itself.
package struct KindTable: Sendable {
    /// All of them, in the order in which `awaitd kinds` prints them.
    package let kinds: [Kind]
    private let byName: [String: Kind]
    private let byOperation: [String: Kind]
    /// By an ARN's service and resource type.
    private let byType: [String: [Kind]]

    /// The table without a kind of one's own.
    package static let builtIn = KindTable(own: [])

    /// The table with kinds of one's own, whose names are none that awaitd knows.
    package init(own: [Kind]) {
        kinds = Kind.all + own
        byName = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        byOperation = Dictionary(kinds.map { ($0.operation, $0) }, uniquingKeysWith: { first, _ in first })
        var byType: [String: [Kind]] = [:]
        for kind in kinds where kind.id.isFoundByARN {
            for pattern in kind.id.arns { byType[pattern.typeKey, default: []].append(kind) }
        }
        self.byType = byType
    }

    /// The kind that people mean by `word`: its name, or its operation's.
    package func named(_ word: String) -> Kind? { byName[word] ?? byOperation[word] }

    /// The words that ``named(_:)`` understands, for suggestions.
    package var words: [String] { kinds.map(\.name) + kinds.map(\.operation) }

    /// The kind whose resource an ARN names, and the id that the operation wants for it.
    package func matching(_ arn: ARN) -> (kind: Kind, id: String)? {
        for kind in byType[arn.typeKey] ?? [] {
            if let id = kind.id(in: arn) { return (kind, id) }
        }
        return nil
    }
}

extension ARNPattern {
    /// Service and resource type.
    fileprivate var typeKey: String { "\(service):\(resource.prefix { $0 != "/" })" }
}

extension ARN {
    /// Service and resource type.
    fileprivate var typeKey: String { "\(service):\(resource.prefix { $0 != "/" })" }
}
