// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Runs of AWS Glue and of DataBrew, and crawlers.
    static let glue: [Kind] = [
        glueJobRun, glueWorkflowRun, glueCrawler, glueMLTaskRun, glueDataQualityRun, glueRecommendationRun,
        dataBrewJobRun,
    ]

    /// A kind of Glue, which answers with a timeout of its own while it is busy.
    private static func glueKind(
        _ name: String,
        title: String,
        operation: String,
        id: [String],
        arn: String? = nil,
        response: Response,
        statuses: StatusRules,
        authorization: Authorization,
        listing: Listing
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .glue,
            operation: operation,
            request: .body(),
            id: IDRule(id.map { .init($0, dataName) }, arns: arn.map { [ARNPattern("glue", $0)] }),
            response: response,
            statuses: statuses,
            errors: ErrorCodes(transient: ["OperationTimeoutException"]),
            authorization: authorization,
            listing: listing
        )
    }

    /// The names that users give to jobs, in which nearly everything is allowed.
    private static let dataName = IDForm(1...255, others: " \(IDForm.anything.others)")

    /// What a policy names is the job, the workflow or the like that runs.
    private static func runs(of resource: String, hasID: Bool = true) -> Authorization {
        .other(ARNPattern("glue", resource), hasID: hasID)
    }

    private static let glueJobRun = glueKind(
        "glue-job-run",
        title: "Glue job run",
        operation: "GetJobRun",
        id: ["JobName", "RunId"],
        response: Response(
            status: "JobRunState",
            reason: "ErrorMessage",
            started: "StartedOn",
            finished: "CompletedOn",
            modified: "LastModifiedOn",
            highlights: ["ExecutionTime", "DPUSeconds"],
            causes: ["StateDetail", "LogGroupName"],
            details: [
                "Attempt", "PreviousRunId", "TriggerName", "ExecutionTime", "DPUSeconds", "WorkerType",
                "NumberOfWorkers", "MaxCapacity", "Timeout", "GlueVersion", "ExecutionClass", "LogGroupName",
                "StateDetail",
            ],
            keepsOthers: false
        ).within("JobRun"),
        statuses: StatusRules(
            pending: ["WAITING", "STARTING"],
            inProgress: ["RUNNING"],
            completed: ["SUCCEEDED"],
            failed: ["FAILED", "ERROR", "TIMEOUT", "EXPIRED"],
            stopping: ["STOPPING"],
            stopped: ["STOPPED"]
        ),
        authorization: runs(of: "job/NAME"),
        listing: Listing(
            "GetJobRuns",
            parent: ["JobName"],
            items: "JobRuns",
            item: .init(
                id: "Id", status: "JobRunState", reason: "ErrorMessage", created: "StartedOn",
                modified: "LastModifiedOn"
            ),
            pageSize: .init("MaxResults", 200)
        )
    )

    /// A workflow is COMPLETED when all its actions have ended, whatever their ends.
    private static let glueWorkflowRun = glueKind(
        "glue-workflow-run",
        title: "Glue workflow run",
        operation: "GetWorkflowRun",
        id: ["Name", "RunId"],
        response: Response(
            status: "Status",
            reason: "ErrorMessage",
            started: "StartedOn",
            finished: "CompletedOn",
            highlights: ["SucceededActions", "TotalActions"],
            causes: ["FailedActions", "ErroredActions", "TimeoutActions"],
            details: [
                "PreviousRunId", "Statistics.TotalActions", "Statistics.SucceededActions", "Statistics.FailedActions",
                "Statistics.ErroredActions", "Statistics.TimeoutActions", "Statistics.StoppedActions",
                "Statistics.RunningActions", "Statistics.WaitingActions",
            ],
            keepsOthers: false
        ).within("Run"),
        statuses: StatusRules(
            inProgress: ["RUNNING"],
            completed: ["COMPLETED"],
            failed: ["ERROR"],
            stopping: ["STOPPING"],
            stopped: ["STOPPED"],
            caveats: ["FailedActions", "ErroredActions", "TimeoutActions", "StoppedActions"].map {
                Caveat($0, .number(.greater, 0))
            }
        ),
        authorization: runs(of: "workflow/NAME"),
        listing: Listing(
            "GetWorkflowRuns",
            parent: ["Name"],
            items: "Runs",
            item: .init(
                id: "WorkflowRunId", status: "Status", reason: "ErrorMessage", created: "StartedOn",
                modified: "CompletedOn"
            ),
            pageSize: .init("MaxResults", 1_000)
        )
    )

    /// A crawler is READY again after each crawl; every crawl passes through STOPPING before its end.
    private static let glueCrawler = glueKind(
        "glue-crawler",
        title: "Glue crawler, which is ready when its crawl has ended",
        operation: "GetCrawler",
        id: ["Name"],
        arn: "crawler/NAME",
        response: Response(
            status: "State",
            reason: "LastCrawl.ErrorMessage",
            created: "CreationTime",
            highlights: ["Status", "CrawlElapsedTime"],
            details: [
                "LastCrawl.Status", "LastCrawl.StartTime", "LastCrawl.LogGroup", "LastCrawl.LogStream",
                "CrawlElapsedTime", "DatabaseName", "Version",
            ],
            keepsOthers: false
        ).within("Crawler"),
        statuses: StatusRules(
            inProgress: ["RUNNING", "STOPPING"],
            completed: ["READY"],
            leavesFinalStates: true,
            caveats: [Caveat("Status", .otherWord("SUCCEEDED"))]
        ),
        authorization: .itself,
        listing: Listing(
            "GetCrawlers",
            items: "Crawlers",
            item: .init(
                id: "Name", name: "Name", status: "State", reason: "LastCrawl.ErrorMessage", created: "CreationTime",
                modified: "LastUpdated"
            ),
            pageSize: .init("MaxResults", 1_000)
        )
    )

    /// The statuses of runs that train, recommend and evaluate.
    private static let runStatuses = StatusRules(
        pending: ["STARTING"],
        inProgress: ["RUNNING"],
        completed: ["SUCCEEDED"],
        failed: ["FAILED", "TIMEOUT"],
        stopping: ["STOPPING"],
        stopped: ["STOPPED"]
    )

    private static func runResponse(highlights: [String] = ["ExecutionTime"], details: [String]) -> Response {
        Response(
            status: "Status",
            reason: "ErrorString",
            started: "StartedOn",
            finished: "CompletedOn",
            modified: "LastModifiedOn",
            highlights: highlights,
            details: ["ExecutionTime"] + details,
            keepsOthers: false
        )
    }

    private static let glueMLTaskRun = glueKind(
        "glue-ml-task-run",
        title: "Glue machine learning transform's task run",
        operation: "GetMLTaskRun",
        id: ["TransformId", "TaskRunId"],
        response: runResponse(
            details: [
                "LogGroupName", "Properties.TaskType", "Properties.ExportLabelsTaskRunProperties.OutputS3Path",
                "Properties.LabelingSetGenerationTaskRunProperties.OutputS3Path",
            ]
        ),
        statuses: runStatuses,
        authorization: runs(of: "mlTransform/ID"),
        listing: Listing(
            "GetMLTaskRuns",
            parent: ["TransformId"],
            items: "TaskRuns",
            item: .init(
                id: "TaskRunId", status: "Status", reason: "ErrorString", created: "StartedOn",
                modified: "LastModifiedOn"
            ),
            pageSize: .init("MaxResults", 1_000)
        )
    )

    /// What the rules found is in the results, which have ids of their own.
    private static let glueDataQualityRun = glueKind(
        "glue-data-quality-run",
        title: "Glue data quality ruleset's evaluation run",
        operation: "GetDataQualityRulesetEvaluationRun",
        id: ["RunId"],
        response: runResponse(
            details: [
                "RulesetNames", "ResultIds", "DataSource.GlueTable.DatabaseName", "DataSource.GlueTable.TableName",
                "AdditionalRunOptions.ResultsS3Prefix", "NumberOfWorkers",
            ]
        ),
        statuses: runStatuses,
        authorization: runs(of: "dataQualityRuleset/NAME", hasID: false),
        listing: Listing(
            "ListDataQualityRulesetEvaluationRuns",
            items: "Runs",
            item: .init(id: "RunId", status: "Status", created: "StartedOn"),
            pageSize: .init("MaxResults", 1_000)
        )
    )

    private static let glueRecommendationRun = glueKind(
        "glue-data-quality-recommendation-run",
        title: "Glue data quality rules' recommendation run",
        operation: "GetDataQualityRuleRecommendationRun",
        id: ["RunId"],
        response: runResponse(
            highlights: ["CreatedRulesetName", "ExecutionTime"],
            details: [
                "CreatedRulesetName", "DataSource.GlueTable.DatabaseName", "DataSource.GlueTable.TableName",
                "NumberOfWorkers",
            ]
        ),
        statuses: runStatuses,
        authorization: runs(of: "dataQualityRuleset/NAME", hasID: false),
        listing: Listing(
            "ListDataQualityRuleRecommendationRuns",
            items: "Runs",
            item: .init(id: "RunId", status: "Status", created: "StartedOn"),
            pageSize: .init("MaxResults", 1_000)
        )
    )

    private static let dataBrewJobRun = Kind(
        name: "databrew-job-run",
        title: "DataBrew job run",
        service: .dataBrew,
        operation: "DescribeJobRun",
        request: .path("/jobs/{name}/jobRun/{runId}"),
        id: IDRule([.init("name", dataName), .init("runId", dataName)]),
        response: Response(
            status: "State",
            reason: "ErrorMessage",
            started: "StartedOn",
            finished: "CompletedOn",
            highlights: ["ExecutionTime"],
            details: ["Attempt", "DatasetName", "ExecutionTime", "LogGroupName", "Outputs"],
            keepsOthers: false
        ),
        statuses: runStatuses,
        authorization: .other(ARNPattern("databrew", "job/NAME"), hasID: true),
        listing: Listing(
            "ListJobRuns",
            request: .path("/jobs/{name}/jobRuns"),
            parent: ["name"],
            items: "JobRuns",
            item: .init(
                id: "RunId", status: "State", reason: "ErrorMessage", created: "StartedOn", modified: "CompletedOn"
            ),
            pageSize: .init("maxResults", 100),
            token: .init(sent: "nextToken", received: "NextToken")
        )
    )
}
