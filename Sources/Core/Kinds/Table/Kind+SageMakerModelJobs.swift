// SPDX-License-Identifier: Apache-2.0

/// What SageMaker does with models, and besides training them.
extension Kind {
    static let compilationJob = sageMaker(
        "compilation-job",
        title: "SageMaker compilation job",
        operation: "DescribeCompilationJob",
        id: sageMakerID("CompilationJobName", arn: "compilation-job/NAME"),
        answer: Answer(
            status: "CompilationJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "CompilationStartTime",
            finished: "CompilationEndTime",
            omitted: ["CompilationJobName", "CompilationJobArn"]
        ),
        statuses: startingStatuses,
        sweep: "ListCompilationJobs"
    )

    static let optimizationJob = sageMaker(
        "optimization-job",
        title: "SageMaker inference optimization job",
        operation: "DescribeOptimizationJob",
        id: sageMakerID("OptimizationJobName", arn: "optimization-job/NAME"),
        answer: Answer(
            status: "OptimizationJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "OptimizationStartTime",
            finished: "OptimizationEndTime",
            omitted: ["OptimizationJobName", "OptimizationJobArn"]
        ),
        statuses: startingStatuses,
        sweep: "ListOptimizationJobs"
    )

    static let edgePackagingJob = sageMaker(
        "edge-packaging-job",
        title: "SageMaker Edge packaging job",
        operation: "DescribeEdgePackagingJob",
        id: sageMakerID("EdgePackagingJobName", arn: "edge-packaging-job/NAME"),
        answer: Answer(
            status: "EdgePackagingJobStatus",
            reason: "EdgePackagingJobStatusMessage",
            created: "CreationTime",
            highlights: ["ModelName"],
            omitted: ["EdgePackagingJobName", "EdgePackagingJobArn"]
        ),
        statuses: startingStatuses,
        sweep: "ListEdgePackagingJobs"
    )

    static let labelingJob = sageMaker(
        "labeling-job",
        title: "SageMaker Ground Truth labeling job",
        operation: "DescribeLabelingJob",
        id: sageMakerID("LabelingJobName", arn: "labeling-job/NAME"),
        answer: Answer(
            status: "LabelingJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            opened: ["LabelCounters"],
            highlights: ["TotalLabeled", "FailedNonRetryableError"],
            omitted: ["LabelingJobName", "LabelingJobArn"]
        ),
        statuses: StatusRules(
            pending: ["Initializing"],
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"]
        ),
        sweep: "ListLabelingJobs"
    )

    static let recommendationsJob = sageMaker(
        "inference-recommendations-job",
        title: "SageMaker Inference Recommender job",
        operation: "DescribeInferenceRecommendationsJob",
        id: sageMakerID("JobName", .sageMakerName(64), arn: "inference-recommendations-job/NAME"),
        answer: Answer(
            status: "Status",
            reason: "FailureReason",
            created: "CreationTime",
            finished: "CompletionTime",
            highlights: ["JobType"],
            omitted: ["JobName", "JobArn"]
        ),
        statuses: StatusRules(
            pending: ["PENDING"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            stopping: ["STOPPING"],
            stopped: ["STOPPED"],
            deleted: ["DELETING", "DELETED"]
        ),
        sweep: "ListInferenceRecommendationsJobs"
    )

    static let benchmarkJob = sageMaker(
        "ai-benchmark-job",
        title: "SageMaker AI benchmark job",
        operation: "DescribeAIBenchmarkJob",
        id: sageMakerID("AIBenchmarkJobName", arn: "ai-benchmark-job/NAME"),
        answer: Answer(
            status: "AIBenchmarkJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "StartTime",
            finished: "EndTime",
            omitted: ["AIBenchmarkJobName", "AIBenchmarkJobArn"]
        ),
        statuses: fiveStatuses,
        authorization: .anything,
        sweep: "ListAIBenchmarkJobs"
    )

    static let aiRecommendationJob = sageMaker(
        "ai-recommendation-job",
        title: "SageMaker AI recommendation job",
        operation: "DescribeAIRecommendationJob",
        id: sageMakerID("AIRecommendationJobName", arn: "ai-recommendation-job/NAME"),
        answer: Answer(
            status: "AIRecommendationJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "StartTime",
            finished: "EndTime",
            omitted: ["AIRecommendationJobName", "AIRecommendationJobArn"]
        ),
        statuses: fiveStatuses,
        authorization: .anything,
        sweep: "ListAIRecommendationJobs"
    )

    static let modelCardExportJob = sageMaker(
        "model-card-export-job",
        title: "SageMaker model card's export job",
        operation: "DescribeModelCardExportJob",
        id: IDRule([
            .init("ModelCardExportJobArn", nil, arns: [ARNPattern("sagemaker", "model-card/CARD/export-job/NAME")])
        ]),
        answer: Answer(
            status: "Status",
            reason: "FailureReason",
            name: "ModelCardExportJobName",
            created: "CreatedAt",
            highlights: ["ModelCardName", "ModelCardVersion"],
            omitted: ["ModelCardExportJobArn"]
        ),
        statuses: StatusRules(inProgress: ["InProgress"], completed: ["Completed"], failed: ["Failed"]),
        sweep: "ListModelCardExportJobs"
    )

    /// Steps may fail without the pipeline failing with them, where it is written so.
    static let pipelineExecution = sageMaker(
        "pipeline-execution",
        title: "SageMaker pipeline's execution",
        operation: "DescribePipelineExecution",
        id: IDRule([
            .init("PipelineExecutionArn", nil, arns: [ARNPattern("sagemaker", "pipeline/NAME/execution/ID")])
        ]),
        answer: Answer(
            status: "PipelineExecutionStatus",
            reason: "FailureReason",
            name: "PipelineExecutionDisplayName",
            created: "CreationTime",
            omitted: ["PipelineExecutionArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Executing"],
            completed: ["Succeeded"],
            partlyCompleted: ["CompletedWithFailures"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"]
        ),
        sweep: "ListPipelineExecutions"
    )
}
