// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// What SageMaker keeps for others to use: hubs with their contents, and algorithms.
    static let sageMakerHubs: [Kind] = [hub, hubContent, algorithm]

    private static let hub = sageMaker(
        "sagemaker-hub",
        title: "SageMaker hub",
        operation: "DescribeHub",
        id: IDRule([.init("HubName", .sageMakerName(), arns: [ARNPattern("sagemaker", "hub/NAME")])]),
        response: Response(
            status: "HubStatus",
            reason: "FailureReason",
            name: "HubDisplayName",
            created: "CreationTime",
            modified: "LastModifiedTime",
            omitted: ["HubName", "HubArn", "CreatedBy", "LastModifiedBy"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating"],
            completed: ["InService"],
            failed: ["CreateFailed", "UpdateFailed", "DeleteFailed"],
            deleted: ["Deleting"],
            leavesFinalStates: true
        ),
        listing: .sageMakerHubs
    )

    /// The newest version of a content; the content itself, a document of any size, is left out.
    private static let hubContent = sageMaker(
        "sagemaker-hub-content",
        title: "SageMaker hub's content",
        operation: "DescribeHubContent",
        id: IDRule(
            [
                .init("HubName", .sageMakerName(), arns: [ARNPattern("sagemaker", "hub/NAME")]),
                .init("HubContentType", IDForm(1...64)), .init("HubContentName", .sageMakerName()),
            ],
            arns: [ARNPattern("sagemaker", "hub-content/HUB/TYPE/NAME")]
        ),
        response: Response(
            status: "HubContentStatus",
            reason: "FailureReason",
            name: "HubContentDisplayName",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["HubContentVersion"],
            details: ["HubContentVersion", "SupportStatus", "DocumentSchemaVersion"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["PendingImport"],
            inProgress: ["Importing"],
            completed: ["Available"],
            failed: ["ImportFailed", "DeleteFailed"],
            deleted: ["PendingDelete", "Deleting"],
            leavesFinalStates: true
        ),
        authorization: .itselfWithin([ARNPattern("sagemaker", "hub/HUB")]),
        listing: .sageMakerHubContents
    )

    /// Scanned and validated as a model package is.
    private static let algorithm = sageMaker(
        "sagemaker-algorithm",
        title: "SageMaker algorithm",
        operation: "DescribeAlgorithm",
        id: IDRule([.init("AlgorithmName", .sageMakerName(), arns: [ARNPattern("sagemaker", "algorithm/NAME")])]),
        response: Response(
            status: "AlgorithmStatus",
            reason: "AlgorithmStatusDetails.ValidationStatuses[].FailureReason",
            moreReasons: ["AlgorithmStatusDetails.ImageScanStatuses[].FailureReason"],
            created: "CreationTime",
            details: ["CertifyForMarketplace", "ProductId"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["Pending"],
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"],
            deleted: ["Deleting"]
        ),
        listing: .sageMakerAlgorithms
    )
}
