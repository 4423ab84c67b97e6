// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Forecast's predictors, forecasts and transfers, and Kendra's indexes.
    static let forecastAndSearch: [Kind] = [
        forecastPredictor, forecastDatasetImportJob, forecast, forecastExportJob, kendraIndex, kendraDataSource,
    ]

    /// A kind of Forecast.
    ///
    /// AWS's model has its statuses in the text only, and gives no other end than the last change.
    private static func forecastKind(
        _ name: String,
        title: String,
        operation: String,
        object: String,
        arn: String,
        highlights: [String] = [],
        details: [String],
        list: String,
        items: String
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .forecast,
            operation: operation,
            request: .body(),
            id: IDRule([.init("\(object)Arn", nil, arns: [ARNPattern("forecast", arn)])]),
            response: Response(
                status: "Status",
                reason: "Message",
                name: "\(object)Name",
                created: "CreationTime",
                modified: "LastModificationTime",
                highlights: highlights,
                details: ["LastModificationTime"] + details,
                keepsOthers: false
            ),
            statuses: StatusRules(
                pending: ["CREATE_PENDING"],
                inProgress: ["CREATE_IN_PROGRESS"],
                completed: ["ACTIVE"],
                failed: ["CREATE_FAILED", "DELETE_FAILED"],
                stopping: ["CREATE_STOPPING"],
                stopped: ["CREATE_STOPPED"],
                deleted: ["DELETE_PENDING", "DELETE_IN_PROGRESS"]
            ),
            listing: Listing(
                list,
                items: items,
                item: .init(
                    id: "\(object)Arn", arn: "\(object)Arn", name: "\(object)Name", status: "Status",
                    reason: "Message", created: "CreationTime", modified: "LastModificationTime"
                ),
                pageSize: .init("MaxResults", 100)
            )
        )
    }

    private static let forecastPredictor = forecastKind(
        "forecast-predictor",
        title: "Forecast predictor, a trained model",
        operation: "DescribeAutoPredictor",
        object: "Predictor",
        arn: "predictor/ID",
        highlights: ["OptimizationMetric"],
        details: [
            "EstimatedTimeRemainingInMinutes", "OptimizationMetric", "ForecastHorizon", "ForecastFrequency",
            "DataConfig.DatasetGroupArn",
        ],
        list: "ListPredictors",
        items: "Predictors"
    )

    private static let forecastDatasetImportJob = forecastKind(
        "forecast-dataset-import-job",
        title: "Forecast dataset import job",
        operation: "DescribeDatasetImportJob",
        object: "DatasetImportJob",
        arn: "dataset-import-job/DATASET/NAME",
        highlights: ["DataSize"],
        details: ["EstimatedTimeRemainingInMinutes", "DatasetArn", "DataSize", "ImportMode"],
        list: "ListDatasetImportJobs",
        items: "DatasetImportJobs"
    )

    private static let forecast = forecastKind(
        "forecast",
        title: "Forecast's forecast",
        operation: "DescribeForecast",
        object: "Forecast",
        arn: "forecast/ID",
        details: ["EstimatedTimeRemainingInMinutes", "PredictorArn", "DatasetGroupArn", "ForecastTypes"],
        list: "ListForecasts",
        items: "Forecasts"
    )

    private static let forecastExportJob = forecastKind(
        "forecast-export-job",
        title: "Forecast's export job",
        operation: "DescribeForecastExportJob",
        object: "ForecastExportJob",
        arn: "forecast-export-job/FORECAST/NAME",
        highlights: ["Path"],
        details: ["ForecastArn", "Destination.S3Config.Path", "Format"],
        list: "ListForecastExportJobs",
        items: "ForecastExportJobs"
    )

    /// The form of an index's id.
    private static let indexID = IDForm(36...36, others: "-")

    private static let kendraIndex = Kind(
        name: "kendra-index",
        title: "Kendra index",
        service: .kendra,
        operation: "DescribeIndex",
        request: .body(),
        id: IDRule([.init("Id", indexID)], arns: [ARNPattern("kendra", "index/ID")]),
        response: Response(
            status: "Status",
            reason: "ErrorMessage",
            name: "Name",
            created: "CreatedAt",
            modified: "UpdatedAt",
            highlights: ["Edition", "IndexedTextDocumentsCount"],
            details: [
                "Edition", "UpdatedAt", "IndexStatistics.TextDocumentStatistics.IndexedTextDocumentsCount",
                "IndexStatistics.TextDocumentStatistics.IndexedTextBytes",
                "IndexStatistics.FaqStatistics.IndexedQuestionAnswersCount", "CapacityUnits.StorageCapacityUnits",
                "CapacityUnits.QueryCapacityUnits",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING", "SYSTEM_UPDATING"],
            completed: ["ACTIVE"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: Listing(
            "ListIndices",
            items: "IndexConfigurationSummaryItems",
            item: .init(id: "Id", name: "Name", status: "Status", created: "CreatedAt", modified: "UpdatedAt"),
            pageSize: .init("MaxResults", 100)
        )
    )

    private static let kendraDataSource = Kind(
        name: "kendra-data-source",
        title: "Kendra index's data source",
        service: .kendra,
        operation: "DescribeDataSource",
        request: .body(),
        id: IDRule(
            [.init("IndexId", indexID), .init("Id", IDForm(1...100, others: "_-"))],
            arns: [ARNPattern("kendra", "index/INDEX/data-source/ID")]
        ),
        response: Response(
            status: "Status",
            reason: "ErrorMessage",
            name: "Name",
            created: "CreatedAt",
            modified: "UpdatedAt",
            highlights: ["Type"],
            details: ["Type", "LanguageCode", "UpdatedAt"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        authorization: .itselfWithin([ARNPattern("kendra", "index/INDEX")]),
        listing: Listing(
            "ListDataSources",
            parent: ["IndexId"],
            items: "SummaryItems",
            item: .init(id: "Id", name: "Name", status: "Status", created: "CreatedAt", modified: "UpdatedAt"),
            pageSize: .init("MaxResults", 100)
        )
    )
}
