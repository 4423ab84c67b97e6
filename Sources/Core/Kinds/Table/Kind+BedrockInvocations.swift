// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Asynchronous invocations of Bedrock's models, and data automation.
    static let bedrockInvocations: [Kind] = [
        asyncInvoke, dataAutomationInvocation, blueprintOptimization, dataAutomationProject,
        libraryIngestionJob,
    ]

    /// Data automation's statuses, which say which side caused a failure.
    private static let dataAutomationStatuses = StatusRules(
        pending: ["Created"],
        inProgress: ["InProgress"],
        completed: ["Success"],
        failed: ["ServiceError", "ClientError"]
    )

    private static let asyncInvoke = Kind(
        name: "async-invoke",
        title: "Bedrock asynchronous invocation of a model",
        service: .bedrockRuntime,
        operation: "GetAsyncInvoke",
        request: .path("/async-invoke/{invocationArn}"),
        id: bedrockID("invocationArn", nil, "async-invoke/ID", last: .bedrockID),
        response: Response(
            status: "status",
            reason: "failureMessage",
            created: "submitTime",
            finished: "endTime",
            omitted: ["invocationArn", "clientRequestToken"]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"]
        ),
        listing: .asyncInvokes
    )

    private static let dataAutomationInvocation = Kind(
        name: "data-automation-invocation",
        title: "Bedrock data automation's invocation",
        service: .dataAutomationRuntime,
        operation: "GetDataAutomationStatus",
        request: .body(),
        id: bedrockID("invocationArn", nil, "data-automation-invocation/ID", last: nil),
        response: Response(
            status: "status",
            reason: "errorMessage",
            created: "jobSubmissionTime",
            finished: "jobCompletionTime",
            highlights: ["errorType"]
        ),
        statuses: dataAutomationStatuses
    )

    private static let blueprintOptimization = Kind(
        name: "blueprint-optimization",
        title: "Bedrock data automation blueprint's optimization",
        service: .dataAutomation,
        operation: "GetBlueprintOptimizationStatus",
        request: .path("/getBlueprintOptimizationStatus/{invocationArn}", method: .post),
        id: bedrockID("invocationArn", nil, "blueprint-optimization-invocation/ID", last: nil),
        response: Response(status: "status", reason: "errorMessage"),
        statuses: dataAutomationStatuses
    )

    private static let dataAutomationProject = Kind(
        name: "data-automation-project",
        title: "Bedrock data automation's project",
        service: .dataAutomation,
        operation: "GetDataAutomationProject",
        request: .path("/data-automation-projects/{projectArn}/", method: .post),
        id: bedrockID("projectArn", nil, "data-automation-project/ID", last: nil),
        response: Response(
            status: "status",
            name: "projectName",
            created: "creationTime",
            omitted: ["projectArn", "projectDescription"]
        ).within("project"),
        statuses: StatusRules(
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            leavesFinalStates: true
        ),
        listing: .dataAutomationProjects
    )

    /// It is named by two ARNs, its library's and its own.
    private static let libraryIngestionJob = Kind(
        name: "data-automation-library-ingestion-job",
        title: "Bedrock data automation library's ingestion job",
        service: .dataAutomation,
        operation: "GetDataAutomationLibraryIngestionJob",
        request: .path("/data-automation-libraries/{libraryArn}/library-ingestion-jobs/{jobArn}", method: .post),
        id: IDRule([
            .init("libraryArn", nil, arns: [ARNPattern("bedrock", "data-automation-library/ID")]),
            .init("jobArn", nil, arns: [ARNPattern("bedrock", "data-automation-library-ingestion-job/ID")]),
        ]),
        response: Response(
            status: "jobStatus",
            reason: "errorMessage",
            created: "creationTime",
            finished: "completionTime",
            highlights: ["operationType"],
            omitted: ["jobArn"]
        ).within("job"),
        statuses: StatusRules(
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            partlyCompleted: ["COMPLETED_WITH_ERRORS"],
            failed: ["FAILED"]
        ),
        authorization: .anything,
        listing: .dataAutomationLibraryIngestionJobs
    )
}
