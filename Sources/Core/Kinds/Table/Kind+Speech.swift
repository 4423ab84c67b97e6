// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Transcribe's jobs, vocabularies and models, and Polly's tasks.
    ///
    /// What was said is only in the files that AWS writes; of their presigned addresses a detail has the path alone.
    static let speech: [Kind] = [
        transcriptionJob, medicalTranscriptionJob, medicalScribeJob, callAnalyticsJob, transcribeLanguageModel,
        transcribeVocabulary, transcribeMedicalVocabulary, pollyTask,
    ]

    /// A kind of Transcribe, which is named by the user.
    private static func transcribeKind(
        _ name: String,
        title: String,
        operation: String,
        id: String,
        arn: String,
        response: Response,
        statuses: StatusRules,
        listing: Listing
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .transcribe,
            operation: operation,
            request: .body(),
            id: IDRule([.init(id, IDForm(1...200, others: "._-"))], arns: [ARNPattern("transcribe", arn)]),
            response: response,
            statuses: statuses,
            listing: listing
        )
    }

    private static func transcriptionStatuses(caveats: [Caveat] = []) -> StatusRules {
        StatusRules(
            pending: ["QUEUED"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            failed: ["FAILED"],
            caveats: caveats
        )
    }

    /// The response of a job; `details` besides the language.
    private static func transcription(_ job: String, status: String, details: [String]) -> Response {
        Response(
            status: status,
            reason: "FailureReason",
            created: "CreationTime",
            started: "StartTime",
            finished: "CompletionTime",
            highlights: ["LanguageCode"],
            details: ["LanguageCode"] + details,
            keepsOthers: false
        ).within(job)
    }

    /// A listing of jobs, whose items say all but where the results are.
    private static func jobs(_ operation: String, items: String, id: String, status: String) -> Listing {
        Listing(
            operation,
            items: items,
            item: .init(
                id: id, name: id, status: status, reason: "FailureReason", created: "CreationTime",
                modified: "CompletionTime"
            ),
            pageSize: .init("MaxResults", 100),
            filters: .init(status: "Status", nameContains: "JobNameContains")
        )
    }

    private static let transcriptionJob = transcribeKind(
        "transcription-job",
        title: "Transcribe transcription job",
        operation: "GetTranscriptionJob",
        id: "TranscriptionJobName",
        arn: "transcription-job/NAME",
        response: transcription(
            "TranscriptionJob",
            status: "TranscriptionJobStatus",
            details: [
                "IdentifiedLanguageScore", "MediaFormat", "MediaSampleRateHertz", "Transcript.TranscriptFileUri",
                "Transcript.RedactedTranscriptFileUri", "Subtitles.SubtitleFileUris",
            ]
        ),
        statuses: transcriptionStatuses(),
        listing: jobs(
            "ListTranscriptionJobs",
            items: "TranscriptionJobSummaries",
            id: "TranscriptionJobName",
            status: "TranscriptionJobStatus"
        )
    )

    private static let medicalTranscriptionJob = transcribeKind(
        "medical-transcription-job",
        title: "Transcribe Medical transcription job",
        operation: "GetMedicalTranscriptionJob",
        id: "MedicalTranscriptionJobName",
        arn: "medical-transcription-job/NAME",
        response: transcription(
            "MedicalTranscriptionJob",
            status: "TranscriptionJobStatus",
            details: ["MediaFormat", "MediaSampleRateHertz", "Specialty", "Type", "Transcript.TranscriptFileUri"]
        ),
        statuses: transcriptionStatuses(),
        listing: jobs(
            "ListMedicalTranscriptionJobs",
            items: "MedicalTranscriptionJobSummaries",
            id: "MedicalTranscriptionJobName",
            status: "TranscriptionJobStatus"
        )
    )

    private static let medicalScribeJob = transcribeKind(
        "medical-scribe-job",
        title: "Transcribe HealthScribe job",
        operation: "GetMedicalScribeJob",
        id: "MedicalScribeJobName",
        arn: "medical-scribe-job/NAME",
        response: transcription(
            "MedicalScribeJob",
            status: "MedicalScribeJobStatus",
            details: ["MedicalScribeOutput.TranscriptFileUri", "MedicalScribeOutput.ClinicalDocumentUri"]
        ),
        statuses: transcriptionStatuses(),
        listing: jobs(
            "ListMedicalScribeJobs",
            items: "MedicalScribeJobSummaries",
            id: "MedicalScribeJobName",
            status: "MedicalScribeJobStatus"
        )
    )

    /// A job completes without the features that it skipped.
    private static let callAnalyticsJob = transcribeKind(
        "call-analytics-job",
        title: "Transcribe Call Analytics job",
        operation: "GetCallAnalyticsJob",
        id: "CallAnalyticsJobName",
        arn: "analytics/NAME",
        response: transcription(
            "CallAnalyticsJob",
            status: "CallAnalyticsJobStatus",
            details: [
                "IdentifiedLanguageScore", "MediaFormat", "MediaSampleRateHertz", "Transcript.TranscriptFileUri",
                "Transcript.RedactedTranscriptFileUri", "CallAnalyticsJobDetails.Skipped",
            ]
        ),
        statuses: transcriptionStatuses(caveats: [Caveat("Skipped", .present)]),
        listing: jobs(
            "ListCallAnalyticsJobs",
            items: "CallAnalyticsJobSummaries",
            id: "CallAnalyticsJobName",
            status: "CallAnalyticsJobStatus"
        )
    )

    private static let transcribeLanguageModel = transcribeKind(
        "transcribe-language-model",
        title: "Transcribe custom language model",
        operation: "DescribeLanguageModel",
        id: "ModelName",
        arn: "language-model/NAME",
        response: Response(
            status: "ModelStatus",
            reason: "FailureReason",
            created: "CreateTime",
            modified: "LastModifiedTime",
            highlights: ["LanguageCode", "BaseModelName"],
            details: ["LanguageCode", "BaseModelName", "UpgradeAvailability", "LastModifiedTime"],
            keepsOthers: false
        ).within("LanguageModel"),
        statuses: StatusRules(inProgress: ["IN_PROGRESS"], completed: ["COMPLETED"], failed: ["FAILED"]),
        listing: Listing(
            "ListLanguageModels",
            items: "Models",
            item: .init(
                id: "ModelName", name: "ModelName", status: "ModelStatus", reason: "FailureReason",
                created: "CreateTime", modified: "LastModifiedTime"
            ),
            pageSize: .init("MaxResults", 100),
            filters: .init(status: "StatusEquals", nameContains: "NameContains")
        )
    )

    /// A vocabulary, whose words are at a presigned address that is not kept.
    private static func vocabulary(
        _ name: String,
        title: String,
        operation: String,
        arn: String,
        list: String
    ) -> Kind {
        transcribeKind(
            name,
            title: title,
            operation: operation,
            id: "VocabularyName",
            arn: arn,
            response: Response(
                status: "VocabularyState",
                reason: "FailureReason",
                modified: "LastModifiedTime",
                highlights: ["LanguageCode"],
                details: ["LanguageCode", "LastModifiedTime"],
                keepsOthers: false
            ),
            statuses: StatusRules(
                pending: ["PENDING"],
                completed: ["READY"],
                failed: ["FAILED"],
                leavesFinalStates: true
            ),
            listing: Listing(
                list,
                items: "Vocabularies",
                item: .init(
                    id: "VocabularyName", name: "VocabularyName", status: "VocabularyState",
                    modified: "LastModifiedTime"
                ),
                pageSize: .init("MaxResults", 100),
                filters: .init(status: "StateEquals", nameContains: "NameContains")
            )
        )
    }

    private static let transcribeVocabulary = vocabulary(
        "transcribe-vocabulary",
        title: "Transcribe custom vocabulary",
        operation: "GetVocabulary",
        arn: "vocabulary/NAME",
        list: "ListVocabularies"
    )

    private static let transcribeMedicalVocabulary = vocabulary(
        "transcribe-medical-vocabulary",
        title: "Transcribe Medical custom vocabulary",
        operation: "GetMedicalVocabulary",
        arn: "medical-vocabulary/NAME",
        list: "ListMedicalVocabularies"
    )

    private static let pollyTask = Kind(
        name: "polly-task",
        title: "Polly speech synthesis task",
        service: .polly,
        operation: "GetSpeechSynthesisTask",
        request: .path("/v1/synthesisTasks/{TaskId}"),
        id: IDRule([.init("TaskId", IDForm(1...100, others: "_-"))]),
        response: Response(
            status: "TaskStatus",
            reason: "TaskStatusReason",
            created: "CreationTime",
            highlights: ["OutputUri", "RequestCharacters"],
            details: ["OutputUri", "OutputFormat", "RequestCharacters", "Engine", "VoiceId", "LanguageCode"],
            keepsOthers: false
        ).within("SynthesisTask"),
        statuses: StatusRules(
            pending: ["scheduled"],
            inProgress: ["inProgress"],
            completed: ["completed"],
            failed: ["failed"]
        ),
        errors: ErrorCodes(notFound: ["InvalidTaskIdException"]),
        authorization: .anything,
        listing: Listing(
            "ListSpeechSynthesisTasks",
            request: .path("/v1/synthesisTasks"),
            items: "SynthesisTasks",
            item: .init(
                id: "TaskId", status: "TaskStatus", reason: "TaskStatusReason", created: "CreationTime"
            ),
            pageSize: .init("MaxResults", 100),
            filters: .init(status: "Status")
        )
    )
}
