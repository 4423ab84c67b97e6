// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// SageMaker's newer work: jobs of any category, training sessions, experiments and what is done to clusters.
    static let sageMakerSessions: [Kind] = [job, trainingSession, inferenceExperiment, clusterOperation]

    /// A job for customizing a model; the category says which work it does.
    ///
    /// Its configuration is free text. ARNs name the category in another order and perhaps in other letters, so an id cannot be read from one.
    private static let job = sageMaker(
        "sagemaker-job",
        title: "SageMaker model customization job",
        operation: "DescribeJob",
        id: IDRule([.init("JobName", .sageMakerName()), .init("JobCategory", IDForm(1...64))]),
        response: Response(
            status: "JobStatus",
            reason: "FailureReason",
            created: "CreationTime",
            finished: "EndTime",
            modified: "LastModifiedTime",
            highlights: ["SecondaryStatus"],
            causes: ["SecondaryStatus"],
            details: ["SecondaryStatus", "SecondaryStatusTransitions", "RoleArn"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed", "DeleteFailed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"],
            caveats: [
                Caveat("SecondaryStatus", .word("PartialGeneration"))
            ]
        ),
        authorization: .anything,
        listing: .sageMakerJobs
    )

    /// A session is ready for training operations while it runs; it can be stopped, and expires by itself.
    private static let trainingSession = sageMaker(
        "training-session",
        title: "SageMaker training session",
        operation: "DescribeTrainingSession",
        id: sageMakerID("TrainingSessionName", arn: "training-session/NAME"),
        response: Response(
            status: "TrainingSessionStatus",
            reason: "ErrorDetails",
            created: "CreationTime",
            finished: "EndTime",
            modified: "LastModifiedTime",
            opened: ["BillableTokenUsage", "ModelConfig"],
            highlights: ["BaseModelArn"],
            omitted: ["TrainingSessionName", "TrainingSessionArn"]
        ).within("TrainingSessionDetail"),
        statuses: StatusRules(
            pending: ["Created", "Scheduled"],
            completed: ["Running"],
            failed: ["Blocked", "Failed", "Expired", "DeletionFailed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"],
            leavesFinalStates: true
        ),
        authorization: .anything,
        listing: .trainingSessions
    )

    /// An experiment that is created, or changed, waits for its scheduled time.
    private static let inferenceExperiment = sageMaker(
        "inference-experiment",
        title: "SageMaker inference experiment",
        operation: "DescribeInferenceExperiment",
        id: sageMakerID("Name", .sageMakerName(120), arn: "inference-experiment/NAME"),
        response: Response(
            status: "Status",
            reason: "StatusReason",
            created: "CreationTime",
            finished: "CompletionTime",
            modified: "LastModifiedTime",
            opened: ["EndpointMetadata"],
            highlights: ["Type", "EndpointName"],
            omitted: ["Name", "Arn"]
        ),
        statuses: StatusRules(
            pending: ["Created", "Starting"],
            inProgress: ["Creating", "Updating", "Running"],
            completed: ["Completed"],
            stopping: ["Stopping"],
            stopped: ["Cancelled"],
            mayReturnTo: ["Created", "Starting"]
        ),
        listing: .inferenceExperiments
    )

    /// An operation that another one replaces before its end is superseded.
    private static let clusterOperation = sageMaker(
        "cluster-operation",
        title: "SageMaker HyperPod cluster's operation",
        operation: "DescribeClusterOperation",
        id: IDRule([
            .init(
                "ClusterName",
                .sageMakerName(256),
                arns: [ARNPattern("sagemaker", "cluster/ID", last: .bedrockID)]
            ),
            .init("OperationId", .uuid),
        ]),
        response: Response(
            status: "Status",
            created: "CreationTime",
            highlights: ["Type"],
            omitted: ["OperationId"]
        ),
        statuses: StatusRules(inProgress: ["InProgress"], completed: ["Done"], stopped: ["Superseded"]),
        authorization: .anything,
        listing: .clusterOperations
    )
}
