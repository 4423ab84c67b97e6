// SPDX-License-Identifier: Apache-2.0

/// How the resources of Amazon ML are listed; each listing is named by its operation.
///
/// Source: botocore 1.44, the service's model and paginators; a test compares them.
extension Listing {
    /// Evaluations.
    static let evaluations = Listing(
        "DescribeEvaluations",
        items: "Results",
        item: Item(
            id: "EvaluationId", name: "Name", status: "Status", reason: "Message", created: "CreatedAt",
            modified: "LastUpdatedAt"),
        pageSize: PageSize("Limit", 100),
        filters: .amazonML
    )

    /// Models.
    static let mlModels = Listing(
        "DescribeMLModels",
        items: "Results",
        item: Item(
            id: "MLModelId", name: "Name", status: "Status", reason: "Message", created: "CreatedAt",
            modified: "LastUpdatedAt"),
        pageSize: PageSize("Limit", 100),
        filters: .amazonML
    )

    /// The same, read for the status of each model's real-time endpoint.
    static let mlModelEndpoints = Listing(
        "DescribeMLModels",
        items: "Results",
        item: Item(
            id: "MLModelId", name: "Name", status: "EndpointInfo.EndpointStatus", created: "EndpointInfo.CreatedAt"),
        pageSize: PageSize("Limit", 100),
        filters: Filters(status: "RealtimeEndpointStatus", form: .variable("FilterVariable"))
    )

    /// Batch predictions.
    static let batchPredictions = Listing(
        "DescribeBatchPredictions",
        items: "Results",
        item: Item(
            id: "BatchPredictionId", name: "Name", status: "Status", reason: "Message", created: "CreatedAt",
            modified: "LastUpdatedAt"),
        pageSize: PageSize("Limit", 100),
        filters: .amazonML
    )

    /// Data sources.
    static let dataSources = Listing(
        "DescribeDataSources",
        items: "Results",
        item: Item(
            id: "DataSourceId", name: "Name", status: "Status", reason: "Message", created: "CreatedAt",
            modified: "LastUpdatedAt"),
        pageSize: PageSize("Limit", 100),
        filters: .amazonML
    )
}

extension Listing.Filters {
    /// One of them at a time.
    fileprivate static let amazonML = Listing.Filters(
        status: "Status", createdAfter: "CreatedAt", modifiedAfter: "LastUpdatedAt", form: .variable("FilterVariable"))
}
