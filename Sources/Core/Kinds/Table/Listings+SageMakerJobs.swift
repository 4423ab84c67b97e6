// SPDX-License-Identifier: Apache-2.0

/// How the resources of SageMaker are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Training jobs.
    static let trainingJobs = Listing(
        "ListTrainingJobs",
        items: "TrainingJobSummaries",
        item: Item(
            id: "TrainingJobName", arn: "TrainingJobArn", status: "TrainingJobStatus", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Processing jobs.
    static let processingJobs = Listing(
        "ListProcessingJobs",
        items: "ProcessingJobSummaries",
        item: Item(
            id: "ProcessingJobName", arn: "ProcessingJobArn", status: "ProcessingJobStatus", reason: "FailureReason",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Transform jobs.
    static let transformJobs = Listing(
        "ListTransformJobs",
        items: "TransformJobSummaries",
        item: Item(
            id: "TransformJobName", arn: "TransformJobArn", status: "TransformJobStatus", reason: "FailureReason",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Hyper parameter tuning jobs.
    static let hyperParameterTuningJobs = Listing(
        "ListHyperParameterTuningJobs",
        items: "HyperParameterTuningJobSummaries",
        item: Item(
            id: "HyperParameterTuningJobName", arn: "HyperParameterTuningJobArn",
            status: "HyperParameterTuningJobStatus", created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Autopilot jobs.
    static let autoMLJobs = Listing(
        "ListAutoMLJobs",
        items: "AutoMLJobSummaries",
        item: Item(
            id: "AutoMLJobName", arn: "AutoMLJobArn", status: "AutoMLJobStatus", reason: "FailureReason",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Compilation jobs.
    static let compilationJobs = Listing(
        "ListCompilationJobs",
        items: "CompilationJobSummaries",
        item: Item(
            id: "CompilationJobName", arn: "CompilationJobArn", status: "CompilationJobStatus", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Optimization jobs.
    static let optimizationJobs = Listing(
        "ListOptimizationJobs",
        items: "OptimizationJobSummaries",
        item: Item(
            id: "OptimizationJobName", arn: "OptimizationJobArn", status: "OptimizationJobStatus",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Edge packaging jobs.
    static let edgePackagingJobs = Listing(
        "ListEdgePackagingJobs",
        items: "EdgePackagingJobSummaries",
        item: Item(
            id: "EdgePackagingJobName", arn: "EdgePackagingJobArn", status: "EdgePackagingJobStatus",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Labeling jobs.
    static let labelingJobs = Listing(
        "ListLabelingJobs",
        items: "LabelingJobSummaryList",
        item: Item(
            id: "LabelingJobName", arn: "LabelingJobArn", status: "LabelingJobStatus", reason: "FailureReason",
            created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Inference recommendations jobs.
    static let inferenceRecommendationsJobs = Listing(
        "ListInferenceRecommendationsJobs",
        items: "InferenceRecommendationsJobs",
        item: Item(
            id: "JobName", arn: "JobArn", status: "Status", reason: "FailureReason", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// AI benchmark jobs.
    static let aiBenchmarkJobs = Listing(
        "ListAIBenchmarkJobs",
        items: "AIBenchmarkJobs",
        item: Item(
            id: "AIBenchmarkJobName", arn: "AIBenchmarkJobArn", status: "AIBenchmarkJobStatus", created: "CreationTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(status: "StatusEquals", createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// AI recommendation jobs.
    static let aiRecommendationJobs = Listing(
        "ListAIRecommendationJobs",
        items: "AIRecommendationJobs",
        item: Item(
            id: "AIRecommendationJobName", arn: "AIRecommendationJobArn", status: "AIRecommendationJobStatus",
            created: "CreationTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(status: "StatusEquals", createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// Model card export jobs.
    static let modelCardExportJobs = Listing(
        "ListModelCardExportJobs",
        parent: ["ModelCardName"],
        items: "ModelCardExportJobSummaries",
        item: Item(
            arn: "ModelCardExportJobArn", name: "ModelCardExportJobName", status: "Status", created: "CreatedAt",
            modified: "LastModifiedAt"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", nameContains: "ModelCardExportJobNameContains")
    )

    /// Pipeline executions.
    static let pipelineExecutions = Listing(
        "ListPipelineExecutions",
        parent: ["PipelineName"],
        items: "PipelineExecutionSummaries",
        item: Item(
            arn: "PipelineExecutionArn", name: "PipelineExecutionDisplayName", status: "PipelineExecutionStatus",
            reason: "PipelineExecutionFailureReason", created: "StartTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(createdAfter: "CreatedAfter")
    )

    /// Jobs; the parent is the second part of an id: its category.
    static let sageMakerJobs = Listing(
        "ListJobs",
        parent: ["JobCategory"],
        items: "JobSummaries",
        item: Item(
            id: "JobName", arn: "JobArn", status: "JobStatus", created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Training sessions; an item has no name but at the end of its ARN.
    static let trainingSessions = Listing(
        "ListTrainingSessions",
        items: "TrainingSessionSummaries",
        item: Item(
            arn: "TrainingSessionArn", status: "TrainingSessionStatus", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(status: "StatusEquals", createdAfter: "CreationTimeAfter", nameContains: "NameContains")
    )

    /// Inference experiments.
    static let inferenceExperiments = Listing(
        "ListInferenceExperiments",
        items: "InferenceExperiments",
        item: Item(
            id: "Name", status: "Status", reason: "StatusReason", created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(
            status: "StatusEquals", createdAfter: "CreationTimeAfter", modifiedAfter: "LastModifiedTimeAfter",
            nameContains: "NameContains")
    )

    /// Cluster operations.
    static let clusterOperations = Listing(
        "ListClusterOperations",
        parent: ["ClusterName"],
        items: "ClusterOperationSummaries",
        item: Item(id: "OperationId", status: "Status", created: "CreationTime"),
        pageSize: PageSize("MaxResults", 100),
        filters: Filters(createdAfter: "CreationTimeAfter")
    )
}
