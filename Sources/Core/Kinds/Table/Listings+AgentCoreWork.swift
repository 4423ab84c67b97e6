// SPDX-License-Identifier: Apache-2.0

/// How the resources of AgentCore are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Batch evaluations.
    static let agentCoreBatchEvaluations = Listing(
        "ListBatchEvaluations",
        request: .path("/evaluations/batch-evaluate"),
        items: "batchEvaluations",
        item: Item(
            id: "batchEvaluationId", arn: "batchEvaluationArn", name: "batchEvaluationName", status: "status",
            created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Recommendations.
    static let agentCoreRecommendations = Listing(
        "ListRecommendations",
        request: .path("/recommendations"),
        items: "recommendationSummaries",
        item: Item(
            id: "recommendationId", arn: "recommendationArn", name: "name", status: "status", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Dataset generations.
    static let agentCoreDatasetGenerations = Listing(
        "ListDatasetGenerations",
        request: .path("/datasets/{datasetId}/generations"),
        parent: ["datasetId"],
        items: "datasetGenerations",
        item: Item(id: "generationId", name: "name", status: "status", created: "createdAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// A/B tests.
    static let agentCoreABTests = Listing(
        "ListABTests",
        request: .path("/ab-tests"),
        items: "abTests",
        item: Item(
            id: "abTestId", arn: "abTestArn", name: "name", status: "status", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Policy generations.
    static let agentCorePolicyGenerations = Listing(
        "ListPolicyGenerations",
        request: .path("/policy-engines/{policyEngineId}/policy-generations"),
        parent: ["policyEngineId"],
        items: "policyGenerations",
        item: Item(
            id: "policyGenerationId", arn: "policyGenerationArn", name: "name", status: "status",
            reason: "statusReasons", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )
}
