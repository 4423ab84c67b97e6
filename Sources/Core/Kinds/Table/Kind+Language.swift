// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Comprehend's jobs and models, and Translate's jobs.
    static let language: [Kind] =
        comprehendJobs + [
            documentClassifier, entityRecognizer, flywheelIteration, translateJob, parallelData,
        ]

    /// Comprehend's jobs, which differ in what they look for.
    private static let comprehendJobs: [Kind] = [
        comprehendJob("document-classification", "DocumentClassification", "document classification"),
        comprehendJob("dominant-language-detection", "DominantLanguageDetection", "dominant language detection"),
        comprehendJob("entities-detection", "EntitiesDetection", "entities detection"),
        comprehendJob("events-detection", "EventsDetection", "events detection"),
        comprehendJob("key-phrases-detection", "KeyPhrasesDetection", "key phrases detection"),
        comprehendJob("pii-entities-detection", "PiiEntitiesDetection", "PII entities detection"),
        comprehendJob("sentiment-detection", "SentimentDetection", "sentiment detection"),
        comprehendJob("targeted-sentiment-detection", "TargetedSentimentDetection", "targeted sentiment detection"),
        comprehendJob("topics-detection", "TopicsDetection", "topics detection"),
    ]

    /// The form of the ids of Comprehend's and Translate's jobs.
    private static let languageID = IDForm(1...32, others: "_.:/=+-%@")

    private static func comprehendJob(_ name: String, _ word: String, _ words: String) -> Kind {
        Kind(
            name: "comprehend-\(name)-job",
            title: "Comprehend \(words) job",
            service: .comprehend,
            operation: "Describe\(word)Job",
            request: .body(),
            id: IDRule([.init("JobId", languageID)], arns: [ARNPattern("comprehend", "\(name)-job/ID")]),
            response: Response(
                status: "JobStatus",
                reason: "Message",
                name: "JobName",
                created: "SubmitTime",
                finished: "EndTime",
                highlights: ["S3Uri"],
                details: ["OutputDataConfig.S3Uri"],
                keepsOthers: false
            ).within("\(word)JobProperties"),
            statuses: StatusRules(
                pending: ["SUBMITTED"],
                inProgress: ["IN_PROGRESS"],
                completed: ["COMPLETED"],
                failed: ["FAILED"],
                stopping: ["STOP_REQUESTED"],
                stopped: ["STOPPED"]
            ),
            listing: Listing(
                "List\(word)Jobs",
                items: "\(word)JobPropertiesList",
                item: .init(
                    id: "JobId", arn: "JobArn", name: "JobName", status: "JobStatus", reason: "Message",
                    created: "SubmitTime", modified: "EndTime"
                ),
                pageSize: .init("MaxResults", 500)
            )
        )
    }

    /// A model that Comprehend trains; how well it does, AWS's model marks as sensitive.
    private static func comprehendModel(
        _ name: String,
        title: String,
        operation: String,
        id: String,
        properties: String,
        details: [String],
        list: String
    ) -> Kind {
        Kind(
            name: "comprehend-\(name)",
            title: title,
            service: .comprehend,
            operation: operation,
            request: .body(),
            id: IDRule([
                .init(
                    id,
                    nil,
                    arns: [
                        ARNPattern("comprehend", "\(name)/NAME"),
                        ARNPattern("comprehend", "\(name)/NAME/version/VERSION"),
                    ]
                )
            ]),
            response: Response(
                status: "Status",
                reason: "Message",
                created: "SubmitTime",
                started: "TrainingStartTime",
                finished: "EndTime",
                highlights: ["LanguageCode"],
                details: ["LanguageCode", "VersionName", "TrainingEndTime", "FlywheelArn"] + details,
                keepsOthers: false
            ).within(properties),
            statuses: StatusRules(
                pending: ["SUBMITTED"],
                inProgress: ["TRAINING"],
                completed: ["TRAINED"],
                partlyCompleted: ["TRAINED_WITH_WARNING"],
                failed: ["IN_ERROR"],
                stopping: ["STOP_REQUESTED"],
                stopped: ["STOPPED"],
                deleted: ["DELETING"]
            ),
            listing: Listing(
                list,
                items: "\(properties)List",
                item: .init(
                    id: id, arn: id, status: "Status", reason: "Message", created: "SubmitTime", modified: "EndTime"
                ),
                pageSize: .init("MaxResults", 500)
            )
        )
    }

    private static let documentClassifier = comprehendModel(
        "document-classifier",
        title: "Comprehend document classifier",
        operation: "DescribeDocumentClassifier",
        id: "DocumentClassifierArn",
        properties: "DocumentClassifierProperties",
        details: ["Mode", "OutputDataConfig.S3Uri"],
        list: "ListDocumentClassifiers"
    )

    private static let entityRecognizer = comprehendModel(
        "entity-recognizer",
        title: "Comprehend entity recognizer",
        operation: "DescribeEntityRecognizer",
        id: "EntityRecognizerArn",
        properties: "EntityRecognizerProperties",
        details: [],
        list: "ListEntityRecognizers"
    )

    /// An iteration has no ARN; its flywheel has.
    private static let flywheelIteration = Kind(
        name: "comprehend-flywheel-iteration",
        title: "Comprehend flywheel's iteration",
        service: .comprehend,
        operation: "DescribeFlywheelIteration",
        request: .body(),
        id: IDRule([
            .init("FlywheelArn", nil, arns: [ARNPattern("comprehend", "flywheel/NAME")]),
            .init("FlywheelIterationId", IDForm(1...63)),
        ]),
        response: Response(
            status: "Status",
            reason: "Message",
            created: "CreationTime",
            finished: "EndTime",
            highlights: ["AverageF1Score", "AverageAccuracy"],
            details: [
                "TrainedModelArn", "EvaluatedModelArn", "TrainedModelMetrics.AverageF1Score",
                "TrainedModelMetrics.AveragePrecision", "TrainedModelMetrics.AverageRecall",
                "TrainedModelMetrics.AverageAccuracy", "EvaluationManifestS3Prefix",
            ],
            keepsOthers: false
        ).within("FlywheelIterationProperties"),
        statuses: StatusRules(
            inProgress: ["TRAINING", "EVALUATING"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            stopping: ["STOP_REQUESTED"],
            stopped: ["STOPPED"]
        ),
        authorization: .other(ARNPattern("comprehend", "flywheel/NAME"), hasID: true),
        listing: Listing(
            "ListFlywheelIterationHistory",
            parent: ["FlywheelArn"],
            items: "FlywheelIterationPropertiesList",
            item: .init(
                id: "FlywheelIterationId", status: "Status", reason: "Message", created: "CreationTime",
                modified: "EndTime"
            ),
            pageSize: .init("MaxResults", 500)
        )
    )

    private static let translateJob = Kind(
        name: "translate-job",
        title: "Translate batch translation job",
        service: .translate,
        operation: "DescribeTextTranslationJob",
        request: .body(),
        id: IDRule([.init("JobId", languageID)]),
        response: Response(
            status: "JobStatus",
            reason: "Message",
            name: "JobName",
            created: "SubmittedTime",
            finished: "EndTime",
            highlights: ["TranslatedDocumentsCount", "InputDocumentsCount"],
            causes: ["DocumentsWithErrorsCount"],
            details: [
                "SourceLanguageCode", "TargetLanguageCodes", "JobDetails.TranslatedDocumentsCount",
                "JobDetails.DocumentsWithErrorsCount", "JobDetails.InputDocumentsCount", "OutputDataConfig.S3Uri",
            ],
            keepsOthers: false
        ).within("TextTranslationJobProperties"),
        statuses: StatusRules(
            pending: ["SUBMITTED"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            partlyCompleted: ["COMPLETED_WITH_ERROR"],
            failed: ["FAILED"],
            stopping: ["STOP_REQUESTED"],
            stopped: ["STOPPED"],
            caveats: [Caveat("DocumentsWithErrorsCount", .number(.greater, 0))]
        ),
        authorization: .anything,
        listing: Listing(
            "ListTextTranslationJobs",
            items: "TextTranslationJobPropertiesList",
            item: .init(
                id: "JobId", name: "JobName", status: "JobStatus", reason: "Message", created: "SubmittedTime",
                modified: "EndTime"
            ),
            pageSize: .init("MaxResults", 500)
        )
    )

    /// An update that fails leaves the data as it was, ACTIVE.
    private static let parallelData = Kind(
        name: "translate-parallel-data",
        title: "Translate parallel data",
        service: .translate,
        operation: "GetParallelData",
        request: .body(),
        id: IDRule(
            [.init("Name", IDForm(1...256, others: "_-"))], arns: [ARNPattern("translate", "parallel-data/NAME")]),
        response: Response(
            status: "Status",
            reason: "Message",
            created: "CreatedAt",
            modified: "LastUpdatedAt",
            highlights: ["ImportedRecordCount", "ImportedDataSize"],
            details: [
                "SourceLanguageCode", "TargetLanguageCodes", "ImportedDataSize", "ImportedRecordCount",
                "FailedRecordCount", "SkippedRecordCount", "LatestUpdateAttemptStatus", "LatestUpdateAttemptAt",
            ],
            keepsOthers: false
        ).within("ParallelDataProperties"),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["ACTIVE"],
            failed: ["FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true,
            caveats: [
                Caveat("LatestUpdateAttemptStatus", .word("FAILED")),
                Caveat("FailedRecordCount", .number(.greater, 0)),
                Caveat("SkippedRecordCount", .number(.greater, 0)),
            ]
        ),
        listing: Listing(
            "ListParallelData",
            items: "ParallelDataPropertiesList",
            item: .init(
                id: "Name", arn: "Arn", name: "Name", status: "Status", reason: "Message", created: "CreatedAt",
                modified: "LastUpdatedAt"
            ),
            pageSize: .init("MaxResults", 500)
        )
    )
}
