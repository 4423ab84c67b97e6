// SPDX-License-Identifier: Apache-2.0

/// The kinds that a watch list can use: those built into awaitd, and those that the list declares itself.
package struct KindTable: Sendable {
    /// All kinds, in the order in which `awaitd kinds` prints them.
    package let kinds: [Kind]
    private let byName: [String: Kind]
    private let byOperation: [String: Kind]
    /// By the service and resource type of their ARNs.
    private let byType: [String: [Kind]]

    /// The table without user-defined kinds.
    package static let builtIn = KindTable(userDefined: [])

    /// The table with user-defined kinds, whose names must differ from the built-in ones.
    package init(userDefined: [Kind]) {
        kinds = Kind.all + userDefined
        byName = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        byOperation = Dictionary(kinds.map { ($0.operation, $0) }, uniquingKeysWith: { first, _ in first })
        var byType: [String: [Kind]] = [:]
        for kind in kinds where kind.id.isFoundByARN {
            for pattern in kind.id.arns {
                byType[Self.type(pattern.service, pattern.resource), default: []].append(kind)
            }
        }
        self.byType = byType
    }

    /// The kind with this name, or with this operation (`GetEvaluation`).
    ///
    /// An operation that several kinds share means the first of them in the table: GetMLModel is `ml-model`.
    package func kind(named word: String) -> Kind? { byName[word] ?? byOperation[word] }

    /// All names and operations of kinds, for suggestions.
    package var words: [String] { kinds.map(\.name) + kinds.map(\.operation) }

    /// The kind of the resource that an ARN names, and the id that the kind's operation takes for it.
    ///
    /// Nil if there is no kind for the ARN's service and resource type.
    package func matching(_ arn: ARN) -> (kind: Kind, id: String)? {
        for kind in byType[Self.type(arn.service, arn.resource)] ?? [] {
            if let id = kind.id(in: arn) { return (kind, id) }
        }
        return nil
    }

    /// `bedrock:evaluation-job`.
    private static func type(_ service: String, _ resource: String) -> String {
        "\(service):\(resource.drop { $0 == "/" }.prefix { $0 != "/" && $0 != ":" })"
    }
}

extension Kind {
    /// Every built-in kind, in the order in which `awaitd kinds` prints them.
    ///
    /// Operations, paths, members, ids and statuses are those of botocore's models; a test compares them. ``StatusRules``
    /// says which status means which state.
    package static let all: [Kind] =
        amazonML + bedrockJobs + bedrockResources + bedrockAgent + bedrockInvocations + sageMakerJobs
        + sageMakerResources + containers + glue + analytics + emr + vision + speech + language + personalization
        + forecastAndSearch + health + dataCollaboration

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
