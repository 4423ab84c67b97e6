// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// AgentCore's work, most of which ends once and for all.
    static let agentCoreWork: [Kind] = [
        agentCoreBatchEvaluation, agentCoreRecommendation, agentCoreDatasetGeneration, agentCorePolicyGeneration,
        agentCoreABTest,
    ]

    /// A kind of AgentCore, whose operation reads `path`.
    static func agentCore(
        _ name: String,
        title: String,
        service: AWSService = .agentCoreControl,
        operation: String,
        path: String,
        fixed: [String: Request.FixedValue] = [:],
        id: IDRule,
        response: Response,
        statuses: StatusRules,
        authorization: Authorization = .itself,
        listing: Listing?
    ) -> Kind {
        Kind(
            name: "agentcore-\(name)",
            title: "AgentCore \(title)",
            service: service,
            operation: operation,
            request: .path(path, fixed: fixed),
            id: id,
            response: response,
            statuses: statuses,
            authorization: authorization,
            listing: listing
        )
    }

    /// An id of one part, with which the resource's ARN ends.
    static func agentCoreID(_ member: String, _ form: IDForm = .agentCoreID, arn: String) -> IDRule {
        IDRule([.init(member, form)], arns: [ARNPattern("bedrock-agentcore", arn)])
    }

    /// What is found in an agent's sessions is left out: the model marks it as sensitive, or has users' words in it.
    private static let agentCoreBatchEvaluation = agentCore(
        "batch-evaluation",
        title: "batch evaluation",
        service: .agentCore,
        operation: "GetBatchEvaluation",
        path: "/evaluations/batch-evaluate/{batchEvaluationId}",
        id: IDRule([.init("batchEvaluationId", .agentCoreID)]),
        response: Response(
            status: "status",
            reason: "errorDetails",
            name: "batchEvaluationName",
            created: "createdAt",
            modified: "updatedAt",
            opened: ["evaluationResults"],
            highlights: ["numberOfSessionsCompleted", "numberOfSessionsFailed"],
            details: [
                "evaluationResults.numberOfSessionsCompleted", "evaluationResults.numberOfSessionsFailed",
                "evaluationResults.numberOfSessionsIgnored", "evaluationResults.numberOfSessionsInProgress",
                "evaluationResults.totalNumberOfSessions", "evaluationResults.evaluatorSummaries",
                "outputConfig.cloudWatchConfig.logGroupName",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["PENDING"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            partlyCompleted: ["COMPLETED_WITH_ERRORS"],
            failed: ["FAILED"],
            stopping: ["STOPPING"],
            stopped: ["STOPPED"],
            deleted: ["DELETING"],
            caveats: [Caveat("numberOfSessionsFailed", .number(.greater, 0))]
        ),
        authorization: .anything,
        listing: .agentCoreBatchEvaluations
    )

    /// The prompts themselves, before and after, are sensitive.
    private static let agentCoreRecommendation = agentCore(
        "recommendation",
        title: "recommendation",
        service: .agentCore,
        operation: "GetRecommendation",
        path: "/recommendations/{recommendationId}",
        id: agentCoreID("recommendationId", IDForm(12...59, others: "-_"), arn: "recommendation/ID"),
        response: Response(
            status: "status",
            reason: "recommendationResult.systemPromptRecommendationResult.errorMessage",
            moreReasons: ["recommendationResult.toolDescriptionRecommendationResult.errorMessage"],
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["type"],
            details: [
                "type", "recommendationResult.systemPromptRecommendationResult.errorCode",
                "recommendationResult.toolDescriptionRecommendationResult.errorCode",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["PENDING"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            caveats: []
        ),
        authorization: .anything,
        listing: .agentCoreRecommendations
    )

    private static let agentCoreDatasetGeneration = agentCore(
        "dataset-generation",
        title: "dataset's generation",
        service: .agentCore,
        operation: "GetDatasetGeneration",
        path: "/datasets/{datasetId}/generations/{generationId}",
        id: IDRule([.init("datasetId", .agentCoreDatasetID), .init("generationId", .agentCoreID)]),
        response: Response(
            status: "status",
            reason: "failureReason",
            moreReasons: ["errorDetails[].errorMessage"],
            name: "name",
            created: "createdAt",
            finished: "completedAt",
            modified: "updatedAt",
            opened: ["generationResults"],
            highlights: ["examplesWritten", "sessionsFailed"],
            details: [
                "scenarioType", "generationResults.sessionsMatched", "generationResults.sessionsSelected",
                "generationResults.sessionsUnscored", "generationResults.sessionsFailed",
                "generationResults.scenariosGenerated", "generationResults.scenariosDeduplicated",
                "generationResults.examplesWritten", "generationResults.examplesWithGroundTruth",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            partlyCompleted: ["COMPLETED_WITH_ERRORS"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            caveats: [
                Caveat("sessionsFailed", .number(.greater, 0))
            ]
        ),
        authorization: .anything,
        listing: .agentCoreDatasetGenerations
    )

    private static let agentCorePolicyGeneration = agentCore(
        "policy-generation",
        title: "policy's generation",
        operation: "GetPolicyGeneration",
        path: "/policy-engines/{policyEngineId}/policy-generations/{policyGenerationId}",
        id: IDRule(
            [.init("policyEngineId", .agentCorePolicyID), .init("policyGenerationId", .agentCorePolicyID)],
            arns: [ARNPattern("bedrock-agentcore", "policy-engine/ENGINE/policy-generation/ID")]
        ),
        response: Response(
            status: "status",
            reason: "statusReasons",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            omitted: ["policyEngineId", "policyGenerationId", "policyGenerationArn"]
        ),
        statuses: StatusRules(
            inProgress: ["GENERATING"],
            completed: ["GENERATED"],
            failed: ["GENERATE_FAILED", "DELETE_FAILED"]
        ),
        authorization: .itselfWithin([ARNPattern("bedrock-agentcore", "policy-engine/ENGINE")]),
        listing: .agentCorePolicyGenerations
    )

    /// The status is that of the resource; `executionStatus` says whether the test runs.
    private static let agentCoreABTest = agentCore(
        "ab-test",
        title: "A/B test",
        service: .agentCore,
        operation: "GetABTest",
        path: "/ab-tests/{abTestId}",
        id: agentCoreID("abTestId", arn: "ab-test/ID"),
        response: Response(
            status: "status",
            reason: "errorDetails",
            name: "name",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["executionStatus"],
            omitted: ["abTestId", "abTestArn"]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED", "FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        authorization: .anything,
        listing: .agentCoreABTests
    )
}

extension IDForm {
    /// The ids of most of AgentCore's resources: a name, and ten letters and digits.
    static let agentCoreID = IDForm(12...111, others: "-_")
    /// The ids of AgentCore's policies and their engines.
    static let agentCorePolicyID = IDForm(12...59, others: "-_")
    /// The ids of AgentCore's datasets.
    static let agentCoreDatasetID = IDForm(1...110, others: "-_")
}
