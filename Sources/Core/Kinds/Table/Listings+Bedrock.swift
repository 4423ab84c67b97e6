// SPDX-License-Identifier: Apache-2.0

/// How the resources of Bedrock are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Evaluation jobs.
    static let evaluationJobs = Listing(
        "ListEvaluationJobs",
        request: .path("/evaluation-jobs"),
        items: "jobSummaries",
        item: Item(arn: "jobArn", name: "jobName", status: "status", created: "creationTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "statusEquals", createdAfter: "creationTimeAfter", nameContains: "nameContains")
    )

    /// Model customization jobs.
    static let modelCustomizationJobs = Listing(
        "ListModelCustomizationJobs",
        request: .path("/model-customization-jobs"),
        items: "modelCustomizationJobSummaries",
        item: Item(
            arn: "jobArn", name: "jobName", status: "status", created: "creationTime", modified: "lastModifiedTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "statusEquals", createdAfter: "creationTimeAfter", nameContains: "nameContains")
    )

    /// Model invocation jobs.
    static let modelInvocationJobs = Listing(
        "ListModelInvocationJobs",
        request: .path("/model-invocation-jobs"),
        items: "invocationJobSummaries",
        item: Item(
            arn: "jobArn", name: "jobName", status: "status", reason: "message", created: "submitTime",
            modified: "lastModifiedTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "statusEquals", createdAfter: "submitTimeAfter", nameContains: "nameContains")
    )

    /// Model import jobs.
    static let modelImportJobs = Listing(
        "ListModelImportJobs",
        request: .path("/model-import-jobs"),
        items: "modelImportJobSummaries",
        item: Item(
            arn: "jobArn", name: "jobName", status: "status", created: "creationTime", modified: "lastModifiedTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "statusEquals", createdAfter: "creationTimeAfter", nameContains: "nameContains")
    )

    /// Model copy jobs.
    static let modelCopyJobs = Listing(
        "ListModelCopyJobs",
        request: .path("/model-copy-jobs"),
        items: "modelCopyJobSummaries",
        item: Item(
            arn: "jobArn", name: "targetModelName", status: "status", reason: "failureMessage", created: "creationTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(
            status: "statusEquals", createdAfter: "creationTimeAfter", nameContains: "outputModelNameContains")
    )

    /// Advanced prompt optimization jobs.
    static let advancedPromptOptimizationJobs = Listing(
        "ListAdvancedPromptOptimizationJobs",
        request: .path("/advanced-prompt-optimization-jobs"),
        items: "jobSummaries",
        item: Item(
            arn: "jobArn", name: "jobName", status: "jobStatus", created: "creationTime", modified: "lastModifiedTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Automated reasoning policy build workflows.
    static let automatedReasoningPolicyBuildWorkflows = Listing(
        "ListAutomatedReasoningPolicyBuildWorkflows",
        request: .path("/automated-reasoning-policies/{policyArn}/build-workflows"),
        parent: ["policyArn"],
        items: "automatedReasoningPolicyBuildWorkflowSummaries",
        item: Item(id: "buildWorkflowId", status: "status", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Automated reasoning policy test results.
    static let automatedReasoningPolicyTestResults = Listing(
        "ListAutomatedReasoningPolicyTestResults",
        request: .path("/automated-reasoning-policies/{policyArn}/build-workflows/{buildWorkflowId}/test-results"),
        parent: ["policyArn", "buildWorkflowId"],
        items: "testResults",
        item: Item(id: "testCase.testCaseId", status: "testRunStatus", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Provisioned model throughputs.
    static let provisionedModelThroughputs = Listing(
        "ListProvisionedModelThroughputs",
        request: .path("/provisioned-model-throughputs"),
        items: "provisionedModelSummaries",
        item: Item(
            arn: "provisionedModelArn", name: "provisionedModelName", status: "status", created: "creationTime",
            modified: "lastModifiedTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "statusEquals", createdAfter: "creationTimeAfter", nameContains: "nameContains")
    )

    /// Custom models.
    static let customModels = Listing(
        "ListCustomModels",
        request: .path("/custom-models"),
        items: "modelSummaries",
        item: Item(arn: "modelArn", name: "modelName", status: "modelStatus", created: "creationTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "modelStatus", createdAfter: "creationTimeAfter", nameContains: "nameContains")
    )

    /// Custom model deployments.
    static let customModelDeployments = Listing(
        "ListCustomModelDeployments",
        request: .path("/model-customization/custom-model-deployments"),
        items: "modelDeploymentSummaries",
        item: Item(
            id: "customModelDeploymentName", arn: "customModelDeploymentArn", status: "status",
            reason: "failureMessage", created: "createdAt", modified: "lastUpdatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "statusEquals", createdAfter: "createdAfter", nameContains: "nameContains")
    )

    /// Imported models.
    static let importedModels = Listing(
        "ListImportedModels",
        request: .path("/imported-models"),
        items: "modelSummaries",
        item: Item(arn: "modelArn", name: "modelName", created: "creationTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(createdAfter: "creationTimeAfter", nameContains: "nameContains")
    )

    /// Guardrails.
    static let guardrails = Listing(
        "ListGuardrails",
        request: .path("/guardrails"),
        items: "guardrails",
        item: Item(id: "id", arn: "arn", name: "name", status: "status", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Marketplace model endpoints; an item's `status` is another one than the kind's, which no listing of Bedrock has.
    static let marketplaceModelEndpoints = Listing(
        "ListMarketplaceModelEndpoints",
        request: .path("/marketplace-model/endpoints"),
        items: "marketplaceModelEndpoints",
        item: Item(arn: "endpointArn", reason: "statusMessage", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Inference profiles.
    static let inferenceProfiles = Listing(
        "ListInferenceProfiles",
        request: .path("/inference-profiles"),
        items: "inferenceProfileSummaries",
        item: Item(
            id: "inferenceProfileId", arn: "inferenceProfileArn", name: "inferenceProfileName", status: "status",
            created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Prompt routers.
    static let promptRouters = Listing(
        "ListPromptRouters",
        request: .path("/prompt-routers"),
        items: "promptRouterSummaries",
        item: Item(
            arn: "promptRouterArn", name: "promptRouterName", status: "status", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )
}
