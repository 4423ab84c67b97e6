// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Bedrock's knowledge bases, agents and flows.
    static let bedrockAgent: [Kind] = [
        ingestionJob, knowledgeBase, knowledgeBaseDataSource, agent, agentAlias, agentVersion, flow, flowVersion,
    ]

    /// The paths that agents, knowledge bases and data sources have in common.
    private static func response(status: String, name: String, highlights: [String] = [], omitted: [String]) -> Response
    {
        Response(
            status: status,
            reason: "failureReasons",
            name: name,
            created: "createdAt",
            highlights: highlights,
            omitted: omitted
        )
    }

    private static let ingestionJob = bedrock(
        "ingestion-job",
        title: "Bedrock knowledge base's ingestion job",
        service: .bedrockAgent,
        operation: "GetIngestionJob",
        path: "/knowledgebases/{knowledgeBaseId}/datasources/{dataSourceId}/ingestionjobs/{ingestionJobId}",
        id: IDRule([
            .init("knowledgeBaseId", .agentID), .init("dataSourceId", .agentID), .init("ingestionJobId", .agentID),
        ]),
        response: Response(
            status: "status",
            reason: "failureReasons",
            created: "startedAt",
            started: "startedAt",
            modified: "updatedAt",
            opened: ["statistics"],
            highlights: ["numberOfDocumentsScanned", "numberOfDocumentsFailed"],
            omitted: ["knowledgeBaseId", "dataSourceId", "ingestionJobId"]
        ).within("ingestionJob"),
        statuses: StatusRules(
            pending: ["STARTING"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETE"],
            failed: ["FAILED"],
            stopping: ["STOPPING"],
            stopped: ["STOPPED"],
            caveats: [
                Caveat("numberOfDocumentsFailed", .number(.greater, 0))
            ]
        ),
        authorization: .other(ARNPattern("bedrock", "knowledge-base/ID"), hasID: true),
        listing: .ingestionJobs
    )

    private static let knowledgeBase = bedrock(
        "knowledge-base",
        title: "Bedrock knowledge base",
        service: .bedrockAgent,
        operation: "GetKnowledgeBase",
        path: "/knowledgebases/{knowledgeBaseId}",
        id: IDRule(
            [.init("knowledgeBaseId", .agentID)],
            arns: [ARNPattern("bedrock", "knowledge-base/ID", last: .agentID)]
        ),
        response: response(
            status: "status",
            name: "name",
            omitted: [
                "knowledgeBaseId", "knowledgeBaseArn", "storageConfiguration", "metadataConfigurations",
                "knowledgeBaseConfiguration.sqlKnowledgeBaseConfiguration",
            ]
        ).within("knowledgeBase"),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["FAILED", "UPDATE_UNSUCCESSFUL", "DELETE_UNSUCCESSFUL"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .knowledgeBases
    )

    private static let knowledgeBaseDataSource = bedrock(
        "knowledge-base-data-source",
        title: "Bedrock knowledge base's data source",
        service: .bedrockAgent,
        operation: "GetDataSource",
        path: "/knowledgebases/{knowledgeBaseId}/datasources/{dataSourceId}",
        id: IDRule([.init("knowledgeBaseId", .agentID), .init("dataSourceId", .agentID)]),
        response: response(
            status: "status",
            name: "name",
            omitted: ["knowledgeBaseId", "dataSourceId", "dataSourceConfiguration"]
        ).within("dataSource"),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["AVAILABLE"],
            failed: ["FAILED", "DELETE_UNSUCCESSFUL"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        authorization: .other(ARNPattern("bedrock", "knowledge-base/ID"), hasID: true),
        listing: .knowledgeBaseDataSources
    )

    /// `NOT_PREPARED` is `pending`: preparation starts only on request.
    ///
    /// An agent is created and changed without being prepared, so it comes back to it from `CREATING` and `UPDATING`.
    private static let agentStatuses = StatusRules(
        pending: ["NOT_PREPARED"],
        inProgress: ["CREATING", "PREPARING", "UPDATING", "VERSIONING"],
        completed: ["PREPARED"],
        failed: ["FAILED"],
        deleted: ["DELETING"],
        leavesFinalStates: true,
        mayReturnTo: ["NOT_PREPARED"]
    )

    private static let agent = bedrock(
        "agent",
        title: "Bedrock agent",
        service: .bedrockAgent,
        operation: "GetAgent",
        path: "/agents/{agentId}/",
        id: IDRule([.init("agentId", .agentID)], arns: [ARNPattern("bedrock", "agent/ID", last: .agentID)]),
        response: response(
            status: "agentStatus",
            name: "agentName",
            highlights: ["foundationModel"],
            omitted: ["agentId", "agentArn", "clientToken", "instruction", "promptOverrideConfiguration"]
        ).within("agent"),
        statuses: agentStatuses,
        listing: .agents
    )

    private static let agentAlias = bedrock(
        "agent-alias",
        title: "Bedrock agent's alias",
        service: .bedrockAgent,
        operation: "GetAgentAlias",
        path: "/agents/{agentId}/agentaliases/{agentAliasId}/",
        id: IDRule(
            [.init("agentId", .agentID), .init("agentAliasId", .agentID)],
            arns: [ARNPattern("bedrock", "agent-alias/AGENT/ALIAS", last: .agentID)]
        ),
        response: response(
            status: "agentAliasStatus",
            name: "agentAliasName",
            omitted: ["agentId", "agentAliasId", "agentAliasArn", "clientToken"]
        ).within("agentAlias"),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["PREPARED"],
            failed: ["FAILED"],
            stopped: ["DISSOCIATED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .agentAliases
    )

    private static let agentVersion = bedrock(
        "agent-version",
        title: "Bedrock agent's version",
        service: .bedrockAgent,
        operation: "GetAgentVersion",
        path: "/agents/{agentId}/agentversions/{agentVersion}/",
        id: IDRule([.init("agentId", .agentID), .init("agentVersion", .version)]),
        response: response(
            status: "agentStatus",
            name: "agentName",
            highlights: ["foundationModel"],
            omitted: ["agentId", "agentArn", "version", "instruction", "promptOverrideConfiguration"]
        ).within("agentVersion"),
        statuses: agentStatuses,
        authorization: .other(ARNPattern("bedrock", "agent/ID"), hasID: true),
        listing: .agentVersions
    )

    private static let flowStatuses = StatusRules(
        pending: ["NotPrepared"],
        inProgress: ["Preparing"],
        completed: ["Prepared"],
        failed: ["Failed"],
        leavesFinalStates: true
    )

    /// `validations` says what keeps a flow from being prepared.
    ///
    /// It has warnings too, and what an earlier preparation had against the flow, so it is no caveat.
    ///
    /// The whole flow is asked for although its definition is dropped: AWS does not say whether its metadata, all that
    /// `METADATA_ONLY` returns, has the validations.
    private static let flow = bedrock(
        "flow",
        title: "Bedrock flow",
        service: .bedrockAgent,
        operation: "GetFlow",
        path: "/flows/{flowIdentifier}/",
        id: IDRule([
            .init("flowIdentifier", .agentID, arns: [ARNPattern("bedrock", "flow/ID", last: .agentID)])
        ]),
        response: Response(
            status: "status",
            reason: "validations",
            name: "name",
            created: "createdAt",
            omitted: ["id", "arn", "definition"]
        ),
        statuses: flowStatuses,
        listing: .flows
    )

    /// A version has no validations, so its metadata is all that is needed.
    private static let flowVersion = bedrock(
        "flow-version",
        title: "Bedrock flow's version",
        service: .bedrockAgent,
        operation: "GetFlowVersion",
        path: "/flows/{flowIdentifier}/versions/{flowVersion}/",
        fixed: ["includedData": .string("METADATA_ONLY")],
        id: IDRule([
            .init("flowIdentifier", .agentID, arns: [ARNPattern("bedrock", "flow/ID", last: .agentID)]),
            .init("flowVersion", .version),
        ]),
        response: Response(
            status: "status",
            name: "name",
            created: "createdAt",
            omitted: ["id", "arn", "version", "definition"]
        ),
        statuses: flowStatuses,
        authorization: .other(ARNPattern("bedrock", "flow/ID"), hasID: true),
        listing: .flowVersions
    )
}
