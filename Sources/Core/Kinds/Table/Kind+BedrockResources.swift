// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Bedrock's lasting resources, most of which can change again after they are ready.
    static let bedrockResources: [Kind] = [
        provisionedThroughput, customModel, customModelDeployment, importedModel, guardrail, marketplaceEndpoint,
        inferenceProfile, promptRouter,
    ]

    private static let provisionedThroughput = bedrock(
        "provisioned-model-throughput",
        title: "Bedrock provisioned throughput",
        operation: "GetProvisionedModelThroughput",
        path: "/provisioned-model-throughput/{provisionedModelId}",
        id: bedrockID("provisionedModelId", .bedrockName, "provisioned-model/ID", last: .bedrockID),
        response: Response(
            status: "status",
            reason: "failureMessage",
            name: "provisionedModelName",
            created: "creationTime",
            highlights: ["modelUnits"],
            omitted: ["provisionedModelArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating", "Updating"],
            completed: ["InService"],
            failed: ["Failed"],
            leavesFinalStates: true
        ),
        listing: .provisionedModelThroughputs
    )

    /// Ids with a colon are not accepted: they name base models, which have no status.
    ///
    /// AWS's model does not require the status, which older models may lack: one that can be read without it is usable.
    private static let customModel = bedrock(
        "custom-model",
        title: "Bedrock custom model",
        operation: "GetCustomModel",
        path: "/custom-models/{modelIdentifier}",
        id: bedrockID("modelIdentifier", .bedrockName, "custom-model/MODEL/ID", last: .bedrockID),
        response: Response(
            status: "modelStatus",
            statusWhenAbsent: "Active",
            reason: "failureMessage",
            name: "modelName",
            created: "creationTime",
            opened: ["trainingMetrics"],
            highlights: ["customizationType"],
            omitted: ["modelArn", trainingDataFilters]
        ),
        statuses: StatusRules(
            inProgress: ["Creating"],
            completed: ["Active"],
            failed: ["Failed"]
        ),
        listing: .customModels
    )

    /// An update leaves the status as it is, and has one of its own.
    private static let customModelDeployment = bedrock(
        "custom-model-deployment",
        title: "Bedrock custom model's deployment",
        operation: "GetCustomModelDeployment",
        path: "/model-customization/custom-model-deployments/{customModelDeploymentIdentifier}",
        id: bedrockID(
            "customModelDeploymentIdentifier",
            .bedrockName,
            "custom-model-deployment/ID",
            last: .bedrockID
        ),
        response: Response(
            status: "status",
            reason: "failureMessage",
            name: "modelDeploymentName",
            created: "createdAt",
            opened: ["updateDetails"],
            omitted: ["customModelDeploymentArn"]
        ),
        statuses: StatusRules(
            inProgress: ["Creating"],
            completed: ["Active"],
            failed: ["Failed"],
            leavesFinalStates: true,
            caveats: [Caveat("updateStatus", .word("UpdateFailed"))]
        ),
        listing: .customModelDeployments
    )

    /// It has no status; all there is to wait for is that it can be read, which we call `Exists`.
    private static let importedModel = bedrock(
        "imported-model",
        title: "Bedrock imported model",
        operation: "GetImportedModel",
        path: "/imported-models/{modelIdentifier}",
        id: bedrockID("modelIdentifier", .bedrockName, "imported-model/ID", last: .bedrockID),
        response: Response(
            status: "modelStatus",
            statusWhenAbsent: "Exists",
            name: "modelName",
            created: "creationTime",
            highlights: ["modelArchitecture"],
            omitted: ["modelArn"]
        ),
        statuses: StatusRules(completed: ["Exists"]),
        listing: .importedModels
    )

    private static let guardrail = bedrock(
        "guardrail",
        title: "Bedrock guardrail",
        operation: "GetGuardrail",
        path: "/guardrails/{guardrailIdentifier}",
        id: bedrockID("guardrailIdentifier", IDForm(1...64, letters: .lowerCase), "guardrail/ID", last: nil),
        response: Response(
            status: "status",
            reason: "statusReasons",
            name: "name",
            created: "createdAt",
            highlights: ["version"],
            omitted: [
                "guardrailId", "guardrailArn", "description", "topicPolicy", "contentPolicy", "wordPolicy",
                "contextualGroundingPolicy", "blockedInputMessaging", "blockedOutputsMessaging",
            ]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING", "VERSIONING"],
            completed: ["READY"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true,
            caveats: [Caveat("statusReasons", .present)]
        ),
        listing: .guardrails
    )

    /// Named by the ARN of its SageMaker endpoint, whose statuses it reports; its own `status` says whether Bedrock can use
    /// that endpoint.
    private static let marketplaceEndpoint = bedrock(
        "marketplace-model-endpoint",
        title: "Bedrock Marketplace model's endpoint",
        operation: "GetMarketplaceModelEndpoint",
        path: "/marketplace-model/endpoints/{endpointArn}",
        id: IDRule(
            [.init("endpointArn", nil, arns: [ARNPattern("sagemaker", "endpoint/NAME")])],
            isFoundByARN: false
        ),
        response: Response(
            status: "endpointStatus",
            reason: "endpointStatusMessage",
            created: "createdAt",
            highlights: ["status"],
            omitted: ["endpointArn"]
        ).within("marketplaceModelEndpoint"),
        statuses: sageMakerEndpointStatuses.adding([Caveat("status", .word("INCOMPATIBLE_ENDPOINT"))]),
        authorization: .other(ARNPattern("bedrock", "marketplace/model-endpoint/all-access"), hasID: false),
        listing: .marketplaceModelEndpoints
    )

    private static let inferenceProfile = bedrock(
        "inference-profile",
        title: "Bedrock inference profile",
        operation: "GetInferenceProfile",
        path: "/inference-profiles/{inferenceProfileIdentifier}",
        id: bedrockID(
            "inferenceProfileIdentifier",
            IDForm(1...2_048, others: "-:."),
            "inference-profile/ID",
            "application-inference-profile/ID",
            last: nil
        ),
        response: Response(
            status: "status",
            name: "inferenceProfileName",
            created: "createdAt",
            highlights: ["type"],
            omitted: ["inferenceProfileArn", "inferenceProfileId", "description"]
        ),
        statuses: StatusRules(completed: ["ACTIVE"], leavesFinalStates: true),
        listing: .inferenceProfiles
    )

    private static let promptRouter = bedrock(
        "prompt-router",
        title: "Bedrock prompt router",
        operation: "GetPromptRouter",
        path: "/prompt-routers/{promptRouterArn}",
        id: bedrockID("promptRouterArn", nil, "default-prompt-router/ID", "prompt-router/ID", last: nil),
        response: Response(
            status: "status",
            name: "promptRouterName",
            created: "createdAt",
            highlights: ["type"],
            omitted: ["promptRouterArn", "description"]
        ),
        statuses: StatusRules(completed: ["AVAILABLE"], leavesFinalStates: true),
        listing: .promptRouters
    )
}
