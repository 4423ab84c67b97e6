// SPDX-License-Identifier: Apache-2.0

/// How the resources of SageMaker are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Domains.
    static let sageMakerDomains = Listing(
        "ListDomains",
        items: "Domains",
        item: Item(
            id: "DomainId", arn: "DomainArn", name: "DomainName", status: "Status", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: .sageMaker
    )

    /// User profiles.
    static let sageMakerUserProfiles = Listing(
        "ListUserProfiles",
        parent: ["DomainIdEquals"],
        items: "UserProfiles",
        item: Item(id: "UserProfileName", status: "Status", created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: Filters(nameContains: "UserProfileNameContains")
    )

    /// Spaces.
    static let sageMakerSpaces = Listing(
        "ListSpaces",
        parent: ["DomainIdEquals"],
        items: "Spaces",
        item: Item(
            id: "SpaceName", name: "SpaceDisplayName", status: "Status", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: Filters(nameContains: "SpaceNameContains")
    )

    /// Images.
    static let sageMakerImages = Listing(
        "ListImages",
        items: "Images",
        item: .sageMaker("Image", reason: "FailureReason"),
        pageSize: .sageMaker,
        filters: Filters(
            createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter", nameContains: "NameContains")
    )

    /// Image versions.
    static let sageMakerImageVersions = Listing(
        "ListImageVersions",
        parent: ["ImageName"],
        items: "ImageVersions",
        item: Item(
            id: "Version", arn: "ImageVersionArn", status: "ImageVersionStatus", reason: "FailureReason",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter")
    )

    /// MLflow tracking servers.
    static let mlflowTrackingServers = Listing(
        "ListMlflowTrackingServers",
        items: "TrackingServerSummaries",
        item: .sageMaker("TrackingServer"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreatedAfter")
    )

    /// MLflow apps.
    static let mlflowApps = Listing(
        "ListMlflowApps",
        items: "Summaries",
        item: Item(arn: "Arn", name: "Name", status: "Status", created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreatedAfter")
    )

    /// Partner apps.
    static let partnerApps = Listing(
        "ListPartnerApps",
        items: "Summaries",
        item: Item(arn: "Arn", name: "Name", status: "Status", created: "CreationTime"),
        pageSize: .sageMaker
    )

    /// Projects.
    static let sageMakerProjects = Listing(
        "ListProjects",
        items: "ProjectSummaryList",
        item: Item(id: "ProjectName", arn: "ProjectArn", status: "ProjectStatus", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// Monitoring schedules.
    static let monitoringSchedules = Listing(
        "ListMonitoringSchedules",
        items: "MonitoringScheduleSummaries",
        item: .sageMaker("MonitoringSchedule"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Flow definitions.
    static let flowDefinitions = Listing(
        "ListFlowDefinitions",
        items: "FlowDefinitionSummaries",
        item: Item(
            id: "FlowDefinitionName", arn: "FlowDefinitionArn", status: "FlowDefinitionStatus", reason: "FailureReason",
            created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter")
    )

    /// Workforces.
    static let sageMakerWorkforces = Listing(
        "ListWorkforces",
        items: "Workforces",
        item: Item(
            id: "WorkforceName", arn: "WorkforceArn", status: "Status", reason: "FailureReason", created: "CreateDate",
            modified: "LastUpdatedDate"),
        pageSize: .sageMaker,
        filters: Filters(nameContains: "NameContains")
    )

    /// Hubs.
    static let sageMakerHubs = Listing(
        "ListHubs",
        items: "HubSummaries",
        item: Item(
            id: "HubName", arn: "HubArn", name: "HubDisplayName", status: "HubStatus", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: Filters(
            createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter", nameContains: "NameContains")
    )

    /// Hub contents.
    static let sageMakerHubContents = Listing(
        "ListHubContents",
        parent: ["HubName", "HubContentType"],
        items: "HubContentSummaries",
        item: Item(
            id: "HubContentName", arn: "HubContentArn", name: "HubContentDisplayName", status: "HubContentStatus",
            created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// Algorithms.
    static let sageMakerAlgorithms = Listing(
        "ListAlgorithms",
        items: "AlgorithmSummaryList",
        item: Item(id: "AlgorithmName", arn: "AlgorithmArn", status: "AlgorithmStatus", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )
}
