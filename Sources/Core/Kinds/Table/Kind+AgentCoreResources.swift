// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// What AgentCore's agents are reached by, judged with and kept to: lasting resources, too.
    static let agentCoreResources: [Kind] = [
        agentCoreGateway, agentCoreGatewayTarget, agentCoreEvaluator, agentCoreOnlineEvaluationConfig, agentCoreDataset,
        agentCorePolicyEngine, agentCorePolicy, agentCoreRegistry, agentCoreRegistryRecord,
    ]

    private static let agentCoreGateway = agentCore(
        "gateway",
        title: "gateway",
        operation: "GetGateway",
        path: "/gateways/{gatewayIdentifier}/",
        id: agentCoreID("gatewayIdentifier", .agentCoreGatewayID, arn: "gateway/ID"),
        response: Response(
            status: "status",
            reason: "statusReasons",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["gatewayUrl"],
            omitted: ["gatewayId", "gatewayArn", "description", "protocolConfiguration"]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["READY"],
            failed: ["FAILED", "UPDATE_UNSUCCESSFUL"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .agentCoreGateways
    )

    /// `…_PENDING_AUTH` waits until a person has allowed the target's use.
    private static let agentCoreGatewayTarget = agentCore(
        "gateway-target",
        title: "gateway's target",
        operation: "GetGatewayTarget",
        path: "/gateways/{gatewayIdentifier}/targets/{targetId}/",
        id: IDRule([.init("gatewayIdentifier", .agentCoreGatewayID), .init("targetId", .agentID)]),
        response: Response(
            status: "status",
            reason: "statusReasons",
            created: "createdAt",
            modified: "updatedAt",
            details: ["gatewayArn", "protocolType", "lastSynchronizedAt"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["CREATE_PENDING_AUTH", "UPDATE_PENDING_AUTH", "SYNCHRONIZE_PENDING_AUTH"],
            inProgress: ["CREATING", "UPDATING", "SYNCHRONIZING"],
            completed: ["READY"],
            failed: ["FAILED", "UPDATE_UNSUCCESSFUL", "SYNCHRONIZE_UNSUCCESSFUL"],
            deleted: ["DELETING"],
            leavesFinalStates: true,
            mayReturnTo: ["CREATE_PENDING_AUTH", "UPDATE_PENDING_AUTH", "SYNCHRONIZE_PENDING_AUTH"]
        ),
        authorization: .other(ARNPattern("bedrock-agentcore", "gateway/ID"), hasID: true),
        listing: .agentCoreGatewayTargets
    )

    /// Read without what needs the key that encrypts the evaluator.
    private static let agentCoreEvaluator = agentCore(
        "evaluator",
        title: "evaluator",
        operation: "GetEvaluator",
        path: "/evaluators/{evaluatorId}",
        fixed: ["includedData": .string("METADATA_ONLY")],
        id: agentCoreID("evaluatorId", IDForm(1...111, others: "._-"), arn: "evaluator/ID"),
        response: Response(
            status: "status",
            name: "evaluatorName",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["evaluatorType", "level"],
            details: ["evaluatorType", "level", "provider", "lockedForModification"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["CREATE_FAILED", "UPDATE_FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .agentCoreEvaluators
    )

    private static let agentCoreOnlineEvaluationConfig = agentCore(
        "online-evaluation-config",
        title: "online evaluation's configuration",
        operation: "GetOnlineEvaluationConfig",
        path: "/online-evaluation-configs/{onlineEvaluationConfigId}",
        id: agentCoreID("onlineEvaluationConfigId", arn: "online-evaluation-config/ID"),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "onlineEvaluationConfigName",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["executionStatus"],
            omitted: ["onlineEvaluationConfigId", "onlineEvaluationConfigArn", "description"]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["CREATE_FAILED", "UPDATE_FAILED", "ERROR"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .agentCoreOnlineEvaluationConfigs
    )

    /// The statuses of datasets, policies and their engines.
    private static let agentCoreActiveStatuses = StatusRules(
        inProgress: ["CREATING", "UPDATING"],
        completed: ["ACTIVE"],
        failed: ["CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"],
        deleted: ["DELETING"],
        leavesFinalStates: true
    )

    /// The link for downloading it, which anyone can use, is left out.
    private static let agentCoreDataset = agentCore(
        "dataset",
        title: "dataset",
        operation: "GetDataset",
        path: "/datasets/{datasetId}",
        id: agentCoreID("datasetId", .agentCoreDatasetID, arn: "dataset/ID"),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "datasetName",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["exampleCount"],
            details: ["exampleCount", "datasetVersion", "draftStatus", "schemaType"],
            keepsOthers: false
        ),
        statuses: agentCoreActiveStatuses,
        authorization: .anything,
        listing: .agentCoreDatasets
    )

    private static let agentCorePolicyEngine = agentCore(
        "policy-engine",
        title: "policy engine",
        operation: "GetPolicyEngine",
        path: "/policy-engines/{policyEngineId}",
        id: agentCoreID("policyEngineId", .agentCorePolicyID, arn: "policy-engine/ID"),
        response: Response(
            status: "status",
            reason: "statusReasons",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            omitted: ["policyEngineId", "policyEngineArn", "description"]
        ),
        statuses: agentCoreActiveStatuses,
        listing: .agentCorePolicyEngines
    )

    private static let agentCorePolicy = agentCore(
        "policy",
        title: "policy",
        operation: "GetPolicy",
        path: "/policy-engines/{policyEngineId}/policies/{policyId}",
        id: IDRule(
            [.init("policyEngineId", .agentCorePolicyID), .init("policyId", .agentCorePolicyID)],
            arns: [ARNPattern("bedrock-agentcore", "policy-engine/ENGINE/policy/ID")]
        ),
        response: Response(
            status: "status",
            reason: "statusReasons",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["enforcementMode"],
            omitted: ["policyEngineId", "policyId", "policyArn", "description", "definition"]
        ),
        statuses: agentCoreActiveStatuses,
        authorization: .itselfWithin([ARNPattern("bedrock-agentcore", "policy-engine/ENGINE")]),
        listing: .agentCorePolicies
    )

    private static let agentCoreRegistry = agentCore(
        "registry",
        title: "registry",
        operation: "GetRegistry",
        path: "/registries/{registryId}",
        id: IDRule([
            .init("registryId", IDForm(12...16), arns: [ARNPattern("bedrock-agentcore", "registry/ID")])
        ]),
        response: Response(
            status: "status",
            reason: "statusReason",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            omitted: ["registryId", "registryArn", "description"]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["READY"],
            failed: ["CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        authorization: .anything,
        listing: .agentCoreRegistries
    )

    /// A record is a draft until someone hands it in, and then waits for someone to approve it.
    private static let agentCoreRegistryRecord = agentCore(
        "registry-record",
        title: "registry's record",
        operation: "GetRegistryRecord",
        path: "/registries/{registryId}/records/{recordId}",
        id: IDRule(
            [
                .init("registryId", IDForm(12...16), arns: [ARNPattern("bedrock-agentcore", "registry/ID")]),
                .init("recordId", IDForm(12...12)),
            ],
            arns: [ARNPattern("bedrock-agentcore", "registry/REGISTRY/record/ID")]
        ),
        response: Response(
            status: "status",
            reason: "statusReason",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["recordVersion"],
            details: ["recordVersion", "descriptorType"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["DRAFT", "PENDING_APPROVAL"],
            inProgress: ["CREATING", "UPDATING"],
            completed: ["APPROVED"],
            failed: ["CREATE_FAILED", "UPDATE_FAILED", "REJECTED"],
            stopped: ["DEPRECATED"],
            leavesFinalStates: true,
            mayReturnTo: ["DRAFT", "PENDING_APPROVAL"]
        ),
        authorization: .anything,
        listing: .agentCoreRegistryRecords
    )
}

extension IDForm {
    /// The ids of AgentCore's gateways.
    fileprivate static let agentCoreGatewayID = IDForm(12...211, letters: .lowerCase, others: "-")
}
