// SPDX-License-Identifier: Apache-2.0

/// How the resources of Bedrock's agents and invocations are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Ingestion jobs.
    static let ingestionJobs = Listing(
        "ListIngestionJobs",
        request: .path("/knowledgebases/{knowledgeBaseId}/datasources/{dataSourceId}/ingestionjobs/", method: .post),
        parent: ["knowledgeBaseId", "dataSourceId"],
        items: "ingestionJobSummaries",
        item: Item(id: "ingestionJobId", status: "status", created: "startedAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "STATUS", form: .attributes("filters"))
    )

    /// Knowledge bases.
    static let knowledgeBases = Listing(
        "ListKnowledgeBases",
        request: .path("/knowledgebases/", method: .post),
        items: "knowledgeBaseSummaries",
        item: Item(id: "knowledgeBaseId", name: "name", status: "status", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Data sources.
    static let knowledgeBaseDataSources = Listing(
        "ListDataSources",
        request: .path("/knowledgebases/{knowledgeBaseId}/datasources/", method: .post),
        parent: ["knowledgeBaseId"],
        items: "dataSourceSummaries",
        item: Item(id: "dataSourceId", name: "name", status: "status", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// VPC configurations.
    static let vpcConfigurations = Listing(
        "ListVpcConfigurations",
        request: .path("/knowledgebases/{knowledgeBaseId}/vpcconfigurations/"),
        parent: ["knowledgeBaseId"],
        items: "items",
        item: Item(
            id: "vpcConfigurationId", name: "name", status: "status", reason: "statusMessage", created: "createdAt"),
        pageSize: PageSize("maxResults", 100),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Agents.
    static let agents = Listing(
        "ListAgents",
        request: .path("/agents/", method: .post),
        items: "agentSummaries",
        item: Item(id: "agentId", name: "agentName", status: "agentStatus", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Agent aliases.
    static let agentAliases = Listing(
        "ListAgentAliases",
        request: .path("/agents/{agentId}/agentaliases/", method: .post),
        parent: ["agentId"],
        items: "agentAliasSummaries",
        item: Item(
            id: "agentAliasId", name: "agentAliasName", status: "agentAliasStatus", created: "createdAt",
            modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Agent versions.
    static let agentVersions = Listing(
        "ListAgentVersions",
        request: .path("/agents/{agentId}/agentversions/", method: .post),
        parent: ["agentId"],
        items: "agentVersionSummaries",
        item: Item(
            id: "agentVersion", name: "agentName", status: "agentStatus", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Flows.
    static let flows = Listing(
        "ListFlows",
        request: .path("/flows/"),
        items: "flowSummaries",
        item: Item(id: "id", arn: "arn", name: "name", status: "status", created: "createdAt", modified: "updatedAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Flow versions.
    static let flowVersions = Listing(
        "ListFlowVersions",
        request: .path("/flows/{flowIdentifier}/versions"),
        parent: ["flowIdentifier"],
        items: "flowVersionSummaries",
        item: Item(id: "version", arn: "arn", status: "status", created: "createdAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Flow executions.
    static let flowExecutions = Listing(
        "ListFlowExecutions",
        request: .path("/flows/{flowIdentifier}/executions"),
        parent: ["flowIdentifier", "flowAliasIdentifier"],
        items: "flowExecutionSummaries",
        item: Item(arn: "executionArn", status: "status", created: "createdAt"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Async invokes.
    static let asyncInvokes = Listing(
        "ListAsyncInvokes",
        request: .path("/async-invoke"),
        items: "asyncInvokeSummaries",
        item: Item(
            arn: "invocationArn", status: "status", reason: "failureMessage", created: "submitTime",
            modified: "lastModifiedTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken"),
        filters: Filters(status: "statusEquals", createdAfter: "submitTimeAfter")
    )

    /// Data automation projects; an item has no status.
    static let dataAutomationProjects = Listing(
        "ListDataAutomationProjects",
        request: .path("/data-automation-projects/", method: .post),
        items: "projects",
        item: Item(arn: "projectArn", name: "projectName", created: "creationTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )

    /// Data automation library ingestion jobs.
    static let dataAutomationLibraryIngestionJobs = Listing(
        "ListDataAutomationLibraryIngestionJobs",
        request: .path("/data-automation-libraries/{libraryArn}/library-ingestion-jobs/", method: .post),
        parent: ["libraryArn"],
        items: "jobs",
        item: Item(arn: "jobArn", status: "jobStatus", created: "creationTime"),
        pageSize: PageSize("maxResults", 1000),
        token: Token(sent: "nextToken", received: "nextToken")
    )
}
