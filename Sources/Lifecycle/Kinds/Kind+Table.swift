// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Every kind, in the order in which `awaitd kinds` prints them.
    package static let all: [Kind] = [evaluation, mlModel, mlModelEndpoint, batchPrediction, dataSource, evaluationJob]

    /// Amazon ML's status words (API reference, EntityStatus).
    private static let entityStatuses = StatusRules([
        .init("PENDING", .pending),
        .init("INPROGRESS", .inProgress),
        .init("COMPLETED", .completed),
        .init("FAILED", .failed),
        .init("DELETED", .deleted),
    ])

    private static func machineLearning(
        _ name: String,
        title: String,
        operation: String,
        idMember: String,
        verbose: Bool = false,
        arnResource: String,
        opened: [String] = [],
        highlights: [String] = [],
        sweep: String
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .machineLearning,
            operation: operation,
            request: .body(idMember: idMember, verboseMember: verbose ? "Verbose" : nil),
            id: .entityID,
            arnResource: arnResource,
            answer: Answer(
                status: "Status",
                reason: "Message",
                name: "Name",
                created: "CreatedAt",
                started: "StartedAt",
                finished: "FinishedAt",
                opened: opened,
                highlights: highlights,
                omitted: [idMember]
            ),
            statuses: entityStatuses,
            sweep: sweep
        )
    }

    private static let evaluation = machineLearning(
        "evaluation",
        title: "Amazon ML evaluation",
        operation: "GetEvaluation",
        idMember: "EvaluationId",
        arnResource: "evaluation",
        opened: ["PerformanceMetrics.Properties"],
        highlights: ["BinaryAUC", "RegressionRMSE", "MulticlassAvgFScore"],
        sweep: "DescribeEvaluations"
    )

    private static let mlModel = machineLearning(
        "ml-model",
        title: "Amazon ML model",
        operation: "GetMLModel",
        idMember: "MLModelId",
        verbose: true,
        arnResource: "mlmodel",
        opened: ["EndpointInfo"],
        highlights: ["MLModelType", "SizeInBytes"],
        sweep: "DescribeMLModels"
    )

    private static let batchPrediction = machineLearning(
        "batch-prediction",
        title: "Amazon ML batch prediction",
        operation: "GetBatchPrediction",
        idMember: "BatchPredictionId",
        arnResource: "batchprediction",
        highlights: ["TotalRecordCount", "InvalidRecordCount"],
        sweep: "DescribeBatchPredictions"
    )

    private static let dataSource = machineLearning(
        "data-source",
        title: "Amazon ML data source",
        operation: "GetDataSource",
        idMember: "DataSourceId",
        verbose: true,
        arnResource: "datasource",
        opened: ["RedshiftMetadata", "RDSMetadata"],
        highlights: ["NumberOfFiles", "DataSizeInBytes"],
        sweep: "DescribeDataSources"
    )

    /// The real-time endpoint of a model: the same operation as the model's, read for another status.
    private static let mlModelEndpoint = Kind(
        name: "ml-model-endpoint",
        title: "Amazon ML model's real-time endpoint",
        service: .machineLearning,
        operation: "GetMLModel",
        request: .body(idMember: "MLModelId", verboseMember: "Verbose"),
        id: .entityID,
        arnResource: nil,
        answer: Answer(
            status: "EndpointInfo.EndpointStatus",
            statusWhenAbsent: "NONE",
            reason: nil,
            name: "Name",
            created: "EndpointInfo.CreatedAt",
            opened: ["EndpointInfo"],
            highlights: ["PeakRequestsPerSecond"],
            omitted: ["MLModelId"]
        ),
        statuses: StatusRules(
            [
                .init("NONE", .pending), .init("UPDATING", .inProgress), .init("READY", .completed),
                .init("FAILED", .failed),
            ],
            absence: "NONE",
            leavesFinalStates: true
        ),
        sweep: "DescribeMLModels"
    )

    private static let evaluationJob = Kind(
        name: "evaluation-job",
        title: "Bedrock evaluation job",
        service: .bedrock,
        operation: "GetEvaluationJob",
        request: .path("/evaluation-jobs/{id}"),
        id: .arn(idLength: 12),
        arnResource: "evaluation-job",
        answer: Answer(
            status: "status",
            reason: "failureMessages",
            name: "jobName",
            created: "creationTime",
            highlights: ["jobType"],
            omitted: ["jobArn"]
        ),
        statuses: StatusRules([
            .init("InProgress", .inProgress),
            .init("Completed", .completed),
            .init("Failed", .failed),
            .init("Stopping", .stopping),
            .init("Stopped", .stopped),
            .init("Deleting", .deleted),
        ]),
        sweep: "ListEvaluationJobs"
    )
}
