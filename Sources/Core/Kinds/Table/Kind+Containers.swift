// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Jobs and tasks in containers, and builds.
    static let containers: [Kind] = [batchJob, batchServiceJob, ecsTask, codeBuild, codeBuildBatch]

    /// The statuses of a job in a queue of AWS Batch; one that is tried again goes back to the queue.
    private static func batchStatuses(scheduled: [String] = []) -> StatusRules {
        StatusRules(
            pending: ["SUBMITTED", "PENDING", "RUNNABLE"] + scheduled + ["STARTING"],
            inProgress: ["RUNNING"],
            completed: ["SUCCEEDED"],
            failed: ["FAILED"],
            mayReturnTo: ["RUNNABLE"] + scheduled + ["STARTING"]
        )
    }

    /// The id of a job, its place in an array or its node after it.
    private static let batchID = IDForm(1...128, others: "-:#")

    /// Cancelled and terminated jobs are FAILED, too; `isCancelled` and `isTerminated` say so.
    private static let batchJob = Kind(
        name: "batch-job",
        title: "AWS Batch job",
        service: .batch,
        operation: "DescribeJobs",
        request: .path("/v1/describejobs", method: .post),
        id: IDRule([.init("jobs", batchID, shape: .list)], arns: [ARNPattern("batch", "job/ID")]),
        response: Response(
            status: "status",
            reason: "statusReason",
            moreReasons: ["container.reason"],
            name: "jobName",
            created: "createdAt",
            started: "startedAt",
            finished: "stoppedAt",
            highlights: ["exitCode", "size"],
            causes: ["exitCode", "isCancelled", "isTerminated", "logStreamName"],
            details: [
                "jobQueue", "jobDefinition", "container.exitCode", "container.logStreamName", "container.instanceType",
                "arrayProperties.size", "arrayProperties.statusSummary", "nodeProperties.numNodes", "isCancelled",
                "isTerminated", "timeout.attemptDurationSeconds",
            ],
            keepsOthers: false
        ).within("jobs[0]"),
        statuses: batchStatuses(),
        authorization: .anything,
        listing: Listing(
            "ListJobs",
            request: .path("/v1/listjobs", method: .post),
            // No model requires it, but the service refuses a request that names nothing; without a status it shows
            // RUNNING jobs only.
            parent: ["jobQueue"],
            items: "jobSummaryList",
            item: .init(
                id: "jobId", arn: "jobArn", name: "jobName", status: "status", reason: "statusReason",
                created: "createdAt", modified: "stoppedAt"
            ),
            pageSize: .init("maxResults", 100),
            token: .lowerCase,
            filters: .init(status: "jobStatus")
        ),
        batch: BatchRead("DescribeJobs", member: "jobs", most: 100, list: "jobs", id: "jobId", place: "jobs[0]")
    )

    /// A SageMaker training job that waits in a queue of AWS Batch.
    private static let batchServiceJob = Kind(
        name: "batch-service-job",
        title: "AWS Batch service job, such as a SageMaker training job in a queue",
        service: .batch,
        operation: "DescribeServiceJob",
        request: .path("/v1/describeservicejob", method: .post),
        id: IDRule([.init("jobId", batchID)], arns: [ARNPattern("batch", "service-job/ID")]),
        response: Response(
            status: "status",
            reason: "statusReason",
            name: "jobName",
            created: "createdAt",
            started: "startedAt",
            finished: "stoppedAt",
            causes: ["isTerminated"],
            details: [
                "jobQueue", "serviceJobType", "shareIdentifier", "quotaShareName", "scheduledAt", "isTerminated",
                "latestAttempt.serviceResourceId.value", "preemptionSummary.preemptedAttemptCount",
            ],
            keepsOthers: false
        ),
        statuses: batchStatuses(scheduled: ["SCHEDULED"]),
        authorization: .anything,
        listing: Listing(
            "ListServiceJobs",
            request: .path("/v1/listservicejobs", method: .post),
            // No model requires it, but the service refuses a request that names nothing; without a status it shows
            // RUNNING jobs only.
            parent: ["jobQueue"],
            items: "jobSummaryList",
            item: .init(
                id: "jobId", arn: "jobArn", name: "jobName", status: "status", reason: "statusReason",
                created: "createdAt", modified: "stoppedAt"
            ),
            pageSize: .init("maxResults", 100),
            token: .lowerCase,
            filters: .init(status: "jobStatus")
        )
    )

    /// Every task ends as STOPPED: its exit code, and what stopped it, say whether the end is a good one.
    ///
    /// Every task also passes through the statuses before that one, so they do not mean that it was asked to stop. The
    /// exit code is that of the first container. AWS forgets tasks an hour after their end.
    private static let ecsTask = Kind(
        name: "ecs-task",
        title: "ECS task",
        service: .ecs,
        operation: "DescribeTasks",
        request: .body(),
        id: IDRule(
            [
                .init("cluster", IDForm(1...255, others: "-_")),
                .init("tasks", IDForm(32...36, letters: .lowerCase, others: "-"), shape: .list),
            ],
            arns: [ARNPattern("ecs", "task/CLUSTER/ID")]
        ),
        response: Response(
            status: "lastStatus",
            reason: "stoppedReason",
            moreReasons: ["containers[].reason"],
            created: "createdAt",
            started: "startedAt",
            finished: "stoppedAt",
            highlights: ["exitCode", "stopCode"],
            causes: ["exitCode", "stopCode"],
            details: [
                "containers[0].exitCode", "containers[0].name", "stopCode", "desiredStatus", "clusterArn",
                "taskDefinitionArn", "group", "launchType", "capacityProviderName", "cpu", "memory", "healthStatus",
                "executionStoppedAt",
            ],
            keepsOthers: false
        ).within("tasks[0]"),
        statuses: StatusRules(
            pending: ["PROVISIONING", "PENDING", "ACTIVATING"],
            inProgress: ["RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING"],
            completed: ["STOPPED"],
            deleted: ["DELETED"],
            caveats: [Caveat("stopCode", .otherWord("EssentialContainerExited"))],
            failures: [
                Caveat("exitCode", .number(.notEqual, 0)),
                Caveat("stopCode", .word("TaskFailedToStart")),
                Caveat("stopCode", .word("SpotInterruption")),
                Caveat("stopCode", .word("TerminationNotice")),
            ]
        ),
        errors: ErrorCodes(notFound: ["ClusterNotFoundException"]),
        listing: Listing(
            "ListTasks",
            parent: ["cluster"],
            items: "taskArns",
            pageSize: .init("maxResults", 100),
            token: .lowerCase,
            filters: .init(status: "desiredStatus")
        ),
        batch: BatchRead("DescribeTasks", member: "tasks", most: 100, list: "tasks", id: "taskArn", place: "tasks[0]")
    )

    /// The statuses of builds and of batches of them.
    private static let buildStatuses = StatusRules(
        inProgress: ["IN_PROGRESS"],
        completed: ["SUCCEEDED"],
        failed: ["FAILED", "FAULT", "TIMED_OUT"],
        stopped: ["STOPPED"]
    )

    /// Project and UUID: `website:5a3b…`.
    private static func buildID(arn: String) -> IDRule {
        IDRule(
            [.init("ids", IDForm(1...300, others: "-_:"), shape: .list)],
            arns: [ARNPattern("codebuild", arn)]
        )
    }

    /// The policy names the project, which is only a part of the id.
    private static let buildProject = Authorization.other(ARNPattern("codebuild", "project/NAME"), hasID: false)

    private static let codeBuild = Kind(
        name: "codebuild-build",
        title: "CodeBuild build",
        service: .codeBuild,
        operation: "BatchGetBuilds",
        request: .body(),
        id: buildID(arn: "build/ID"),
        response: Response(
            status: "buildStatus",
            reason: "phases[].contexts[].message",
            started: "startTime",
            finished: "endTime",
            highlights: ["buildNumber"],
            causes: ["currentPhase", "deepLink"],
            details: [
                "buildNumber", "projectName", "currentPhase", "sourceVersion", "resolvedSourceVersion", "initiator",
                "artifacts.location", "logs.groupName", "logs.streamName", "logs.deepLink", "buildBatchArn",
            ],
            keepsOthers: false
        ).within("builds[0]"),
        statuses: buildStatuses,
        authorization: buildProject,
        listing: Listing("ListBuilds", items: "ids", token: .lowerCase),
        batch: BatchRead("BatchGetBuilds", member: "ids", most: 100, list: "builds", id: "id", place: "builds[0]")
    )

    private static let codeBuildBatch = Kind(
        name: "codebuild-build-batch",
        title: "CodeBuild batch of builds",
        service: .codeBuild,
        operation: "BatchGetBuildBatches",
        request: .body(),
        id: buildID(arn: "build-batch/ID"),
        response: Response(
            status: "buildBatchStatus",
            reason: "phases[].contexts[].message",
            started: "startTime",
            finished: "endTime",
            highlights: ["buildBatchNumber"],
            causes: ["currentPhase"],
            details: [
                "buildBatchNumber", "projectName", "currentPhase", "sourceVersion", "resolvedSourceVersion",
                "initiator", "artifacts.location", "complete",
            ],
            keepsOthers: false
        ).within("buildBatches[0]"),
        statuses: buildStatuses,
        authorization: buildProject,
        listing: Listing(
            "ListBuildBatches", items: "ids", pageSize: .init("maxResults", 100), token: .lowerCase),
        batch: BatchRead(
            "BatchGetBuildBatches", member: "ids", most: 100, list: "buildBatches", id: "id", place: "buildBatches[0]")
    )
}

extension Listing.Token {
    /// The token of services whose members begin in lower case.
    static let lowerCase = Listing.Token(sent: "nextToken", received: "nextToken")
}
