// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// SageMaker's jobs, which end once and for all.
    static let sageMakerJobs: [Kind] = [
        trainingJob, processingJob, transformJob, tuningJob, autoMLJob, autoMLJobV1, compilationJob,
        optimizationJob, edgePackagingJob, labelingJob, recommendationsJob, benchmarkJob, aiRecommendationJob,
        modelCardExportJob, pipelineExecution,
    ]

    /// A kind of SageMaker, whose name is the only member of the request but for fixed ones.
    static func sageMaker(
        _ name: String,
        title: String,
        operation: String,
        fixed: [String: Request.FixedValue] = [:],
        id: IDRule,
        response: Response,
        statuses: StatusRules,
        authorization: Authorization = .itself,
        listing: Listing? = nil
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .sageMaker,
            operation: operation,
            request: .body(fixed: fixed),
            id: id,
            response: response,
            statuses: statuses,
            authorization: authorization,
            listing: listing
        )
    }

    /// An id that is a name, with which the resource's ARN ends.
    static func sageMakerID(_ member: String, _ form: IDForm = .sageMakerName(), arn: String) -> IDRule {
        IDRule([.init(member, form)], arns: [ARNPattern("sagemaker", arn)])
    }

    /// The statuses of most of its jobs.
    private static let fiveStatuses = StatusRules(
        inProgress: ["InProgress"],
        completed: ["Completed"],
        failed: ["Failed"],
        stopping: ["Stopping"],
        stopped: ["Stopped"]
    )

    /// The statuses of jobs that report when they start.
    private static let startingStatuses = StatusRules(
        pending: ["STARTING"],
        inProgress: ["INPROGRESS"],
        completed: ["COMPLETED"],
        failed: ["FAILED"],
        stopping: ["STOPPING"],
        stopped: ["STOPPED"]
    )

    /// A job that runs too long is `Stopped` like one that someone stopped; only `SecondaryStatus` tells the two apart.
    private static let trainingJob = sageMaker(
        "training-job",
        title: "SageMaker training job",
        operation: "DescribeTrainingJob",
        id: sageMakerID("TrainingJobName", arn: "training-job/NAME"),
        response: Response(
            status: "TrainingJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "TrainingStartTime",
            finished: "TrainingEndTime",
            highlights: ["SecondaryStatus", "BillableTimeInSeconds"],
            causes: ["SecondaryStatus"],
            omitted: ["TrainingJobName", "TrainingJobArn"]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"]
        ),
        listing: .trainingJobs
    )

    private static let processingJob = sageMaker(
        "processing-job",
        title: "SageMaker processing job",
        operation: "DescribeProcessingJob",
        id: sageMakerID("ProcessingJobName", arn: "processing-job/NAME"),
        response: Response(
            status: "ProcessingJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "ProcessingStartTime",
            finished: "ProcessingEndTime",
            highlights: ["ExitMessage"],
            causes: ["ExitMessage"],
            omitted: ["ProcessingJobName", "ProcessingJobArn"]
        ),
        statuses: fiveStatuses,
        listing: .processingJobs
    )

    private static let transformJob = sageMaker(
        "transform-job",
        title: "SageMaker batch transform job",
        operation: "DescribeTransformJob",
        id: sageMakerID("TransformJobName", arn: "transform-job/NAME"),
        response: Response(
            status: "TransformJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "TransformStartTime",
            finished: "TransformEndTime",
            highlights: ["ModelName"],
            omitted: ["TransformJobName", "TransformJobArn"]
        ),
        statuses: fiveStatuses,
        listing: .transformJobs
    )

    private static let tuningJob = sageMaker(
        "hyper-parameter-tuning-job",
        title: "SageMaker hyperparameter tuning job",
        operation: "DescribeHyperParameterTuningJob",
        id: sageMakerID("HyperParameterTuningJobName", .sageMakerName(32), arn: "hyper-parameter-tuning-job/NAME"),
        response: Response(
            status: "HyperParameterTuningJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            finished: "HyperParameterTuningEndTime",
            opened: ["TrainingJobStatusCounters"],
            omitted: ["HyperParameterTuningJobName", "HyperParameterTuningJobArn"]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed", "DeleteFailed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"]
        ),
        listing: .hyperParameterTuningJobs
    )

    /// A job with candidates that failed completes all the same.
    private static let autoMLStatuses = fiveStatuses.adding([Caveat("PartialFailureReasons", .present)])

    /// DescribeAutoMLJobV2 reads jobs of both versions.
    private static let autoMLJob = sageMaker(
        "auto-ml-job",
        title: "SageMaker Autopilot job",
        operation: "DescribeAutoMLJobV2",
        id: sageMakerID("AutoMLJobName", .sageMakerName(32), arn: "automl-job/NAME"),
        response: Response(
            status: "AutoMLJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            finished: "EndTime",
            highlights: ["AutoMLJobSecondaryStatus"],
            causes: ["AutoMLJobSecondaryStatus"],
            omitted: ["AutoMLJobName", "AutoMLJobArn"]
        ),
        statuses: autoMLStatuses,
        listing: .autoMLJobs
    )

    /// The older operation, for roles that are allowed no other.
    private static let autoMLJobV1 = sageMaker(
        "auto-ml-job-v1",
        title: "SageMaker Autopilot job, by the older operation",
        operation: "DescribeAutoMLJob",
        id: IDRule(
            [.init("AutoMLJobName", .sageMakerName(32))],
            arns: [ARNPattern("sagemaker", "automl-job/NAME")],
            isFoundByARN: false
        ),
        response: autoMLJob.response,
        statuses: autoMLStatuses,
        listing: .autoMLJobs
    )

    private static let compilationJob = sageMaker(
        "compilation-job",
        title: "SageMaker compilation job",
        operation: "DescribeCompilationJob",
        id: sageMakerID("CompilationJobName", arn: "compilation-job/NAME"),
        response: Response(
            status: "CompilationJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "CompilationStartTime",
            finished: "CompilationEndTime",
            omitted: ["CompilationJobName", "CompilationJobArn"]
        ),
        statuses: startingStatuses,
        listing: .compilationJobs
    )

    private static let optimizationJob = sageMaker(
        "optimization-job",
        title: "SageMaker inference optimization job",
        operation: "DescribeOptimizationJob",
        id: sageMakerID("OptimizationJobName", arn: "optimization-job/NAME"),
        response: Response(
            status: "OptimizationJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "OptimizationStartTime",
            finished: "OptimizationEndTime",
            omitted: ["OptimizationJobName", "OptimizationJobArn"]
        ),
        statuses: startingStatuses,
        listing: .optimizationJobs
    )

    /// Its message comes with any status, so it is no caveat.
    private static let edgePackagingJob = sageMaker(
        "edge-packaging-job",
        title: "SageMaker Edge packaging job",
        operation: "DescribeEdgePackagingJob",
        id: sageMakerID("EdgePackagingJobName", arn: "edge-packaging-job/NAME"),
        response: Response(
            status: "EdgePackagingJobStatus",
            reason: "EdgePackagingJobStatusMessage",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["ModelName"],
            omitted: ["EdgePackagingJobName", "EdgePackagingJobArn"]
        ),
        statuses: startingStatuses,
        listing: .edgePackagingJobs
    )

    private static let labelingJob = sageMaker(
        "labeling-job",
        title: "SageMaker Ground Truth labeling job",
        operation: "DescribeLabelingJob",
        id: sageMakerID("LabelingJobName", arn: "labeling-job/NAME"),
        response: Response(
            status: "LabelingJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            modified: "LastModifiedTime",
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
            stopped: ["Stopped"],
            caveats: [Caveat("FailedNonRetryableError", .number(.greater, 0))]
        ),
        listing: .labelingJobs
    )

    private static let recommendationsJob = sageMaker(
        "inference-recommendations-job",
        title: "SageMaker Inference Recommender job",
        operation: "DescribeInferenceRecommendationsJob",
        id: sageMakerID("JobName", .sageMakerName(64), arn: "inference-recommendations-job/NAME"),
        response: Response(
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
        listing: .inferenceRecommendationsJobs
    )

    private static let benchmarkJob = sageMaker(
        "ai-benchmark-job",
        title: "SageMaker AI benchmark job",
        operation: "DescribeAIBenchmarkJob",
        id: sageMakerID("AIBenchmarkJobName", arn: "ai-benchmark-job/NAME"),
        response: Response(
            status: "AIBenchmarkJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "StartTime",
            finished: "EndTime",
            omitted: ["AIBenchmarkJobName", "AIBenchmarkJobArn"]
        ),
        statuses: fiveStatuses,
        authorization: .anything,
        listing: .aiBenchmarkJobs
    )

    private static let aiRecommendationJob = sageMaker(
        "ai-recommendation-job",
        title: "SageMaker AI recommendation job",
        operation: "DescribeAIRecommendationJob",
        id: sageMakerID("AIRecommendationJobName", arn: "ai-recommendation-job/NAME"),
        response: Response(
            status: "AIRecommendationJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "StartTime",
            finished: "EndTime",
            omitted: ["AIRecommendationJobName", "AIRecommendationJobArn"]
        ),
        statuses: fiveStatuses,
        authorization: .anything,
        listing: .aiRecommendationJobs
    )

    private static let modelCardExportJob = sageMaker(
        "model-card-export-job",
        title: "SageMaker model card's export job",
        operation: "DescribeModelCardExportJob",
        id: IDRule([
            .init("ModelCardExportJobArn", nil, arns: [ARNPattern("sagemaker", "model-card/CARD/export-job/NAME")])
        ]),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            name: "ModelCardExportJobName",
            created: "CreatedAt",
            modified: "LastModifiedAt",
            highlights: ["ModelCardName", "ModelCardVersion"],
            omitted: ["ModelCardExportJobArn"]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"]
        ),
        listing: .modelCardExportJobs
    )

    /// Steps may fail without failing the pipeline, if it is defined so.
    ///
    /// RetryPipelineExecution runs an execution that failed or was stopped again, under the same ARN.
    private static let pipelineExecution = sageMaker(
        "pipeline-execution",
        title: "SageMaker pipeline's execution",
        operation: "DescribePipelineExecution",
        id: IDRule([
            .init("PipelineExecutionArn", nil, arns: [ARNPattern("sagemaker", "pipeline/NAME/execution/ID")])
        ]),
        response: Response(
            status: "PipelineExecutionStatus",
            reason: "FailureReason",
            name: "PipelineExecutionDisplayName",
            created: "CreationTime",
            modified: "LastModifiedTime",
            omitted: ["PipelineExecutionArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Executing"],
            completed: ["Succeeded"],
            partlyCompleted: ["CompletedWithFailures"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            leavableStates: [.failed, .stopped]
        ),
        listing: .pipelineExecutions
    )
}
