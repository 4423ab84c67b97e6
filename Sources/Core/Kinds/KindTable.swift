// SPDX-License-Identifier: Apache-2.0

/// The kinds that a watch list can use: those built into awaitd, and those that the list declares itself.
package struct KindTable: Sendable {
    /// All kinds, in the order in which `awaitd kinds` prints them.
    package let kinds: [Kind]
    private let byName: [String: Kind]
    private let byOperation: [String: [Kind]]
    /// By the service and resource type of their ARNs; the list's own kinds come first.
    private let byType: [String: [Kind]]

    /// The table without user-defined kinds.
    package static let builtIn = KindTable(userDefined: [])

    /// The table with user-defined kinds, each of which takes the place of a built-in one with its name.
    package init(userDefined: [Kind]) {
        let own = Set(userDefined.map(\.name))
        kinds = Kind.all.filter { !own.contains($0.name) } + userDefined
        byName = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        byOperation = Dictionary(grouping: kinds, by: \.operation).mapValues { kinds in
            let own = kinds.filter(\.isUserDefined)
            return own.isEmpty ? kinds : own
        }
        var byType: [String: [Kind]] = [:]
        for kind in userDefined + kinds.filter({ !$0.isUserDefined }) where kind.id.isFoundByARN {
            for pattern in kind.id.arns {
                byType[Self.type(pattern.service, pattern.resource), default: []].append(kind)
            }
        }
        self.byType = byType
    }

    /// The operations that several kinds share and that mean one of them all the same, by its name.
    ///
    /// Watch lists have named these kinds so since the first release, when the others were not there or came second, and an
    /// upgrade must not reject them.
    private static let meant = [
        "GetMLModel": "ml-model", "GetDataSource": "data-source", "DescribeCluster": "cluster",
    ]

    /// The kind with this name, or with this operation (`GetEvaluation`); nil if several kinds have the operation.
    package func kind(named word: String) -> Kind? {
        if let kind = byName[word] { return kind }
        let sharing = byOperation[word] ?? []
        return sharing.count == 1 ? sharing.first : sharing.first { $0.name == Self.meant[word] }
    }

    /// The kind with this name, or all that have this operation.
    package func kinds(named word: String) -> [Kind] {
        byName[word].map { [$0] } ?? byOperation[word] ?? []
    }

    /// All names and operations of kinds, for suggestions.
    package var words: [String] { kinds.map(\.name) + kinds.map(\.operation) }

    /// The kind of the resource that an ARN names, and the id that the kind's operation takes for it.
    ///
    /// Nil if there is no kind for the ARN's service and resource type.
    package func matching(_ arn: ARN) -> (kind: Kind, id: String)? {
        let candidates = [arn.resource, ""].flatMap { byType[Self.type(arn.service, $0)] ?? [] }
        for kind in candidates {
            if let id = kind.id(in: arn) { return (kind, id) }
        }
        return nil
    }

    /// `bedrock:evaluation-job`; `bedrock:` where the resource begins with what differs.
    private static func type(_ service: String, _ resource: String) -> String {
        let type = resource.prefix { $0 != "/" && $0 != ":" }
        return "\(service):\(type.utf8.allSatisfy(\.isASCIIUppercase) ? "" : type)"
    }
}

extension Kind {
    /// Every built-in kind, in the order in which `awaitd kinds` prints them.
    ///
    /// Operations, paths, members, ids and statuses are those of botocore's models; a test compares them. ``StatusRules``
    /// says which status means which state.
    package static let all: [Kind] =
        [
            amazonML, bedrockJobs, bedrockResources, bedrockAgent, bedrockWorkflows, bedrockInvocations, agentCoreWork,
            agentCoreRuntime, agentCoreResources, sageMakerJobs, sageMakerSessions, sageMakerResources,
            sageMakerCapacity, sageMakerStudio, sageMakerTools, sageMakerHubs, containers, glue, analytics, emr, vision,
            speech, language, personalization, forecastAndSearch, health, dataCollaboration,
        ].flatMap(\.self)

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
