// SPDX-License-Identifier: Apache-2.0

/// How the resources of SageMaker are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Endpoints.
    static let sageMakerEndpoints = Listing(
        "ListEndpoints",
        items: "Endpoints",
        item: .sageMaker("Endpoint"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Inference components.
    static let inferenceComponents = Listing(
        "ListInferenceComponents",
        items: "InferenceComponents",
        item: .sageMaker("InferenceComponent"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Model packages; without a group's name, only those that are in none.
    static let modelPackages = Listing(
        "ListModelPackages",
        items: "ModelPackageSummaryList",
        item: Item(
            id: "ModelPackageName", arn: "ModelPackageArn", status: "ModelPackageStatus", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// Notebook instances.
    static let notebookInstances = Listing(
        "ListNotebookInstances",
        items: "NotebookInstances",
        item: .sageMaker("NotebookInstance"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Feature groups.
    static let featureGroups = Listing(
        "ListFeatureGroups",
        items: "FeatureGroupSummaries",
        item: Item(
            id: "FeatureGroupName", arn: "FeatureGroupArn", status: "FeatureGroupStatus", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(
            status: "FeatureGroupStatusEquals", createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// Clusters.
    static let clusters = Listing(
        "ListClusters",
        items: "ClusterSummaries",
        item: Item(id: "ClusterName", arn: "ClusterArn", status: "ClusterStatus", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// Training plans.
    static let trainingPlans = Listing(
        "ListTrainingPlans",
        items: "TrainingPlanSummaries",
        item: Item(id: "TrainingPlanName", arn: "TrainingPlanArn", status: "Status"),
        pageSize: .sageMaker
    )

    /// Cluster extensions.
    static let clusterExtensions = Listing(
        "ListClusterExtensions",
        parent: ["ClusterArn"],
        items: "Extensions",
        item: Item(arn: "ExtensionArn", name: "ExtensionName", status: "Status", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter")
    )

    /// Cluster scheduler configs.
    static let clusterSchedulerConfigs = Listing(
        "ListClusterSchedulerConfigs",
        items: "ClusterSchedulerConfigSummaries",
        item: Item(
            id: "ClusterSchedulerConfigId", arn: "ClusterSchedulerConfigArn", name: "Name", status: "Status",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreatedAfter", nameContains: "NameContains")
    )

    /// Compute quotas.
    static let computeQuotas = Listing(
        "ListComputeQuotas",
        items: "ComputeQuotaSummaries",
        item: Item(
            id: "ComputeQuotaId", arn: "ComputeQuotaArn", name: "Name", status: "Status", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreatedAfter", nameContains: "NameContains")
    )

    /// Inference routers; an item has no status.
    static let inferenceRouters = Listing(
        "ListInferenceRouters",
        items: "InferenceRouters",
        item: Item(
            id: "InferenceRouterName", arn: "InferenceRouterArn", created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: .sageMaker
    )

    /// Global inference gateways.
    static let globalInferenceGateways = Listing(
        "ListGlobalInferenceGateways",
        items: "GlobalInferenceGatewaySummaries",
        item: Item(id: "Id", arn: "Arn", name: "Name", status: "Status", created: "CreationTime"),
        pageSize: .sageMaker
    )
}
