// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// SageMaker's capacity: plans and reservations, how clusters share it, and what sends requests where it is.
    static let sageMakerCapacity: [Kind] = [
        trainingPlan, reservedCapacity, clusterExtension, clusterSchedulerConfig, computeQuota, inferenceRouter,
        globalInferenceGateway,
    ]

    /// Capacity that is paid waits for its time, can be used, and is gone after that: no failure.
    private static let reservationStatuses = StatusRules(
        pending: ["Pending", "Scheduled"],
        completed: ["Active"],
        failed: ["Failed"],
        deleted: ["Expired"],
        leavesFinalStates: true
    )

    private static let trainingPlan = sageMaker(
        "training-plan",
        title: "SageMaker training plan",
        operation: "DescribeTrainingPlan",
        id: IDRule([
            .init("TrainingPlanName", .sageMakerName(64), arns: [ARNPattern("sagemaker", "training-plan/NAME")])
        ]),
        response: Response(
            status: "Status",
            reason: "StatusMessage",
            highlights: ["TotalInstanceCount", "EndTime"],
            omitted: ["TrainingPlanName", "TrainingPlanArn"]
        ),
        statuses: reservationStatuses,
        listing: .trainingPlans
    )

    private static let reservedCapacity = sageMaker(
        "reserved-capacity",
        title: "SageMaker reserved capacity",
        operation: "DescribeReservedCapacity",
        id: IDRule([
            .init("ReservedCapacityArn", nil, arns: [ARNPattern("sagemaker", "reserved-capacity/ID")])
        ]),
        response: Response(
            status: "Status",
            highlights: ["InstanceType", "TotalInstanceCount", "EndTime"],
            omitted: ["ReservedCapacityArn"]
        ),
        statuses: reservationStatuses
    )

    /// It is named by two ARNs, its cluster's and its own; its configuration is free text.
    private static let clusterExtension = sageMaker(
        "cluster-extension",
        title: "SageMaker HyperPod cluster's extension",
        operation: "DescribeClusterExtension",
        id: IDRule([
            .init("ClusterArn", nil, arns: [ARNPattern("sagemaker", "cluster/ID", last: .bedrockID)]),
            .init("ExtensionArn", nil, arns: [ARNPattern("sagemaker", "extension/SOURCE/NAME/ID")]),
        ]),
        response: Response(
            status: "ExtensionDetails.Status",
            moreReasons: ["Health.Issues[].Message"],
            name: "ExtensionDetails.ExtensionName",
            created: "ExtensionDetails.CreationTime",
            modified: "ExtensionDetails.LastModifiedTime",
            opened: ["ExtensionDetails", "NodeSummary"],
            highlights: ["ExtensionVersion", "ActiveCount", "TotalCount"],
            details: ["ExtensionDetails.ExtensionVersion", "NodeSummary.ActiveCount", "NodeSummary.TotalCount"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating"],
            completed: ["Active"],
            partlyCompleted: ["Degraded"],
            failed: ["CreateFailed", "UpdateFailed", "DeleteFailed"],
            deleted: ["Deleting"],
            leavesFinalStates: true,
            caveats: [Caveat("Health.Issues[].Message", .present)]
        ),
        authorization: .anything,
        listing: .clusterExtensions
    )

    /// The statuses of what governs the tasks of a cluster.
    private static let governanceStatuses = StatusRules(
        inProgress: ["Creating", "Updating"],
        completed: ["Created", "Updated"],
        failed: [
            "CreateFailed", "CreateRollbackFailed", "UpdateFailed", "UpdateRollbackFailed", "DeleteFailed",
            "DeleteRollbackFailed",
        ],
        deleted: ["Deleting", "Deleted"],
        leavesFinalStates: true
    )

    private static let clusterSchedulerConfig = sageMaker(
        "cluster-scheduler-config",
        title: "SageMaker HyperPod cluster's scheduler configuration",
        operation: "DescribeClusterSchedulerConfig",
        id: sageMakerID("ClusterSchedulerConfigId", .bedrockID, arn: "cluster-scheduler-config/ID"),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            name: "Name",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["ClusterSchedulerConfigVersion"],
            causes: ["StatusDetails"],
            omitted: ["ClusterSchedulerConfigId", "ClusterSchedulerConfigArn", "CreatedBy", "LastModifiedBy"]
        ),
        statuses: governanceStatuses,
        listing: .clusterSchedulerConfigs
    )

    private static let computeQuota = sageMaker(
        "compute-quota",
        title: "SageMaker HyperPod cluster's compute quota",
        operation: "DescribeComputeQuota",
        id: sageMakerID("ComputeQuotaId", .bedrockID, arn: "compute-quota/ID"),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            name: "Name",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["ComputeQuotaVersion", "ActivationState"],
            omitted: ["ComputeQuotaId", "ComputeQuotaArn", "CreatedBy", "LastModifiedBy"]
        ),
        statuses: governanceStatuses,
        listing: .computeQuotas
    )

    private static let inferenceRouter = sageMaker(
        "inference-router",
        title: "SageMaker inference router",
        operation: "DescribeInferenceRouter",
        id: sageMakerID("InferenceRouterName", arn: "inference-router/NAME"),
        response: Response(
            status: "Status",
            reason: "StatusReason",
            created: "CreationTime",
            modified: "LastModifiedTime",
            omitted: ["InferenceRouterName", "InferenceRouterArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating"],
            completed: ["InService"],
            failed: ["Failed"],
            deleted: ["Deleting"],
            leavesFinalStates: true,
            caveats: [Caveat("StatusReason", .present)]
        ),
        authorization: .anything,
        listing: .inferenceRouters
    )

    private static let globalInferenceGateway = sageMaker(
        "global-inference-gateway",
        title: "SageMaker global inference gateway",
        operation: "DescribeGlobalInferenceGateway",
        id: IDRule([
            .init(
                "Identifier",
                .sageMakerName(63),
                arns: [ARNPattern("sagemaker", "global-inference-gateway/ID", last: .bedrockID)]
            )
        ]),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            name: "Name",
            created: "CreationTime",
            highlights: ["EndpointUrl"],
            omitted: ["Arn"]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        authorization: .anything,
        listing: .globalInferenceGateways
    )
}
