// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// HealthOmics' runs and transfers, and HealthLake's.
    static let health: [Kind] = [
        omicsRun, omicsRunBatch, readSetImportJob, readSetExportJob, referenceImportJob, healthLakeImportJob,
        healthLakeExportJob,
    ]

    /// STOPPING is a part of every run: its outputs are exported then.
    private static let omicsRun = Kind(
        name: "omics-run",
        title: "HealthOmics run of a workflow",
        service: .omicsWorkflows,
        operation: "GetRun",
        request: .path("/run/{id}"),
        id: IDRule([.init("id", IDForm(1...18, letters: .none))], arns: [ARNPattern("omics", "run/ID")]),
        response: Response(
            status: "status",
            reason: "statusMessage",
            name: "name",
            created: "creationTime",
            started: "startTime",
            finished: "stopTime",
            highlights: ["runOutputUri"],
            causes: ["failureReason", "runLogStream"],
            details: [
                "failureReason", "runOutputUri", "outputUri", "workflowId", "workflowVersionName", "runGroupId",
                "batchId", "logLocation.engineLogStream", "logLocation.runLogStream", "storageType",
                "storageCapacity", "uuid",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["PENDING", "STARTING"],
            inProgress: ["RUNNING", "STOPPING"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            stopped: ["CANCELLED"],
            deleted: ["DELETED"]
        ),
        listing: Listing(
            "ListRuns",
            request: .path("/run"),
            items: "items",
            item: .init(
                id: "id", arn: "arn", name: "name", status: "status", created: "creationTime", modified: "stopTime"
            ),
            pageSize: .init("maxResults", 100),
            token: .init(sent: "startingToken", received: "nextToken"),
            filters: .init(status: "status")
        )
    )

    /// A batch is PROCESSED when all its runs have been started, or not, and have ended.
    private static let omicsRunBatch = Kind(
        name: "omics-run-batch",
        title: "HealthOmics batch of runs",
        service: .omicsWorkflows,
        operation: "GetBatch",
        request: .path("/runBatch/{batchId}"),
        id: IDRule([.init("batchId", IDForm(1...18, letters: .none))]),
        response: Response(
            status: "status",
            reason: "failureReason",
            name: "name",
            created: "creationTime",
            started: "submittedTime",
            finished: "processedTime",
            highlights: ["completedRunCount", "totalRuns"],
            causes: ["failedRunCount", "failedStartSubmissionCount"],
            details: [
                "totalRuns", "submissionSummary.successfulStartSubmissionCount",
                "submissionSummary.failedStartSubmissionCount", "runSummary.runningRunCount",
                "runSummary.completedRunCount", "runSummary.failedRunCount", "runSummary.cancelledRunCount",
                "failedTime",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["PENDING"],
            inProgress: ["CREATING", "SUBMITTING", "INPROGRESS"],
            completed: ["PROCESSED"],
            failed: ["FAILED", "RUNS_DELETE_FAILED"],
            stopping: ["STOPPING"],
            stopped: ["CANCELLED"],
            deleted: ["RUNS_DELETING", "RUNS_DELETED"],
            mayReturnTo: ["PENDING"],
            caveats: ["failedRunCount", "cancelledRunCount", "failedStartSubmissionCount"].map {
                Caveat($0, .number(.greater, 0))
            }
        ),
        authorization: .anything,
        listing: Listing(
            "ListBatch",
            request: .path("/runBatch"),
            items: "items",
            item: .init(id: "id", name: "name", status: "status", created: "createdAt"),
            pageSize: .init("maxItems", 100),
            token: .init(sent: "startingToken", received: "nextToken"),
            filters: .init(status: "status")
        )
    )

    /// A job that moves read sets or references into a store, or out of it.
    private static func storeJob(
        _ name: String,
        title: String,
        operation: String,
        store: String,
        segment: String,
        details: [String] = [],
        list: String,
        items: String
    ) -> Kind {
        let lower = segment == "sequencestore" ? "sequenceStore" : "referenceStore"
        return Kind(
            name: name,
            title: title,
            service: .omicsStorage,
            operation: operation,
            request: .path("/\(segment)/{\(store)}/\(items.dropLast().lowercased())/{id}"),
            id: IDRule([
                .init(store, IDForm(10...36, letters: .none)), .init("id", IDForm(10...36, letters: .none)),
            ]),
            response: Response(
                status: "status",
                reason: "statusMessage",
                created: "creationTime",
                finished: "completionTime",
                highlights: details,
                details: details,
                keepsOthers: false
            ),
            statuses: StatusRules(
                pending: ["SUBMITTED"],
                inProgress: ["IN_PROGRESS"],
                completed: ["COMPLETED"],
                partlyCompleted: ["COMPLETED_WITH_FAILURES"],
                failed: ["FAILED"],
                stopping: ["CANCELLING"],
                stopped: ["CANCELLED"]
            ),
            authorization: .other(ARNPattern("omics", "\(lower)/ID"), hasID: true),
            listing: Listing(
                list,
                request: .path("/\(segment)/{\(store)}/\(items.lowercased())", method: .post),
                parent: [store],
                items: items,
                item: .init(id: "id", status: "status", created: "creationTime", modified: "completionTime"),
                pageSize: .init("maxResults", 100),
                token: .lowerCase,
                sendsQuery: true
            )
        )
    }

    private static let readSetImportJob = storeJob(
        "omics-read-set-import-job",
        title: "HealthOmics read set import job",
        operation: "GetReadSetImportJob",
        store: "sequenceStoreId",
        segment: "sequencestore",
        list: "ListReadSetImportJobs",
        items: "importJobs"
    )

    private static let readSetExportJob = storeJob(
        "omics-read-set-export-job",
        title: "HealthOmics read set export job",
        operation: "GetReadSetExportJob",
        store: "sequenceStoreId",
        segment: "sequencestore",
        details: ["destination"],
        list: "ListReadSetExportJobs",
        items: "exportJobs"
    )

    private static let referenceImportJob = storeJob(
        "omics-reference-import-job",
        title: "HealthOmics reference import job",
        operation: "GetReferenceImportJob",
        store: "referenceStoreId",
        segment: "referencestore",
        list: "ListReferenceImportJobs",
        items: "importJobs"
    )

    /// A job of HealthLake; a cancellation that failed is told as a failure.
    private static func healthLakeJob(
        _ name: String,
        title: String,
        operation: String,
        properties: String,
        highlights: [String],
        details: [String],
        caveats: [Caveat] = [],
        list: String
    ) -> Kind {
        let id = IDForm(1...32, others: "_.:=+-%@")
        return Kind(
            name: name,
            title: title,
            service: .healthLake,
            operation: operation,
            request: .body(),
            id: IDRule([.init("DatastoreId", id), .init("JobId", id)]),
            response: Response(
                status: "JobStatus",
                reason: "Message",
                name: "JobName",
                created: "SubmitTime",
                finished: "EndTime",
                highlights: highlights,
                details: details,
                keepsOthers: false
            ).within(properties),
            statuses: StatusRules(
                pending: ["SUBMITTED", "QUEUED"],
                inProgress: ["IN_PROGRESS"],
                completed: ["COMPLETED"],
                partlyCompleted: ["COMPLETED_WITH_ERRORS"],
                failed: ["FAILED", "CANCEL_FAILED"],
                stopping: ["CANCEL_SUBMITTED", "CANCEL_IN_PROGRESS"],
                stopped: ["CANCEL_COMPLETED"],
                caveats: caveats
            ),
            authorization: .other(ARNPattern("healthlake", "datastore/fhir/ID"), hasID: true),
            listing: Listing(
                list,
                parent: ["DatastoreId"],
                items: "\(properties)List",
                item: .init(
                    id: "JobId", name: "JobName", status: "JobStatus", reason: "Message", created: "SubmitTime",
                    modified: "EndTime"
                ),
                pageSize: .init("MaxResults", 500),
                filters: .init(status: "JobStatus", createdAfter: "SubmittedAfter")
            )
        )
    }

    private static let healthLakeImportJob = healthLakeJob(
        "healthlake-import-job",
        title: "HealthLake FHIR import job",
        operation: "DescribeFHIRImportJob",
        properties: "ImportJobProperties",
        highlights: ["TotalNumberOfResourcesImported", "TotalNumberOfResourcesScanned"],
        details: [
            "JobOutputDataConfig.S3Configuration.S3Uri", "ValidationLevel",
            "JobProgressReport.TotalNumberOfScannedFiles", "JobProgressReport.TotalNumberOfImportedFiles",
            "JobProgressReport.TotalNumberOfResourcesScanned", "JobProgressReport.TotalNumberOfResourcesImported",
            "JobProgressReport.TotalNumberOfResourcesWithCustomerError",
            "JobProgressReport.TotalNumberOfFilesReadWithCustomerError", "JobProgressReport.Throughput",
        ],
        caveats: [
            Caveat("TotalNumberOfResourcesWithCustomerError", .number(.greater, 0)),
            Caveat("TotalNumberOfFilesReadWithCustomerError", .number(.greater, 0)),
        ],
        list: "ListFHIRImportJobs"
    )

    private static let healthLakeExportJob = healthLakeJob(
        "healthlake-export-job",
        title: "HealthLake FHIR export job",
        operation: "DescribeFHIRExportJob",
        properties: "ExportJobProperties",
        highlights: ["S3Uri"],
        details: ["OutputDataConfig.S3Configuration.S3Uri"],
        list: "ListFHIRExportJobs"
    )
}
