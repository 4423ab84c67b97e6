// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Executions of state machines, and queries.
    static let analytics: [Kind] = [
        stateMachineExecution, mapRun, athenaQuery, athenaCalculation, redshiftStatement,
    ]

    /// Input and output are never kept, nor why it cannot be redriven.
    ///
    /// Error and cause are, although AWS's model marks all of these as sensitive: they alone say why an execution failed.
    /// So the request does not ask for METADATA_ONLY, with which AWS leaves out what it would have to decrypt.
    private static let stateMachineExecution = Kind(
        name: "step-functions-execution",
        title: "Step Functions execution of a state machine",
        service: .stepFunctions,
        operation: "DescribeExecution",
        request: .body(),
        id: IDRule([
            .init(
                "executionArn",
                nil,
                arns: [
                    ARNPattern("states", "execution:MACHINE:NAME"),
                    ARNPattern("states", "execution:MACHINE/LABEL:NAME"),
                ]
            )
        ]),
        response: Response(
            status: "status",
            reason: "error",
            moreReasons: ["cause"],
            name: "name",
            started: "startDate",
            finished: "stopDate",
            highlights: ["redriveCount"],
            causes: ["redriveStatus"],
            details: [
                "stateMachineArn", "stateMachineVersionArn", "stateMachineAliasArn", "mapRunArn", "redriveCount",
                "redriveDate", "redriveStatus",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["PENDING_REDRIVE"],
            inProgress: ["RUNNING"],
            completed: ["SUCCEEDED"],
            failed: ["FAILED", "TIMED_OUT"],
            stopped: ["ABORTED"],
            leavableStates: [.failed, .stopped]
        ),
        errors: ErrorCodes(notFound: ["ExecutionDoesNotExist"]),
        listing: Listing(
            "ListExecutions",
            // No model requires it, but the service refuses a request that names nothing.
            parent: ["stateMachineArn"],
            items: "executions",
            item: .init(
                id: "executionArn", arn: "executionArn", name: "name", status: "status", created: "startDate",
                modified: "stopDate"
            ),
            pageSize: .init("maxResults", 1_000),
            token: .lowerCase,
            filters: .init(status: "statusFilter")
        )
    )

    /// A map run succeeds although items failed, as far as its state machine tolerates that.
    private static let mapRun = Kind(
        name: "step-functions-map-run",
        title: "Step Functions map run, the items of a distributed map",
        service: .stepFunctions,
        operation: "DescribeMapRun",
        request: .body(),
        id: IDRule([.init("mapRunArn", nil, arns: [ARNPattern("states", "mapRun:MACHINE/LABEL:ID")])]),
        response: Response(
            status: "status",
            started: "startDate",
            finished: "stopDate",
            highlights: ["succeeded", "total"],
            causes: ["failed", "timedOut", "aborted"],
            details: [
                "executionArn", "itemCounts.pending", "itemCounts.running", "itemCounts.succeeded",
                "itemCounts.failed", "itemCounts.timedOut", "itemCounts.aborted", "itemCounts.total",
                "itemCounts.resultsWritten", "maxConcurrency", "redriveCount", "redriveDate",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["RUNNING"],
            completed: ["SUCCEEDED"],
            failed: ["FAILED"],
            stopped: ["ABORTED"],
            leavableStates: [.failed, .stopped],
            caveats: ["failed", "timedOut", "aborted"].map { Caveat($0, .number(.greater, 0)) }
        ),
        errors: ErrorCodes(notFound: ["ResourceNotFound"])
    )

    /// The SQL is never kept.
    ///
    /// Athena may run a query again by itself, which brings it back to QUEUED. An id that Athena does not know is an InvalidRequestException.
    private static let athenaQuery = Kind(
        name: "athena-query",
        title: "Athena query",
        service: .athena,
        operation: "GetQueryExecution",
        request: .body(),
        id: IDRule([.init("QueryExecutionId", IDForm(1...128, others: "-_"))]),
        response: Response(
            status: "Status.State",
            reason: "Status.StateChangeReason",
            created: "Status.SubmissionDateTime",
            finished: "Status.CompletionDateTime",
            highlights: ["DataScannedInBytes", "OutputLocation"],
            causes: ["ErrorCategory", "ErrorType", "Retryable"],
            details: [
                "StatementType", "SubstatementType", "WorkGroup", "QueryExecutionContext.Catalog",
                "QueryExecutionContext.Database", "ResultConfiguration.OutputLocation",
                "Statistics.DataScannedInBytes", "Statistics.TotalExecutionTimeInMillis",
                "Statistics.EngineExecutionTimeInMillis", "Statistics.QueryQueueTimeInMillis", "Statistics.DpuCount",
                "Statistics.ResultReuseInformation.ReusedPreviousResult", "Status.AthenaError.ErrorCategory",
                "Status.AthenaError.ErrorType", "Status.AthenaError.Retryable", "EngineVersion.EffectiveEngineVersion",
            ],
            keepsOthers: false
        ).within("QueryExecution"),
        statuses: StatusRules(
            pending: ["QUEUED"],
            inProgress: ["RUNNING"],
            completed: ["SUCCEEDED"],
            failed: ["FAILED"],
            stopped: ["CANCELLED"],
            mayReturnTo: ["QUEUED"]
        ),
        errors: ErrorCodes(notFound: ["InvalidRequestException"]),
        authorization: .other(ARNPattern("athena", "workgroup/NAME"), hasID: false),
        listing: Listing("ListQueryExecutions", items: "QueryExecutionIds", pageSize: .init("MaxResults", 50)),
        batch: BatchRead(
            "BatchGetQueryExecution", member: "QueryExecutionIds", most: 50, list: "QueryExecutions",
            id: "QueryExecutionId", place: "QueryExecution")
    )

    private static let athenaCalculation = Kind(
        name: "athena-calculation",
        title: "Athena calculation in a Spark session",
        service: .athena,
        operation: "GetCalculationExecution",
        request: .body(),
        id: IDRule([.init("CalculationExecutionId", IDForm(1...36, others: "-"))]),
        response: Response(
            status: "Status.State",
            reason: "Status.StateChangeReason",
            created: "Status.SubmissionDateTime",
            finished: "Status.CompletionDateTime",
            highlights: ["DpuExecutionInMillis", "ResultS3Uri"],
            causes: ["StdErrorS3Uri"],
            details: [
                "SessionId", "Statistics.DpuExecutionInMillis", "Statistics.Progress", "Result.ResultS3Uri",
                "Result.ResultType", "Result.StdOutS3Uri", "Result.StdErrorS3Uri",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["CREATING", "CREATED", "QUEUED"],
            inProgress: ["RUNNING"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            stopping: ["CANCELING"],
            stopped: ["CANCELED"]
        ),
        authorization: .other(ARNPattern("athena", "workgroup/NAME"), hasID: false)
    )

    /// The SQL and its parameters are never kept.
    ///
    /// UpdatedAt is when the status last changed.
    private static let redshiftStatement = Kind(
        name: "redshift-statement",
        title: "Redshift Data API statement",
        service: .redshiftData,
        operation: "DescribeStatement",
        request: .body(),
        id: IDRule([.init("Id", IDForm(36...39, letters: .lowerCase, others: "-:"))]),
        response: Response(
            status: "Status",
            reason: "Error",
            created: "CreatedAt",
            modified: "UpdatedAt",
            highlights: ["ResultRows", "ResultSize"],
            details: [
                "ClusterIdentifier", "WorkgroupName", "Database", "Duration", "HasResultSet", "ResultRows",
                "ResultSize", "ResultFormat", "RedshiftQueryId", "RedshiftPid", "UpdatedAt",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["SUBMITTED", "PICKED"],
            inProgress: ["STARTED"],
            completed: ["FINISHED"],
            failed: ["FAILED"],
            stopped: ["ABORTED"]
        ),
        authorization: .anything,
        listing: Listing(
            "ListStatements",
            items: "Statements",
            item: .init(
                id: "Id", name: "StatementName", status: "Status", created: "CreatedAt", modified: "UpdatedAt"
            ),
            pageSize: .init("MaxResults", 100),
            filters: .init(status: "Status")
        )
    )
}
