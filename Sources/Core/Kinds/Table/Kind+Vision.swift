// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Jobs that read documents, images and videos.
    ///
    /// These operations return the results themselves, which are never kept; one item of them is the fewest that can be
    /// asked for.
    static let vision: [Kind] = textractJobs + rekognitionJobs + [mediaAnalysisJob, projectVersion]

    private static let oneResult: [String: Request.FixedValue] = ["MaxResults": .integer(1)]
    private static let visionID = IDForm(1...64, others: "-_")

    private static let textractJobs: [Kind] = [
        textractJob("text-detection", "GetDocumentTextDetection", version: "DetectDocumentText"),
        textractJob("document-analysis", "GetDocumentAnalysis", version: "AnalyzeDocument"),
        textractJob("expense-analysis", "GetExpenseAnalysis", version: "AnalyzeExpense"),
        textractJob("lending-analysis", "GetLendingAnalysis", version: "AnalyzeLending"),
    ]

    /// A job of Textract.
    ///
    /// An id that it does not know is an InvalidJobIdException.
    private static func textractJob(_ name: String, _ operation: String, version: String) -> Kind {
        Kind(
            name: "textract-\(name)-job",
            title: "Textract \(name.replacing("-", with: " ")) job",
            service: .textract,
            operation: operation,
            request: .body(fixed: oneResult),
            id: IDRule([.init("JobId", visionID)]),
            response: Response(
                status: "JobStatus",
                reason: "StatusMessage",
                highlights: ["Pages"],
                details: ["DocumentMetadata.Pages", "Warnings", "\(version)ModelVersion"],
                keepsOthers: false
            ),
            statuses: StatusRules(
                inProgress: ["IN_PROGRESS"],
                completed: ["SUCCEEDED"],
                partlyCompleted: ["PARTIAL_SUCCESS"],
                failed: ["FAILED"],
                caveats: [Caveat("Warnings", .present)]
            ),
            errors: ErrorCodes(notFound: ["InvalidJobIdException"]),
            authorization: .anything
        )
    }

    private static let rekognitionJobs: [Kind] = [
        rekognitionJob("label-detection", "GetLabelDetection", details: ["LabelModelVersion"]),
        rekognitionJob("celebrity-recognition", "GetCelebrityRecognition"),
        rekognitionJob("content-moderation", "GetContentModeration", details: ["ModerationModelVersion"]),
        rekognitionJob("face-detection", "GetFaceDetection"),
        rekognitionJob("face-search", "GetFaceSearch"),
        rekognitionJob("person-tracking", "GetPersonTracking"),
        rekognitionJob("segment-detection", "GetSegmentDetection", video: "VideoMetadata[0]"),
        rekognitionJob("text-detection", "GetTextDetection", details: ["TextModelVersion"]),
    ]

    /// A job of Rekognition over a stored video.
    private static func rekognitionJob(
        _ name: String,
        _ operation: String,
        video: String = "VideoMetadata",
        details: [String] = []
    ) -> Kind {
        Kind(
            name: "rekognition-\(name)-job",
            title: "Rekognition video \(name.replacing("-", with: " ")) job",
            service: .rekognition,
            operation: operation,
            request: .body(fixed: oneResult),
            id: IDRule([.init("JobId", visionID)]),
            response: Response(
                status: "JobStatus",
                reason: "StatusMessage",
                highlights: ["DurationMillis"],
                details: ["\(video).DurationMillis", "\(video).Format", "\(video).FrameRate"] + details,
                keepsOthers: false
            ),
            statuses: StatusRules(inProgress: ["IN_PROGRESS"], completed: ["SUCCEEDED"], failed: ["FAILED"]),
            authorization: .anything
        )
    }

    private static let mediaAnalysisJob = Kind(
        name: "rekognition-media-analysis-job",
        title: "Rekognition bulk analysis of images",
        service: .rekognition,
        operation: "GetMediaAnalysisJob",
        request: .body(),
        id: IDRule([.init("JobId", visionID)]),
        response: Response(
            status: "Status",
            reason: "FailureDetails.Message",
            name: "JobName",
            created: "CreationTimestamp",
            finished: "CompletionTimestamp",
            highlights: ["S3Bucket", "S3KeyPrefix"],
            causes: ["Code"],
            details: [
                "OutputConfig.S3Bucket", "OutputConfig.S3KeyPrefix", "FailureDetails.Code",
                "Results.ModelVersions.Moderation",
            ],
            keepsOthers: false
        ),
        statuses: StatusRules(
            pending: ["CREATED", "QUEUED"],
            inProgress: ["IN_PROGRESS"],
            completed: ["SUCCEEDED"],
            failed: ["FAILED"]
        ),
        authorization: .anything,
        listing: Listing(
            "ListMediaAnalysisJobs",
            items: "MediaAnalysisJobs",
            item: .init(
                id: "JobId", name: "JobName", status: "Status", reason: "FailureDetails.Message",
                created: "CreationTimestamp", modified: "CompletionTimestamp"
            ),
            pageSize: .init("MaxResults", 100)
        )
    )

    /// A version of a Custom Labels model or of an adapter: usable when it is trained, and when it runs.
    ///
    /// The version's own ARN does not have that of its project, with which it is read. DEPRECATED is usable until it is
    /// EXPIRED.
    private static let projectVersion = Kind(
        name: "rekognition-project-version",
        title: "Rekognition Custom Labels model's version",
        service: .rekognition,
        operation: "DescribeProjectVersions",
        request: .body(),
        id: IDRule([
            .init("ProjectArn", nil, arns: [ARNPattern("rekognition", "project/NAME/ID")]),
            .init("VersionNames", IDForm(1...255, others: "_.-"), shape: .list),
        ]),
        response: Response(
            status: "Status",
            reason: "StatusMessage",
            created: "CreationTimestamp",
            finished: "TrainingEndTimestamp",
            highlights: ["F1Score", "BillableTrainingTimeInSeconds"],
            details: [
                "ProjectVersionArn", "BillableTrainingTimeInSeconds", "EvaluationResult.F1Score", "MinInferenceUnits",
                "MaxInferenceUnits", "OutputConfig.S3Bucket", "OutputConfig.S3KeyPrefix", "Feature", "BaseModelVersion",
            ],
            keepsOthers: false
        ).within("ProjectVersionDescriptions[0]"),
        statuses: StatusRules(
            pending: ["STARTING"],
            inProgress: ["TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS"],
            completed: ["TRAINING_COMPLETED", "COPYING_COMPLETED", "RUNNING"],
            partlyCompleted: ["DEPRECATED"],
            failed: ["TRAINING_FAILED", "COPYING_FAILED", "FAILED", "EXPIRED"],
            stopping: ["STOPPING"],
            stopped: ["STOPPED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        authorization: .other(ARNPattern("rekognition", "project/NAME/ID"), hasID: true),
        listing: Listing(
            "DescribeProjectVersions",
            parent: ["ProjectArn"],
            items: "ProjectVersionDescriptions",
            // The version's name, which its id ends with, is only within the ARN.
            item: .init(
                status: "Status", reason: "StatusMessage", created: "CreationTimestamp",
                modified: "TrainingEndTimestamp"
            ),
            pageSize: .init("MaxResults", 100)
        )
    )
}
