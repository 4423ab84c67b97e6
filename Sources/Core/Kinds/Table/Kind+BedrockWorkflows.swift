// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// What Bedrock's flows, policies and knowledge bases do beside their jobs.
    static let bedrockWorkflows: [Kind] = [flowExecution, reasoningPolicyTest, knowledgeBaseVPCConfiguration]

    /// A flow that runs by itself, for up to 24 hours.
    private static let flowExecution = bedrock(
        "flow-execution",
        title: "Bedrock flow's execution",
        service: .bedrockAgentRuntime,
        operation: "GetFlowExecution",
        path: "/flows/{flowIdentifier}/aliases/{flowAliasIdentifier}/executions/{executionIdentifier}",
        id: IDRule(
            [
                .init("flowIdentifier", .agentID, arns: [ARNPattern("bedrock", "flow/ID", last: .agentID)]),
                .init("flowAliasIdentifier", IDForm(1...2_048)),
                .init("executionIdentifier", IDForm(1...36, others: "-")),
            ],
            arns: [ARNPattern("bedrock", "flow/FLOW/alias/ALIAS/execution/ID")]
        ),
        response: Response(
            status: "status",
            reason: "errors",
            created: "startedAt",
            started: "startedAt",
            finished: "endedAt",
            highlights: ["flowVersion"],
            omitted: ["flowIdentifier", "flowAliasIdentifier", "executionArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Running"],
            completed: ["Succeeded"],
            failed: ["Failed", "TimedOut"],
            stopped: ["Aborted"]
        ),
        authorization: .itselfWithin([
            ARNPattern("bedrock", "flow/FLOW"), ARNPattern("bedrock", "flow/FLOW/alias/ALIAS"),
        ]),
        listing: .flowExecutions
    )

    /// The status says whether the test ran; `testRunResult`, whether the policy passed it.
    private static let reasoningPolicyTest = bedrock(
        "automated-reasoning-policy-test",
        title: "Bedrock automated reasoning policy's test",
        operation: "GetAutomatedReasoningPolicyTestResult",
        path: "/automated-reasoning-policies/{policyArn}/build-workflows/{buildWorkflowId}/test-cases/{testCaseId}"
            + "/test-results",
        id: IDRule([
            .init("policyArn", nil, arns: [ARNPattern("bedrock", "automated-reasoning-policy/ID")]),
            .init("buildWorkflowId", .uuid),
            .init("testCaseId", IDForm(12...12)),
        ]),
        response: Response(
            status: "testRunStatus",
            modified: "updatedAt",
            highlights: ["testRunResult", "aggregatedTestFindingsResult"],
            details: ["testRunResult", "aggregatedTestFindingsResult", "testCase.expectedAggregatedFindingsResult"],
            keepsOthers: false
        ).within("testResult"),
        statuses: StatusRules(
            pending: ["NOT_STARTED", "SCHEDULED"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            leavesFinalStates: true,
            caveats: [Caveat("testRunResult", .word("FAILED"))]
        ),
        authorization: .other(ARNPattern("bedrock", "automated-reasoning-policy/ID"), hasID: true),
        listing: .automatedReasoningPolicyTestResults
    )

    private static let knowledgeBaseVPCConfiguration = bedrock(
        "knowledge-base-vpc-configuration",
        title: "Bedrock knowledge base's VPC configuration",
        service: .bedrockAgent,
        operation: "GetVpcConfiguration",
        path: "/knowledgebases/{knowledgeBaseId}/vpcconfigurations/{vpcConfigurationId}",
        id: IDRule([
            .init("knowledgeBaseId", .agentID),
            .init("vpcConfigurationId", IDForm(32...32, letters: .lowerCase, others: "-")),
        ]),
        response: Response(
            status: "status",
            reason: "statusMessage",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["vpcId"],
            omitted: ["vpcConfigurationId"]
        ).within("vpcConfiguration"),
        statuses: StatusRules(
            inProgress: ["CREATING"],
            completed: ["CREATED"],
            failed: ["CREATE_FAILED", "DELETE_FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        authorization: .anything,
        listing: .vpcConfigurations
    )
}
