// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Bedrock's jobs, which end once and for all.
    static let bedrockJobs: [Kind] = [
        evaluationJob, modelCustomizationJob, modelInvocationJob, modelImportJob, modelCopyJob,
        promptOptimizationJob, reasoningPolicyBuild,
    ]

    /// A kind of Bedrock or one of its other hosts, whose operation reads `path`.
    static func bedrock(
        _ name: String,
        title: String,
        service: AWSService = .bedrock,
        operation: String,
        path: String,
        fixed: [String: Request.FixedValue] = [:],
        id: IDRule,
        response: Response,
        statuses: StatusRules,
        authorization: Authorization = .itself,
        listing: Listing
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: service,
            operation: operation,
            request: .path(path, fixed: fixed),
            id: id,
            response: response,
            statuses: statuses,
            authorization: authorization,
            listing: listing
        )
    }

    /// An id that is an ARN of one of `resources`, or has the given form.
    static func bedrockID(_ member: String, _ form: IDForm?, _ resources: String..., last: IDForm?) -> IDRule {
        IDRule([.init(member, form, arns: resources.map { ARNPattern("bedrock", $0, last: last) })])
    }

    private static let evaluationJob = bedrock(
        "evaluation-job",
        title: "Bedrock evaluation job",
        operation: "GetEvaluationJob",
        path: "/evaluation-jobs/{jobIdentifier}",
        id: bedrockID("jobIdentifier", nil, "evaluation-job/ID", last: .bedrockID),
        response: Response(
            status: "status",
            reason: "failureMessages",
            name: "jobName",
            created: "creationTime",
            modified: "lastModifiedTime",
            highlights: ["jobType"],
            omitted: ["jobArn", "jobDescription"] + evaluationData
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"]
        ),
        listing: .evaluationJobs
    )

    /// What an evaluation job reveals of data, prompts and questions: AWS's models mark it as sensitive.
    private static let evaluationData =
        [
            "automated.datasetMetricConfigs.dataset.name", "automated.datasetMetricConfigs.metricNames",
            "automated.customMetricConfig", "human.humanWorkflowConfig.instructions", "human.customMetrics",
            "human.datasetMetricConfigs.dataset.name", "human.datasetMetricConfigs.metricNames",
        ].map { "evaluationConfig.\($0)" }
        + [
            "models.bedrockModel.inferenceParams",
            "ragConfigs.knowledgeBaseConfig.retrieveConfig.knowledgeBaseRetrievalConfiguration",
            "ragConfigs.knowledgeBaseConfig.retrieveAndGenerateConfig",
        ].map { "inferenceConfig.\($0)" }

    /// The filters that select the logged invocations that a model is trained on; sensitive too.
    static let trainingDataFilters = "trainingDataConfig.invocationLogsConfig.requestMetadataFilters"

    /// Fine-tuning, continued pre-training and distillation; the last reports the progress of validation, data processing
    /// and training in `statusDetails`.
    private static let modelCustomizationJob = bedrock(
        "model-customization-job",
        title: "Bedrock model customization job",
        operation: "GetModelCustomizationJob",
        path: "/model-customization-jobs/{jobIdentifier}",
        id: bedrockID("jobIdentifier", .bedrockName, "model-customization-job/MODEL/ID", last: .bedrockID),
        response: Response(
            status: "status",
            reason: "failureMessage",
            name: "jobName",
            created: "creationTime",
            finished: "endTime",
            opened: ["statusDetails", "trainingMetrics"],
            highlights: ["outputModelName", "trainingLoss"],
            omitted: ["jobArn", "clientRequestToken", trainingDataFilters]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"]
        ),
        listing: .modelCustomizationJobs
    )

    /// Batch inference.
    ///
    /// Its `message` may come with any status, so it is no caveat: records that failed are one.
    private static let modelInvocationJob = bedrock(
        "model-invocation-job",
        title: "Bedrock batch inference job",
        operation: "GetModelInvocationJob",
        path: "/model-invocation-job/{jobIdentifier}",
        id: bedrockID("jobIdentifier", .bedrockID, "model-invocation-job/ID", last: .bedrockID),
        response: Response(
            status: "status",
            reason: "message",
            name: "jobName",
            created: "submitTime",
            finished: "endTime",
            highlights: ["successRecordCount", "errorRecordCount"],
            omitted: ["jobArn", "clientRequestToken"]
        ),
        statuses: StatusRules(
            pending: ["Submitted", "Validating", "Scheduled"],
            inProgress: ["InProgress"],
            completed: ["Completed"],
            partlyCompleted: ["PartiallyCompleted"],
            failed: ["Failed", "Expired"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            caveats: [Caveat("errorRecordCount", .number(.greater, 0))]
        ),
        listing: .modelInvocationJobs
    )

    private static let modelImportJob = bedrock(
        "model-import-job",
        title: "Bedrock model import job",
        operation: "GetModelImportJob",
        path: "/model-import-jobs/{jobIdentifier}",
        id: bedrockID("jobIdentifier", .bedrockName, "model-import-job/ID", last: .bedrockID),
        response: Response(
            status: "status",
            reason: "failureMessage",
            name: "jobName",
            created: "creationTime",
            finished: "endTime",
            highlights: ["importedModelName"],
            omitted: ["jobArn"]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"]
        ),
        listing: .modelImportJobs
    )

    private static let modelCopyJob = bedrock(
        "model-copy-job",
        title: "Bedrock model copy job",
        operation: "GetModelCopyJob",
        path: "/model-copy-jobs/{jobArn}",
        id: bedrockID("jobArn", nil, "model-copy-job/ID", last: .bedrockID),
        response: Response(
            status: "status",
            reason: "failureMessage",
            created: "creationTime",
            highlights: ["targetModelName"],
            omitted: ["jobArn"]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            failed: ["Failed"]
        ),
        listing: .modelCopyJobs
    )

    private static let promptOptimizationJob = bedrock(
        "advanced-prompt-optimization-job",
        title: "Bedrock advanced prompt optimization job",
        operation: "GetAdvancedPromptOptimizationJob",
        path: "/advanced-prompt-optimization-jobs/{jobIdentifier}",
        id: bedrockID("jobIdentifier", .bedrockID, "advanced-prompt-optimization-job/ID", last: .bedrockID),
        response: Response(
            status: "jobStatus",
            reason: "failureMessage",
            name: "jobName",
            created: "creationTime",
            modified: "lastModifiedTime",
            omitted: ["jobArn"]
        ),
        statuses: StatusRules(
            inProgress: ["InProgress"],
            completed: ["Completed"],
            partlyCompleted: ["PartiallyCompleted"],
            failed: ["Failed"],
            stopping: ["Stopping"],
            stopped: ["Stopped"],
            deleted: ["Deleting"]
        ),
        authorization: .anything,
        listing: .advancedPromptOptimizationJobs
    )

    private static let reasoningPolicyBuild = bedrock(
        "automated-reasoning-policy-build-workflow",
        title: "Bedrock automated reasoning policy's build workflow",
        operation: "GetAutomatedReasoningPolicyBuildWorkflow",
        path: "/automated-reasoning-policies/{policyArn}/build-workflows/{buildWorkflowId}",
        id: IDRule([
            .init("policyArn", nil, arns: [ARNPattern("bedrock", "automated-reasoning-policy/ID")]),
            .init("buildWorkflowId", .uuid),
        ]),
        response: Response(
            status: "status",
            name: "documentName",
            created: "createdAt",
            modified: "updatedAt",
            highlights: ["buildWorkflowType"],
            omitted: ["policyArn", "buildWorkflowId", "documentDescription"]
        ),
        statuses: StatusRules(
            pending: ["SCHEDULED"],
            inProgress: ["PREPROCESSING", "BUILDING", "TESTING"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            stopping: ["CANCEL_REQUESTED"],
            stopped: ["CANCELLED"]
        ),
        authorization: .other(ARNPattern("bedrock", "automated-reasoning-policy/ID"), hasID: true),
        listing: .automatedReasoningPolicyBuildWorkflows
    )
}
