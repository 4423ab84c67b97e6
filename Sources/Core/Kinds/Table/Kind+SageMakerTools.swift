// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// SageMaker's tools: MLflow, partners' apps, projects, people who review, and schedules.
    static let sageMakerTools: [Kind] = [
        mlflowTrackingServer, mlflowApp, partnerApp, project, monitoringSchedule, flowDefinition, workforce,
    ]

    private static let mlflowTrackingServer = sageMaker(
        "mlflow-tracking-server",
        title: "SageMaker MLflow tracking server",
        operation: "DescribeMlflowTrackingServer",
        id: sageMakerID("TrackingServerName", .sageMakerName(256), arn: "mlflow-tracking-server/NAME"),
        response: Response(
            status: "TrackingServerStatus",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["MlflowVersion", "TrackingServerSize"],
            omitted: ["TrackingServerName", "TrackingServerArn", "CreatedBy", "LastModifiedBy"]
        ),
        statuses: StatusRules(
            pending: ["Starting"],
            inProgress: ["Creating", "Updating", "MaintenanceInProgress"],
            completed: ["Created", "Updated", "Started", "MaintenanceComplete"],
            failed: ["CreateFailed", "UpdateFailed", "StartFailed", "StopFailed", "MaintenanceFailed", "DeleteFailed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"],
            leavesFinalStates: true,
            caveats: [Caveat("TrackingServerMaintenanceStatus", .word("MaintenanceFailed"))]
        ),
        listing: .mlflowTrackingServers
    )

    private static let mlflowApp = sageMaker(
        "mlflow-app",
        title: "SageMaker MLflow app",
        operation: "DescribeMlflowApp",
        id: IDRule([.init("Arn", nil, arns: [ARNPattern("sagemaker", "mlflow-app/ID")])]),
        response: Response(
            status: "Status",
            name: "Name",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["MlflowVersion"],
            omitted: ["Arn", "CreatedBy", "LastModifiedBy"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating"],
            completed: ["Created", "Updated"],
            failed: ["CreateFailed", "UpdateFailed", "DeleteFailed"],
            deleted: ["Deleting", "Deleted"],
            leavesFinalStates: true,
            caveats: [Caveat("MaintenanceStatus", .word("MaintenanceFailed"))]
        ),
        listing: .mlflowApps
    )

    /// What an administrator has passed to the app is left out.
    private static let partnerApp = sageMaker(
        "partner-app",
        title: "SageMaker partner AI app",
        operation: "DescribePartnerApp",
        id: IDRule([.init("Arn", nil, arns: [ARNPattern("sagemaker", "partner-app/ID")])]),
        response: Response(
            status: "Status",
            reason: "Error.Reason",
            name: "Name",
            created: "CreationTime",
            modified: "LastModifiedTime",
            opened: ["Error"],
            highlights: ["Type", "Version"],
            causes: ["Code"],
            details: ["Type", "Version", "Tier", "BaseUrl", "Error.Code", "CurrentVersionEolDate"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating"],
            completed: ["Available"],
            failed: ["Failed", "UpdateFailed"],
            deleted: ["Deleting", "Deleted"],
            leavesFinalStates: true
        ),
        listing: .partnerApps
    )

    /// Made from a template of Service Catalog or CloudFormation; the template's parameters are left out.
    private static let project = sageMaker(
        "sagemaker-project",
        title: "SageMaker project",
        operation: "DescribeProject",
        id: sageMakerID("ProjectName", .sageMakerName(32), arn: "project/NAME"),
        response: Response(
            status: "ProjectStatus",
            reason: "ServiceCatalogProvisionedProductDetails.ProvisionedProductStatusMessage",
            moreReasons: ["TemplateProviderDetails[].CfnTemplateProviderDetail.StackDetail.StatusMessage"],
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["ProjectId"],
            details: ["ProjectId", "ProjectDescription"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["Pending"],
            inProgress: ["CreateInProgress", "UpdateInProgress"],
            completed: ["CreateCompleted", "UpdateCompleted"],
            failed: ["CreateFailed", "UpdateFailed", "DeleteFailed"],
            deleted: ["DeleteInProgress", "DeleteCompleted"],
            leavesFinalStates: true
        ),
        listing: .sageMakerProjects
    )

    /// A schedule that is `Scheduled` is in force; `FailureReason` is that of the last job it started.
    private static let monitoringSchedule = sageMaker(
        "monitoring-schedule",
        title: "SageMaker monitoring schedule",
        operation: "DescribeMonitoringSchedule",
        id: sageMakerID("MonitoringScheduleName", arn: "monitoring-schedule/NAME"),
        response: Response(
            status: "MonitoringScheduleStatus",
            reason: "FailureReason",
            created: "CreationTime",
            modified: "LastModifiedTime",
            opened: ["LastMonitoringExecutionSummary"],
            highlights: ["MonitoringType", "EndpointName"],
            omitted: ["MonitoringScheduleName", "MonitoringScheduleArn"]
        ),
        statuses: StatusRules(
            pending: ["Pending"],
            completed: ["Scheduled"],
            failed: ["Failed"],
            stopped: ["Stopped"],
            leavesFinalStates: true
        ),
        listing: .monitoringSchedules
    )

    private static let flowDefinition = sageMaker(
        "flow-definition",
        title: "SageMaker human review's flow definition",
        operation: "DescribeFlowDefinition",
        id: sageMakerID(
            "FlowDefinitionName",
            IDForm(1...63, letters: .lowerCase, others: "-"),
            arn: "flow-definition/NAME"
        ),
        response: Response(
            status: "FlowDefinitionStatus",
            reason: "FailureReason",
            created: "CreationTime",
            details: ["RoleArn"],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["Initializing"],
            completed: ["Active"],
            failed: ["Failed"],
            deleted: ["Deleting"]
        ),
        listing: .flowDefinitions
    )

    private static let workforce = sageMaker(
        "sagemaker-workforce",
        title: "SageMaker workforce",
        operation: "DescribeWorkforce",
        id: sageMakerID("WorkforceName", arn: "workforce/NAME"),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            created: "CreateDate",
            modified: "LastUpdatedDate",
            details: ["SubDomain", "IpAddressType"],
            keepsOthers: false
        ).within("Workforce"),
        statuses: StatusRules(
            pending: ["Initializing"],
            inProgress: ["Updating"],
            completed: ["Active"],
            failed: ["Failed"],
            deleted: ["Deleting"],
            leavesFinalStates: true
        ),
        listing: .sageMakerWorkforces
    )
}
