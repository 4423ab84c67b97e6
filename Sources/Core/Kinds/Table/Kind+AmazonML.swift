// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Amazon Machine Learning.
    static let amazonML: [Kind] = [evaluation, mlModel, mlModelEndpoint, batchPrediction, dataSource]

    /// Amazon ML's statuses (API reference, EntityStatus).
    ///
    /// Its `Message` is no caveat: it holds the most recent details of any sort, good news among them.
    private static let entityStatuses = StatusRules(
        pending: ["PENDING"],
        inProgress: ["INPROGRESS"],
        completed: ["COMPLETED"],
        failed: ["FAILED"],
        deleted: ["DELETED"]
    )

    private static func amazonML(
        _ name: String,
        title: String,
        operation: String,
        idMember: String,
        verbose: Bool = false,
        arnType: String,
        opened: [String] = [],
        highlights: [String] = [],
        caveats: [Caveat] = [],
        authorization: Authorization = .itself,
        listing: Listing
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .machineLearning,
            operation: operation,
            request: .body(verboseMember: verbose ? "Verbose" : nil),
            id: IDRule([.init(idMember, .entityID)], arns: [ARNPattern("machinelearning", "\(arnType)/ID")]),
            response: Response(
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
            statuses: entityStatuses.adding(caveats),
            authorization: authorization,
            listing: listing
        )
    }

    /// IAM decides by its data source who may read an evaluation.
    private static let evaluation = amazonML(
        "evaluation",
        title: "Amazon ML evaluation",
        operation: "GetEvaluation",
        idMember: "EvaluationId",
        arnType: "evaluation",
        opened: ["PerformanceMetrics.Properties"],
        highlights: ["BinaryAUC", "RegressionRMSE", "MulticlassAvgFScore"],
        authorization: .other(ARNPattern("machinelearning", "datasource/ID"), hasID: false),
        listing: .evaluations
    )

    private static let mlModel = amazonML(
        "ml-model",
        title: "Amazon ML model",
        operation: "GetMLModel",
        idMember: "MLModelId",
        verbose: true,
        arnType: "mlmodel",
        opened: ["EndpointInfo"],
        highlights: ["MLModelType", "SizeInBytes"],
        listing: .mlModels
    )

    private static let batchPrediction = amazonML(
        "batch-prediction",
        title: "Amazon ML batch prediction",
        operation: "GetBatchPrediction",
        idMember: "BatchPredictionId",
        arnType: "batchprediction",
        highlights: ["TotalRecordCount", "InvalidRecordCount"],
        caveats: [Caveat("InvalidRecordCount", .number(.greater, 0))],
        listing: .batchPredictions
    )

    private static let dataSource = amazonML(
        "data-source",
        title: "Amazon ML data source",
        operation: "GetDataSource",
        idMember: "DataSourceId",
        verbose: true,
        arnType: "datasource",
        opened: ["RedshiftMetadata", "RDSMetadata"],
        highlights: ["NumberOfFiles", "DataSizeInBytes"],
        listing: .dataSources
    )

    /// The real-time endpoint of a model: the model's operation read for another status, named by the model's ARN.
    private static let mlModelEndpoint = Kind(
        name: "ml-model-endpoint",
        title: "Amazon ML model's real-time endpoint",
        service: .machineLearning,
        operation: "GetMLModel",
        request: .body(verboseMember: "Verbose"),
        id: IDRule(
            [.init("MLModelId", .entityID)],
            arns: [ARNPattern("machinelearning", "mlmodel/ID")],
            isFoundByARN: false
        ),
        response: Response(
            status: "EndpointInfo.EndpointStatus",
            statusWhenAbsent: "NONE",
            name: "Name",
            created: "EndpointInfo.CreatedAt",
            opened: ["EndpointInfo"],
            highlights: ["PeakRequestsPerSecond"],
            omitted: ["MLModelId"]
        ),
        statuses: StatusRules(
            pending: ["NONE"],
            inProgress: ["UPDATING"],
            completed: ["READY"],
            failed: ["FAILED"],
            absence: "NONE",
            leavesFinalStates: true
        ),
        listing: .mlModelEndpoints
    )
}
