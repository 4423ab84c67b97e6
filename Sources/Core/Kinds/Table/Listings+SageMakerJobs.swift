// SPDX-License-Identifier: Apache-2.0

/// How the resources of SageMaker are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Training jobs.
    static let trainingJobs = Listing(
        "ListTrainingJobs",
        items: "TrainingJobSummaries",
        item: .sageMaker("TrainingJob"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Processing jobs.
    static let processingJobs = Listing(
        "ListProcessingJobs",
        items: "ProcessingJobSummaries",
        item: .sageMaker("ProcessingJob", reason: "FailureReason"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Transform jobs.
    static let transformJobs = Listing(
        "ListTransformJobs",
        items: "TransformJobSummaries",
        item: .sageMaker("TransformJob", reason: "FailureReason"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Hyper parameter tuning jobs.
    static let hyperParameterTuningJobs = Listing(
        "ListHyperParameterTuningJobs",
        items: "HyperParameterTuningJobSummaries",
        item: .sageMaker("HyperParameterTuningJob"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Autopilot jobs.
    static let autoMLJobs = Listing(
        "ListAutoMLJobs",
        items: "AutoMLJobSummaries",
        item: .sageMaker("AutoMLJob", reason: "FailureReason"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Compilation jobs.
    static let compilationJobs = Listing(
        "ListCompilationJobs",
        items: "CompilationJobSummaries",
        item: .sageMaker("CompilationJob"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Optimization jobs.
    static let optimizationJobs = Listing(
        "ListOptimizationJobs",
        items: "OptimizationJobSummaries",
        item: .sageMaker("OptimizationJob"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Edge packaging jobs.
    static let edgePackagingJobs = Listing(
        "ListEdgePackagingJobs",
        items: "EdgePackagingJobSummaries",
        item: .sageMaker("EdgePackagingJob"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Labeling jobs.
    static let labelingJobs = Listing(
        "ListLabelingJobs",
        items: "LabelingJobSummaryList",
        item: .sageMaker("LabelingJob", reason: "FailureReason"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Inference recommendations jobs.
    static let inferenceRecommendationsJobs = Listing(
        "ListInferenceRecommendationsJobs",
        items: "InferenceRecommendationsJobs",
        item: Item(
            id: "JobName", arn: "JobArn", status: "Status", reason: "FailureReason", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// AI benchmark jobs.
    static let aiBenchmarkJobs = Listing(
        "ListAIBenchmarkJobs",
        items: "AIBenchmarkJobs",
        item: Item(
            id: "AIBenchmarkJobName", arn: "AIBenchmarkJobArn", status: "AIBenchmarkJobStatus", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: .sageMakerCreations
    )

    /// AI recommendation jobs.
    static let aiRecommendationJobs = Listing(
        "ListAIRecommendationJobs",
        items: "AIRecommendationJobs",
        item: Item(
            id: "AIRecommendationJobName", arn: "AIRecommendationJobArn", status: "AIRecommendationJobStatus",
            created: "CreationTime"),
        pageSize: .sageMaker,
        filters: .sageMakerCreations
    )

    /// Model card export jobs.
    static let modelCardExportJobs = Listing(
        "ListModelCardExportJobs",
        parent: ["ModelCardName"],
        items: "ModelCardExportJobSummaries",
        item: Item(
            arn: "ModelCardExportJobArn", name: "ModelCardExportJobName", status: "Status", created: "CreatedAt",
            modified: "LastModifiedAt"),
        pageSize: .sageMaker,
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
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreatedAfter")
    )

    /// Jobs; the parent is the second part of an id: its category.
    static let sageMakerJobs = Listing(
        "ListJobs",
        parent: ["JobCategory"],
        items: "JobSummaries",
        item: .sageMaker("Job"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Training sessions; an item has no name but at the end of its ARN.
    static let trainingSessions = Listing(
        "ListTrainingSessions",
        items: "TrainingSessionSummaries",
        item: Item(
            arn: "TrainingSessionArn", status: "TrainingSessionStatus", created: "CreationTime",
            modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: .sageMakerCreations
    )

    /// Inference experiments.
    static let inferenceExperiments = Listing(
        "ListInferenceExperiments",
        items: "InferenceExperiments",
        item: Item(
            id: "Name", status: "Status", reason: "StatusReason", created: "CreationTime", modified: "LastModifiedTime"),
        pageSize: .sageMaker,
        filters: .sageMaker
    )

    /// Cluster operations.
    static let clusterOperations = Listing(
        "ListClusterOperations",
        parent: ["ClusterName"],
        items: "ClusterOperationSummaries",
        item: Item(id: "OperationId", status: "Status", created: "CreationTime"),
        pageSize: .sageMaker,
        filters: Filters(createdAfter: "CreationTimeAfter")
    )
}

extension Listing.Item {
    /// An item of most of SageMaker's listings, whose members begin with what it is: `TrainingJob`.
    static func sageMaker(_ resource: String, reason: String? = nil) -> Self {
        Self(
            id: "\(resource)Name",
            arn: "\(resource)Arn",
            status: "\(resource)Status",
            reason: reason,
            created: "CreationTime",
            modified: "LastModifiedTime"
        )
    }
}

extension Listing.PageSize {
    /// The largest page of SageMaker's listings.
    static let sageMaker = Self("MaxResults", 100)
}

extension Listing.Filters {
    /// The filters of most of SageMaker's listings.
    static let sageMaker = Self(
        status: "StatusEquals",
        createdAfter: "CreationTimeAfter",
        modifiedAfter: "LastModifiedTimeAfter",
        nameContains: "NameContains"
    )

    /// The filters of its listings that know nothing of changes.
    static let sageMakerCreations = Self(
        status: "StatusEquals",
        createdAfter: "CreationTimeAfter",
        nameContains: "NameContains"
    )
}
