// SPDX-License-Identifier: Apache-2.0

/// How the resources of AgentCore are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Agent runtimes.
    static let agentCoreAgentRuntimes = Listing(
        "ListAgentRuntimes",
        request: .path("/runtimes/", method: .post),
        items: "agentRuntimes",
        item: Item(
            id: "agentRuntimeId", arn: "agentRuntimeArn", name: "agentRuntimeName", status: "status",
            modified: "lastUpdatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken"),
        sendsQuery: true
    )

    /// Agent runtime endpoints.
    static let agentCoreAgentRuntimeEndpoints = Listing(
        "ListAgentRuntimeEndpoints",
        request: .path("/runtimes/{agentRuntimeId}/runtime-endpoints/", method: .post),
        parent: ["agentRuntimeId"],
        items: "runtimeEndpoints",
        item: Item(
            id: "name", arn: "agentRuntimeEndpointArn", status: "status", created: "createdAt",
            modified: "lastUpdatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken"),
        sendsQuery: true
    )

    /// Harnesses.
    static let agentCoreHarnesses = Listing(
        "ListHarnesses",
        request: .path("/harnesses"),
        items: "harnesses",
        item: Item(
            id: "harnessId", arn: "arn", name: "harnessName", status: "status", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Harness endpoints.
    static let agentCoreHarnessEndpoints = Listing(
        "ListHarnessEndpoints",
        request: .path("/harnesses/{harnessId}/endpoints"),
        parent: ["harnessId"],
        items: "endpoints",
        item: Item(
            id: "endpointName", arn: "arn", status: "status", reason: "failureReason", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Memories; an item has no name.
    static let agentCoreMemories = Listing(
        "ListMemories",
        request: .path("/memories/", method: .post),
        items: "memories",
        item: Item(id: "id", arn: "arn", status: "status", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Browsers.
    static let agentCoreBrowsers = Listing(
        "ListBrowsers",
        request: .path("/browsers", method: .post),
        items: "browserSummaries",
        item: Item(
            id: "browserId", arn: "browserArn", name: "name", status: "status", created: "createdAt",
            modified: "lastUpdatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken"),
        sendsQuery: true
    )

    /// Code interpreters.
    static let agentCoreCodeInterpreters = Listing(
        "ListCodeInterpreters",
        request: .path("/code-interpreters", method: .post),
        items: "codeInterpreterSummaries",
        item: Item(
            id: "codeInterpreterId", arn: "codeInterpreterArn", name: "name", status: "status", created: "createdAt",
            modified: "lastUpdatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken"),
        sendsQuery: true
    )

    /// Capacity providers.
    static let agentCoreCapacityProviders = Listing(
        "ListCapacityProviders",
        request: .path("/capacity-providers", method: .post),
        items: "capacityProviders",
        item: Item(
            id: "capacityProviderId", arn: "capacityProviderArn", name: "name", status: "status",
            modified: "lastUpdatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken"),
        sendsQuery: true
    )

    /// Gateways.
    static let agentCoreGateways = Listing(
        "ListGateways",
        request: .path("/gateways/"),
        items: "items",
        item: Item(id: "gatewayId", name: "name", status: "status", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Gateway targets.
    static let agentCoreGatewayTargets = Listing(
        "ListGatewayTargets",
        request: .path("/gateways/{gatewayIdentifier}/targets/"),
        parent: ["gatewayIdentifier"],
        items: "items",
        item: Item(id: "targetId", name: "name", status: "status", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Evaluators.
    static let agentCoreEvaluators = Listing(
        "ListEvaluators",
        request: .path("/evaluators", method: .post),
        items: "evaluators",
        item: Item(
            id: "evaluatorId", arn: "evaluatorArn", name: "evaluatorName", status: "status", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken"),
        sendsQuery: true
    )

    /// Online evaluation configs.
    static let agentCoreOnlineEvaluationConfigs = Listing(
        "ListOnlineEvaluationConfigs",
        request: .path("/online-evaluation-configs", method: .post),
        items: "onlineEvaluationConfigs",
        item: Item(
            id: "onlineEvaluationConfigId", arn: "onlineEvaluationConfigArn", name: "onlineEvaluationConfigName",
            status: "status", reason: "failureReason", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken"),
        sendsQuery: true
    )

    /// Datasets.
    static let agentCoreDatasets = Listing(
        "ListDatasets",
        request: .path("/datasets/list", method: .post),
        items: "datasets",
        item: Item(
            id: "datasetId", arn: "datasetArn", name: "datasetName", status: "status", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Policy engines.
    static let agentCorePolicyEngines = Listing(
        "ListPolicyEngines",
        request: .path("/policy-engines"),
        items: "policyEngines",
        item: Item(
            id: "policyEngineId", arn: "policyEngineArn", name: "name", status: "status", reason: "statusReasons",
            created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Policies.
    static let agentCorePolicies = Listing(
        "ListPolicies",
        request: .path("/policy-engines/{policyEngineId}/policies"),
        parent: ["policyEngineId"],
        items: "policies",
        item: Item(
            id: "policyId", arn: "policyArn", name: "name", status: "status", reason: "statusReasons",
            created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Registries.
    static let agentCoreRegistries = Listing(
        "ListRegistries",
        request: .path("/registries"),
        items: "registries",
        item: Item(
            id: "registryId", arn: "registryArn", name: "name", status: "status", reason: "statusReason",
            created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Registry records.
    static let agentCoreRegistryRecords = Listing(
        "ListRegistryRecords",
        request: .path("/registries/{registryId}/records"),
        parent: ["registryId"],
        items: "registryRecords",
        item: Item(
            id: "recordId", arn: "recordArn", name: "name", status: "status", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )
}
