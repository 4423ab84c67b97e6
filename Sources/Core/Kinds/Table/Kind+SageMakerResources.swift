// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// SageMaker's lasting resources, most of which can change again after they are ready.
    static let sageMakerResources: [Kind] = [
        endpoint, inferenceComponent, modelPackage, notebookInstance, featureGroup, cluster,
    ]

    /// The statuses of an endpoint (API reference, EndpointStatus).
    ///
    /// `OutOfService` cannot serve requests; `UpdateRollbackFailed` serves them with a mix of old and new. `RollingBack`
    /// takes back an update that failed, and ends as `InService` like one that succeeded.
    static let sageMakerEndpointStatuses = StatusRules(
        inProgress: ["Creating", "Updating", "SystemUpdating"],
        troubled: ["RollingBack"],
        completed: ["InService"],
        failed: ["Failed", "OutOfService", "UpdateRollbackFailed"],
        deleted: ["Deleting"],
        leavesFinalStates: true
    )

    /// Whatever the end of an update, the configuration that serves after it is the one that is named.
    private static let endpoint = sageMaker(
        "sagemaker-endpoint",
        title: "SageMaker endpoint",
        operation: "DescribeEndpoint",
        id: sageMakerID("EndpointName", arn: "endpoint/NAME"),
        response: Response(
            status: "EndpointStatus",
            reason: "FailureReason",
            created: "CreationTime",
            highlights: ["EndpointConfigName"],
            causes: ["EndpointConfigName"],
            omitted: ["EndpointName", "EndpointArn"]
        ),
        statuses: sageMakerEndpointStatuses,
        listing: .sageMakerEndpoints
    )

    private static let inferenceComponent = sageMaker(
        "inference-component",
        title: "SageMaker inference component",
        operation: "DescribeInferenceComponent",
        id: sageMakerID("InferenceComponentName", arn: "inference-component/NAME"),
        response: Response(
            status: "InferenceComponentStatus",
            reason: "FailureReason",
            created: "CreationTime",
            highlights: ["EndpointName"],
            omitted: ["InferenceComponentName", "InferenceComponentArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating"],
            completed: ["InService"],
            failed: ["Failed"],
            deleted: ["Deleting"],
            leavesFinalStates: true
        ),
        listing: .inferenceComponents
    )

    /// Where AWS says why a package could not be validated.
    private static let modelPackageFailures = ["ValidationStatuses", "ImageScanStatuses"].map {
        "ModelPackageStatusDetails.\($0)[].FailureReason"
    }

    /// The status says whether the package was created and validated, not whether it was approved.
    ///
    /// Without the content of its model card, which is dropped anyway, no `kms:Decrypt` is needed to read it.
    private static let modelPackage = sageMaker(
        "model-package",
        title: "SageMaker model package",
        operation: "DescribeModelPackage",
        fixed: ["IncludedData": .string("MetadataOnly")],
        id: IDRule([
            .init(
                "ModelPackageName",
                IDForm(1...176, others: "-/"),
                arns: [
                    ARNPattern("sagemaker", "model-package/GROUP/VERSION"),
                    ARNPattern("sagemaker", "model-package/NAME"),
                ]
            )
        ]),
        response: Response(
            status: "ModelPackageStatus",
            moreReasons: modelPackageFailures,
            created: "CreationTime",
            highlights: ["ModelApprovalStatus"],
            omitted: ["ModelPackageName", "ModelPackageArn", "ModelCard.ModelCardContent"]
        ),
        statuses: StatusRules(
            pending: ["Pending"],
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"],
            deleted: ["Deleting"]
        ),
        authorization: .other(ARNPattern("sagemaker", "model-package/NAME"), hasID: true),
        listing: .modelPackages
    )

    private static let notebookInstance = sageMaker(
        "notebook-instance",
        title: "SageMaker notebook instance",
        operation: "DescribeNotebookInstance",
        id: sageMakerID("NotebookInstanceName", arn: "notebook-instance/NAME"),
        response: Response(
            status: "NotebookInstanceStatus",
            reason: "FailureReason",
            created: "CreationTime",
            highlights: ["InstanceType"],
            omitted: ["NotebookInstanceName", "NotebookInstanceArn"]
        ),
        statuses: StatusRules(
            pending: ["Pending", "PendingMaintenance"],
            inProgress: ["Updating", "InMaintenance"],
            completed: ["InService"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"],
            leavesFinalStates: true
        ),
        listing: .notebookInstances
    )

    /// An update leaves the status as it is, and has one of its own.
    private static let featureGroup = sageMaker(
        "feature-group",
        title: "SageMaker feature group",
        operation: "DescribeFeatureGroup",
        id: sageMakerID("FeatureGroupName", IDForm(1...256, others: "-_"), arn: "feature-group/NAME"),
        response: Response(
            status: "FeatureGroupStatus",
            reason: "FailureReason",
            created: "CreationTime",
            details: ["LastUpdateStatus.Status"],
            omitted: ["FeatureGroupName", "FeatureGroupArn", "NextToken"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating"],
            completed: ["Created"],
            failed: ["CreateFailed", "DeleteFailed"],
            deleted: ["Deleting"],
            leavesFinalStates: true,
            caveats: [Caveat("LastUpdateStatus.Status", .word("Failed"))]
        ),
        listing: .featureGroups
    )

    private static let cluster = sageMaker(
        "cluster",
        title: "SageMaker HyperPod cluster",
        operation: "DescribeCluster",
        id: IDRule([
            .init(
                "ClusterName",
                .sageMakerName(256),
                arns: [ARNPattern("sagemaker", "cluster/ID", last: .bedrockID)]
            )
        ]),
        response: Response(
            status: "ClusterStatus",
            reason: "FailureMessage",
            name: "ClusterName",
            created: "CreationTime",
            omitted: ["ClusterArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating", "SystemUpdating"],
            troubled: ["RollingBack"],
            completed: ["InService"],
            failed: ["Failed"],
            deleted: ["Deleting"],
            leavesFinalStates: true
        ),
        listing: .clusters
    )
}
