// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Clean Rooms ML's models and jobs, and Entity Resolution's jobs.
    static let dataCollaboration: [Kind] = [
        trainedModel, trainedModelInferenceJob, audienceGenerationJob, audienceModel, matchingJob, idMappingJob,
    ]

    /// A kind of Clean Rooms ML, which gives no other end than the last update.
    private static func cleanRoomsKind(
        _ name: String,
        title: String,
        operation: String,
        path: String,
        id: IDRule,
        details: [String] = [],
        highlights: [String] = [],
        statuses: StatusRules,
        authorization: Authorization = .itself,
        listing: Listing
    ) -> Kind {
        Kind(
            name: "clean-rooms-\(name)",
            title: title,
            service: .cleanRoomsML,
            operation: operation,
            request: .path(path),
            id: id,
            response: Response(
                status: "status",
                reason: "statusDetails.message",
                name: "name",
                created: "createTime",
                modified: "updateTime",
                highlights: highlights,
                causes: ["statusCode"],
                details: ["statusDetails.statusCode", "updateTime"] + details,
                keepsOthers: false
            ),
            statuses: statuses,
            authorization: authorization,
            listing: listing
        )
    }

    /// The statuses of what is trained or run for members; what was cancelled is INACTIVE.
    private static func memberStatuses(failed: [String] = [], deleted: [String] = []) -> StatusRules {
        StatusRules(
            pending: ["CREATE_PENDING"],
            inProgress: ["CREATE_IN_PROGRESS"],
            completed: ["ACTIVE"],
            failed: ["CREATE_FAILED", "CANCEL_FAILED"] + failed,
            stopping: ["CANCEL_PENDING", "CANCEL_IN_PROGRESS"],
            stopped: ["INACTIVE"],
            deleted: deleted,
            caveats: ["metricsStatus", "logsStatus"].map { Caveat($0, .word("PUBLISH_FAILED")) }
        )
    }

    /// A membership's id and the ARN of something in it.
    private static func memberID(_ member: String, _ resource: String) -> IDRule {
        IDRule([
            .init("membershipIdentifier", .uuid),
            .init(member, nil, arns: [ARNPattern("cleanrooms-ml", "membership/MEMBERSHIP/\(resource)/ID")]),
        ])
    }

    private static func memberAuthorization(_ resource: String) -> Authorization {
        .other(ARNPattern("cleanrooms-ml", "membership/MEMBERSHIP/\(resource)/ID"), hasID: true)
    }

    private static let trainedModel = cleanRoomsKind(
        "trained-model",
        title: "Clean Rooms ML trained model",
        operation: "GetTrainedModel",
        path: "/memberships/{membershipIdentifier}/trained-models/{trainedModelArn}",
        id: memberID("trainedModelArn", "trained-model"),
        details: [
            "versionIdentifier", "collaborationIdentifier", "resourceConfig.instanceType",
            "resourceConfig.instanceCount", "metricsStatus", "metricsStatusDetails", "logsStatus", "logsStatusDetails",
        ],
        highlights: ["metricsStatus", "logsStatus"],
        statuses: memberStatuses(failed: ["DELETE_FAILED"], deleted: ["DELETE_PENDING", "DELETE_IN_PROGRESS"]),
        authorization: memberAuthorization("trained-model"),
        listing: Listing(
            "ListTrainedModels",
            request: .path("/memberships/{membershipIdentifier}/trained-models"),
            parent: ["membershipIdentifier"],
            items: "trainedModels",
            item: .init(
                id: "trainedModelArn", arn: "trainedModelArn", name: "name", status: "status", created: "createTime",
                modified: "updateTime"
            ),
            pageSize: .init("maxResults", 100),
            token: .lowerCase
        )
    )

    private static let trainedModelInferenceJob = cleanRoomsKind(
        "trained-model-inference-job",
        title: "Clean Rooms ML trained model's inference job",
        operation: "GetTrainedModelInferenceJob",
        path: "/memberships/{membershipIdentifier}/trained-model-inference-jobs/{trainedModelInferenceJobArn}",
        id: memberID("trainedModelInferenceJobArn", "trained-model-inference-job"),
        details: [
            "trainedModelArn", "trainedModelVersionIdentifier", "resourceConfig.instanceType",
            "resourceConfig.instanceCount", "metricsStatus", "metricsStatusDetails", "logsStatus", "logsStatusDetails",
        ],
        highlights: ["metricsStatus", "logsStatus"],
        statuses: memberStatuses(),
        authorization: memberAuthorization("trained-model-inference-job"),
        listing: Listing(
            "ListTrainedModelInferenceJobs",
            request: .path("/memberships/{membershipIdentifier}/trained-model-inference-jobs"),
            parent: ["membershipIdentifier"],
            items: "trainedModelInferenceJobs",
            item: .init(
                id: "trainedModelInferenceJobArn", arn: "trainedModelInferenceJobArn", name: "name", status: "status",
                created: "createTime", modified: "updateTime"
            ),
            pageSize: .init("maxResults", 100),
            token: .lowerCase
        )
    )

    /// The statuses of what is made of an audience.
    private static let audienceStatuses = StatusRules(
        pending: ["CREATE_PENDING"],
        inProgress: ["CREATE_IN_PROGRESS"],
        completed: ["ACTIVE"],
        failed: ["CREATE_FAILED", "DELETE_FAILED"],
        deleted: ["DELETE_PENDING", "DELETE_IN_PROGRESS"]
    )

    /// The audience that it starts from, and the SQL that selects it, are never kept.
    private static let audienceGenerationJob = cleanRoomsKind(
        "audience-generation-job",
        title: "Clean Rooms ML audience generation job",
        operation: "GetAudienceGenerationJob",
        path: "/audience-generation-job/{audienceGenerationJobArn}",
        id: IDRule([
            .init(
                "audienceGenerationJobArn", nil, arns: [ARNPattern("cleanrooms-ml", "audience-generation-job/ID")])
        ]),
        details: ["configuredAudienceModelArn", "collaborationId", "includeSeedInOutput", "metrics"],
        statuses: audienceStatuses,
        listing: Listing(
            "ListAudienceGenerationJobs",
            request: .path("/audience-generation-job"),
            items: "audienceGenerationJobs",
            item: .init(
                id: "audienceGenerationJobArn", arn: "audienceGenerationJobArn", name: "name", status: "status",
                created: "createTime", modified: "updateTime"
            ),
            pageSize: .init("maxResults", 100),
            token: .lowerCase
        )
    )

    private static let audienceModel = cleanRoomsKind(
        "audience-model",
        title: "Clean Rooms ML audience model",
        operation: "GetAudienceModel",
        path: "/audience-model/{audienceModelArn}",
        id: IDRule([.init("audienceModelArn", nil, arns: [ARNPattern("cleanrooms-ml", "audience-model/ID")])]),
        details: ["trainingDatasetArn", "trainingDataStartTime", "trainingDataEndTime"],
        statuses: audienceStatuses,
        listing: Listing(
            "ListAudienceModels",
            request: .path("/audience-model"),
            items: "audienceModels",
            item: .init(
                id: "audienceModelArn", arn: "audienceModelArn", name: "name", status: "status",
                created: "createTime", modified: "updateTime"
            ),
            pageSize: .init("maxResults", 100),
            token: .lowerCase
        )
    )

    /// A job of Entity Resolution, which succeeds although records were not processed.
    private static func entityResolutionJob(
        _ name: String,
        title: String,
        operation: String,
        path: String,
        workflow: IDRule.Part,
        resource: String,
        counts: [String],
        list: String
    ) -> Kind {
        Kind(
            name: "entity-resolution-\(name)",
            title: title,
            service: .entityResolution,
            operation: operation,
            request: .path("/\(path)/{workflowName}/jobs/{jobId}"),
            id: IDRule([workflow, .init("jobId", IDForm(32...32, letters: .lowerCase))]),
            response: Response(
                status: "status",
                reason: "errorDetails.errorMessage",
                started: "startTime",
                finished: "endTime",
                highlights: counts + ["inputRecords"],
                details: [
                    "metrics.inputRecords", "metrics.totalRecordsProcessed", "metrics.recordsNotProcessed",
                    "outputSourceConfig[0].outputS3Path",
                ] + counts.map { "metrics.\($0)" },
                keepsOthers: false
            ),
            statuses: StatusRules(
                pending: ["QUEUED"],
                inProgress: ["RUNNING"],
                completed: ["SUCCEEDED"],
                failed: ["FAILED"],
                caveats: [Caveat("recordsNotProcessed", .number(.greater, 0))]
            ),
            authorization: .other(ARNPattern("entityresolution", resource), hasID: true),
            listing: Listing(
                list,
                request: .path("/\(path)/{workflowName}/jobs"),
                parent: ["workflowName"],
                items: "jobs",
                item: .init(id: "jobId", status: "status", created: "startTime", modified: "endTime"),
                pageSize: .init("maxResults", 25),
                token: .lowerCase
            )
        )
    }

    private static let matchingJob = entityResolutionJob(
        "matching-job",
        title: "Entity Resolution matching job",
        operation: "GetMatchingJob",
        path: "matchingworkflows",
        workflow: .init("workflowName", IDForm(1...255, others: "_-")),
        resource: "matchingworkflow/NAME",
        counts: ["matchIDs"],
        list: "ListMatchingJobs"
    )

    private static let idMappingJob = entityResolutionJob(
        "id-mapping-job",
        title: "Entity Resolution ID mapping job",
        operation: "GetIdMappingJob",
        path: "idmappingworkflows",
        workflow: .init(
            "workflowName",
            IDForm(1...255, others: "_-=+/"),
            arns: [ARNPattern("entityresolution", "idmappingworkflow/NAME")]
        ),
        resource: "idmappingworkflow/NAME",
        counts: ["totalMappedRecords"],
        list: "ListIdMappingJobs"
    )
}
