// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// What AgentCore's agents run in: lasting resources, which can change again after they are ready.
    static let agentCoreRuntime: [Kind] = [
        agentCoreAgentRuntime, agentCoreRuntimeEndpoint, agentCoreHarness, agentCoreHarnessEndpoint, agentCoreMemory,
        agentCoreBrowser, agentCoreCodeInterpreter, agentCoreCapacityProvider,
    ]

    /// The statuses of runtimes and of what is made like them.
    private static let agentCoreRuntimeStatuses = StatusRules(
        inProgress: ["CREATING", "UPDATING"],
        completed: ["READY"],
        failed: ["CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"],
        deleted: ["DELETING"],
        leavesFinalStates: true
    )

    private static let agentCoreAgentRuntime = agentCore(
        "runtime",
        title: "runtime",
        operation: "GetAgentRuntime",
        path: "/runtimes/{agentRuntimeId}/",
        id: agentCoreID("agentRuntimeId", arn: "runtime/ID"),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "agentRuntimeName",
            created: "createdAt",
            modified: "lastUpdatedAt",
            highlights: ["agentRuntimeVersion"],
            omitted: ["agentRuntimeId", "agentRuntimeArn", "description"]
        ),
        statuses: agentCoreRuntimeStatuses,
        listing: .agentCoreAgentRuntimes
    )

    private static let agentCoreRuntimeEndpoint = agentCore(
        "runtime-endpoint",
        title: "runtime's endpoint",
        operation: "GetAgentRuntimeEndpoint",
        path: "/runtimes/{agentRuntimeId}/runtime-endpoints/{endpointName}/",
        id: IDRule(
            [.init("agentRuntimeId", .agentCoreID), .init("endpointName", .agentCoreEndpointName)],
            arns: [ARNPattern("bedrock-agentcore", "runtime/RUNTIME/runtime-endpoint/NAME")]
        ),
        response: Response(
            status: "status",
            reason: "failureReason",
            created: "createdAt",
            modified: "lastUpdatedAt",
            highlights: ["liveVersion", "targetVersion"],
            omitted: ["id", "name", "agentRuntimeEndpointArn"]
        ),
        statuses: agentCoreRuntimeStatuses,
        authorization: .itselfWithin([ARNPattern("bedrock-agentcore", "runtime/RUNTIME")]),
        listing: .agentCoreAgentRuntimeEndpoints
    )

    /// A harness's prompts, tools and environment are left out.
    private static let agentCoreHarness = agentCore(
        "harness",
        title: "harness",
        operation: "GetHarness",
        path: "/harnesses/{harnessId}",
        id: agentCoreID("harnessId", .agentCoreHarnessID, arn: "harness/ID"),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "harnessName",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["harnessVersion"],
            details: ["harnessVersion", "executionRoleArn"],
            keepsOthers: false
        ).within("harness"),
        statuses: agentCoreRuntimeStatuses,
        authorization: .anything,
        listing: .agentCoreHarnesses
    )

    private static let agentCoreHarnessEndpoint = agentCore(
        "harness-endpoint",
        title: "harness's endpoint",
        operation: "GetHarnessEndpoint",
        path: "/harnesses/{harnessId}/endpoints/{endpointName}",
        id: IDRule(
            [.init("harnessId", .agentCoreHarnessID), .init("endpointName", .agentCoreEndpointName)],
            arns: [ARNPattern("bedrock-agentcore", "harness/HARNESS/harness-endpoint/NAME")]
        ),
        response: Response(
            status: "status",
            reason: "failureReason",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["liveVersion", "targetVersion"],
            omitted: ["harnessId", "endpointName", "arn"]
        ).within("endpoint"),
        statuses: agentCoreRuntimeStatuses,
        authorization: .anything,
        listing: .agentCoreHarnessEndpoints
    )

    /// Read without what needs the key that encrypts the memory.
    private static let agentCoreMemory = agentCore(
        "memory",
        title: "memory",
        operation: "GetMemory",
        path: "/memories/{memoryId}/details",
        fixed: ["view": .string("without_decryption")],
        id: agentCoreID("memoryId", arn: "memory/ID"),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            details: ["eventExpiryDuration"],
            keepsOthers: false
        ).within("memory"),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .agentCoreMemories
    )

    /// The statuses of the tools that an agent uses.
    private static let agentCoreToolStatuses = StatusRules(
        inProgress: ["CREATING"],
        completed: ["READY"],
        failed: ["CREATE_FAILED", "DELETE_FAILED"],
        deleted: ["DELETING", "DELETED"],
        leavesFinalStates: true
    )

    private static let agentCoreBrowser = agentCore(
        "browser",
        title: "browser",
        operation: "GetBrowser",
        path: "/browsers/{browserId}",
        id: agentCoreID("browserId", .agentCorePolicyID, arn: "browser-custom/ID"),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "name",
            created: "createdAt",
            modified: "lastUpdatedAt",
            omitted: ["browserId", "browserArn", "description"]
        ),
        statuses: agentCoreToolStatuses,
        listing: .agentCoreBrowsers
    )

    private static let agentCoreCodeInterpreter = agentCore(
        "code-interpreter",
        title: "code interpreter",
        operation: "GetCodeInterpreter",
        path: "/code-interpreters/{codeInterpreterId}",
        id: agentCoreID("codeInterpreterId", .agentCorePolicyID, arn: "code-interpreter-custom/ID"),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "name",
            created: "createdAt",
            modified: "lastUpdatedAt",
            omitted: ["codeInterpreterId", "codeInterpreterArn", "description"]
        ),
        statuses: agentCoreToolStatuses,
        listing: .agentCoreCodeInterpreters
    )

    private static let agentCoreCapacityProvider = agentCore(
        "capacity-provider",
        title: "capacity provider",
        operation: "GetCapacityProvider",
        path: "/capacity-providers/{capacityProviderId}",
        id: agentCoreID("capacityProviderId", .agentCorePolicyID, arn: "capacity-provider/ID"),
        response: Response(
            status: "status",
            reason: "statusReason",
            name: "name",
            created: "createdAt",
            modified: "lastUpdatedAt",
            causes: ["statusCode"],
            omitted: ["capacityProviderId", "capacityProviderArn", "description"]
        ),
        statuses: agentCoreRuntimeStatuses.adding([Caveat("statusReason", .present)]),
        authorization: .anything,
        listing: .agentCoreCapacityProviders
    )
}

extension IDForm {
    /// The names of endpoints of AgentCore's runtimes and harnesses.
    fileprivate static let agentCoreEndpointName = IDForm(1...48, others: "_")
    /// The ids of AgentCore's harnesses.
    fileprivate static let agentCoreHarnessID = IDForm(12...51, others: "-_")
}
