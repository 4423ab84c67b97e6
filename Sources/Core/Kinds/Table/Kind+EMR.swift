// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Steps, job runs and clusters of EMR; what their programs are given is never kept.
    static let emr: [Kind] = [emrStep, emrServerlessJobRun, emrContainersJobRun, emrCluster]

    /// INTERRUPTED is a step whose cluster went away.
    ///
    /// An id that EMR does not know is an InvalidRequestException.
    private static let emrStep = Kind(
        name: "emr-step",
        title: "EMR step",
        service: .emr,
        operation: "DescribeStep",
        request: .body(),
        id: IDRule([.init("ClusterId", emrID), .init("StepId", emrID)]),
        response: Response(
            status: "Status.State",
            reason: "Status.FailureDetails.Reason",
            moreReasons: ["Status.FailureDetails.Message", "Status.StateChangeReason.Message"],
            name: "Name",
            created: "Status.Timeline.CreationDateTime",
            started: "Status.Timeline.StartDateTime",
            finished: "Status.Timeline.EndDateTime",
            causes: ["LogFile"],
            details: ["ActionOnFailure", "Status.StateChangeReason.Code", "Status.FailureDetails.LogFile", "LogUri"],
            keepsOthers: false
        ).within("Step"),
        statuses: StatusRules(
            pending: ["PENDING"],
            inProgress: ["RUNNING"],
            completed: ["COMPLETED"],
            failed: ["FAILED", "INTERRUPTED"],
            stopping: ["CANCEL_PENDING"],
            stopped: ["CANCELLED"]
        ),
        errors: ErrorCodes(notFound: ["InvalidRequestException"]),
        authorization: .other(ARNPattern("elasticmapreduce", "cluster/ID"), hasID: true),
        listing: Listing(
            "ListSteps",
            parent: ["ClusterId"],
            items: "Steps",
            item: .init(
                id: "Id", name: "Name", status: "Status.State", reason: "Status.FailureDetails.Message",
                created: "Status.Timeline.CreationDateTime", modified: "Status.Timeline.EndDateTime"
            ),
            token: marker
        )
    )

    private static let emrID = IDForm(1...256, others: "-")
    private static let marker = Listing.Token(sent: "Marker", received: "Marker")

    /// A cluster that was made for its steps ends as TERMINATED when they have; WAITING is one that is ready for more.
    ///
    /// Whether a step, a user or an error ended it, the code says: all but ALL_STEPS_COMPLETED is a caveat.
    private static let emrCluster = Kind(
        name: "emr-cluster",
        title: "EMR cluster",
        service: .emr,
        operation: "DescribeCluster",
        request: .body(),
        id: IDRule([.init("ClusterId", emrID)], arns: [ARNPattern("elasticmapreduce", "cluster/ID")]),
        response: Response(
            status: "Status.State",
            reason: "Status.StateChangeReason.Message",
            moreReasons: ["Status.ErrorDetails[].ErrorMessage"],
            name: "Name",
            created: "Status.Timeline.CreationDateTime",
            started: "Status.Timeline.ReadyDateTime",
            finished: "Status.Timeline.EndDateTime",
            highlights: ["NormalizedInstanceHours"],
            causes: ["Code"],
            details: [
                "Status.StateChangeReason.Code", "ReleaseLabel", "AutoTerminate", "TerminationProtected",
                "NormalizedInstanceHours", "LogUri", "StepConcurrencyLevel",
            ],
            keepsOthers: false
        ).within("Cluster"),
        statuses: StatusRules(
            pending: ["STARTING"],
            inProgress: ["BOOTSTRAPPING", "RUNNING", "TERMINATING"],
            completed: ["WAITING", "TERMINATED"],
            failed: ["TERMINATED_WITH_ERRORS"],
            leavableStates: [.completed],
            caveats: [Caveat("Code", .otherWord("ALL_STEPS_COMPLETED"))]
        ),
        errors: ErrorCodes(notFound: ["InvalidRequestException"]),
        listing: Listing(
            "ListClusters",
            items: "Clusters",
            item: .init(
                id: "Id", arn: "ClusterArn", name: "Name", status: "Status.State",
                reason: "Status.StateChangeReason.Message", created: "Status.Timeline.CreationDateTime",
                modified: "Status.Timeline.EndDateTime"
            ),
            token: marker,
            filters: .init(createdAfter: "CreatedAfter")
        )
    )

    private static let jobRunID = IDForm(1...64, letters: .lowerCase)

    /// A run that is tried again waits again.
    private static let emrServerlessJobRun = Kind(
        name: "emr-serverless-job-run",
        title: "EMR Serverless job run",
        service: .emrServerless,
        operation: "GetJobRun",
        request: .path("/applications/{applicationId}/jobruns/{jobRunId}"),
        id: IDRule(
            [.init("applicationId", jobRunID), .init("jobRunId", jobRunID)],
            arns: [ARNPattern("emr-serverless", "/applications/APPLICATION/jobruns/ID")]
        ),
        response: Response(
            status: "state",
            reason: "stateDetails",
            name: "name",
            created: "createdAt",
            started: "startedAt",
            finished: "endedAt",
            modified: "updatedAt",
            highlights: ["totalExecutionDurationSeconds", "vCPUHour", "memoryGBHour"],
            causes: ["attempt"],
            details: [
                "releaseLabel", "mode", "attempt", "totalExecutionDurationSeconds", "queuedDurationMilliseconds",
                "billedResourceUtilization.vCPUHour", "billedResourceUtilization.memoryGBHour",
                "billedResourceUtilization.storageGBHour",
            ],
            keepsOthers: false
        ).within("jobRun"),
        statuses: StatusRules(
            pending: ["SUBMITTED", "QUEUED", "PENDING", "SCHEDULED"],
            inProgress: ["RUNNING"],
            completed: ["SUCCESS"],
            failed: ["FAILED"],
            stopping: ["CANCELLING"],
            stopped: ["CANCELLED"],
            mayReturnTo: ["SUBMITTED", "QUEUED", "PENDING", "SCHEDULED"]
        ),
        listing: Listing(
            "ListJobRuns",
            request: .path("/applications/{applicationId}/jobruns"),
            parent: ["applicationId"],
            items: "jobRuns",
            item: .init(
                id: "id", arn: "arn", name: "name", status: "state", reason: "stateDetails", created: "createdAt",
                modified: "updatedAt"
            ),
            pageSize: .init("maxResults", 50),
            token: .lowerCase,
            filters: .init(createdAfter: "createdAtAfter")
        )
    )

    /// A run that is tried again waits again.
    private static let emrContainersJobRun = Kind(
        name: "emr-containers-job-run",
        title: "EMR on EKS job run",
        service: .emrContainers,
        operation: "DescribeJobRun",
        request: .path("/virtualclusters/{virtualClusterId}/jobruns/{jobRunId}"),
        id: IDRule(
            [.init("virtualClusterId", jobRunID), .init("jobRunId", jobRunID)],
            arns: [ARNPattern("emr-containers", "/virtualclusters/CLUSTER/jobruns/ID")]
        ),
        response: Response(
            status: "state",
            reason: "stateDetails",
            name: "name",
            created: "createdAt",
            finished: "finishedAt",
            causes: ["failureReason"],
            details: ["failureReason", "releaseLabel", "retryPolicyExecution.currentAttemptCount"],
            keepsOthers: false
        ).within("jobRun"),
        statuses: StatusRules(
            pending: ["SUBMITTED", "PENDING"],
            inProgress: ["RUNNING"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            stopping: ["CANCEL_PENDING"],
            stopped: ["CANCELLED"],
            mayReturnTo: ["SUBMITTED", "PENDING"]
        ),
        listing: Listing(
            "ListJobRuns",
            request: .path("/virtualclusters/{virtualClusterId}/jobruns"),
            parent: ["virtualClusterId"],
            items: "jobRuns",
            item: .init(
                id: "id", arn: "arn", name: "name", status: "state", reason: "stateDetails", created: "createdAt",
                modified: "finishedAt"
            ),
            token: .lowerCase,
            filters: .init(createdAfter: "createdAfter")
        )
    )
}
