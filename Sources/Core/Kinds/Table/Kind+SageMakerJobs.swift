// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// What SageMaker works on for a while and then is done with.
    static let sageMakerJobs: [Kind] = [
        trainingJob, processingJob, transformJob, tuningJob, autoMLJob, autoMLJobV1, compilationJob,
        optimizationJob, edgePackagingJob, labelingJob, recommendationsJob, benchmarkJob, aiRecommendationJob,
        modelCardExportJob, pipelineExecution,
    ]

    /// The words of most of its jobs.
    static let fiveStatuses = StatusRules(
        inProgress: ["InProgress"],
        completed: ["Completed"],
        failed: ["Failed"],
        stopping: ["Stopping"],
        stopped: ["Stopped"]
    )

    /// The words of those that say when they begin.
    static let startingStatuses = StatusRules(
        pending: ["STARTING"],
        inProgress: ["INPROGRESS"],
        completed: ["COMPLETED"],
        failed: ["FAILED"],
        stopping: ["STOPPING"],
        stopped: ["STOPPED"]
    )

    private static let trainingJob = sageMaker(
        "training-job",
        title: "SageMaker training job",
        operation: "DescribeTrainingJob",
        id: sageMakerID("TrainingJobName", arn: "training-job/NAME"),
        answer: Answer(
            status: "TrainingJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "TrainingStartTime",
            finished: "TrainingEndTime",
            highlights: ["SecondaryStatus", "BillableTimeInSeconds"],
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
        sweep: "ListTrainingJobs"
    )

    private static let processingJob = sageMaker(
        "processing-job",
        title: "SageMaker processing job",
        operation: "DescribeProcessingJob",
        id: sageMakerID("ProcessingJobName", arn: "processing-job/NAME"),
        answer: Answer(
            status: "ProcessingJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "ProcessingStartTime",
            finished: "ProcessingEndTime",
            highlights: ["ExitMessage"],
            omitted: ["ProcessingJobName", "ProcessingJobArn"]
        ),
        statuses: fiveStatuses,
        sweep: "ListProcessingJobs"
    )

    private static let transformJob = sageMaker(
        "transform-job",
        title: "SageMaker batch transform job",
        operation: "DescribeTransformJob",
        id: sageMakerID("TransformJobName", arn: "transform-job/NAME"),
        answer: Answer(
            status: "TransformJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            started: "TransformStartTime",
            finished: "TransformEndTime",
            highlights: ["ModelName"],
            omitted: ["TransformJobName", "TransformJobArn"]
        ),
        statuses: fiveStatuses,
        sweep: "ListTransformJobs"
    )

    private static let tuningJob = sageMaker(
        "hyper-parameter-tuning-job",
        title: "SageMaker hyperparameter tuning job",
        operation: "DescribeHyperParameterTuningJob",
        id: sageMakerID("HyperParameterTuningJobName", .sageMakerName(32), arn: "hyper-parameter-tuning-job/NAME"),
        answer: Answer(
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
        sweep: "ListHyperParameterTuningJobs"
    )

    /// DescribeAutoMLJobV2 reads jobs of both versions.
    private static let autoMLJob = sageMaker(
        "auto-ml-job",
        title: "SageMaker Autopilot job",
        operation: "DescribeAutoMLJobV2",
        id: sageMakerID("AutoMLJobName", .sageMakerName(32), arn: "automl-job/NAME"),
        answer: Answer(
            status: "AutoMLJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            finished: "EndTime",
            highlights: ["AutoMLJobSecondaryStatus"],
            omitted: ["AutoMLJobName", "AutoMLJobArn"]
        ),
        statuses: fiveStatuses,
        sweep: "ListAutoMLJobs"
    )

    /// The older operation, for those who are allowed no other.
    private static let autoMLJobV1 = sageMaker(
        "auto-ml-job-v1",
        title: "SageMaker Autopilot job, by the older operation",
        operation: "DescribeAutoMLJob",
        id: IDRule(
            [.init("AutoMLJobName", .sageMakerName(32))],
            arns: [ARNPattern("sagemaker", "automl-job/NAME")],
            isFoundByARN: false
        ),
        answer: Answer(
            status: "AutoMLJobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            finished: "EndTime",
            highlights: ["AutoMLJobSecondaryStatus"],
            omitted: ["AutoMLJobName", "AutoMLJobArn"]
        ),
        statuses: fiveStatuses,
        sweep: "ListAutoMLJobs"
    )
}
