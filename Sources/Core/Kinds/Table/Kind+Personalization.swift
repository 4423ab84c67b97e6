// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Personalize's jobs, models and campaigns.
    static let personalization: [Kind] = [
        solutionVersion, personalizeDatasetImportJob, personalizeDatasetExportJob, batchInferenceJob, batchSegmentJob,
        dataDeletionJob, campaign, recommender,
    ]

    /// A kind of Personalize.
    ///
    /// AWS's model has its statuses in the text only, and gives no other end than the last update.
    private static func personalizeKind(
        _ name: String,
        title: String,
        operation: String,
        object: String,
        arns: [String],
        nameMember: String? = "jobName",
        moreReasons: [String] = [],
        highlights: [String] = [],
        details: [String],
        statuses: StatusRules,
        list: String,
        items: String,
        reason: String? = "failureReason"
    ) -> Kind {
        Kind(
            name: "personalize-\(name)",
            title: title,
            service: .personalize,
            operation: operation,
            request: .body(),
            id: IDRule([.init("\(object)Arn", nil, arns: arns.map { ARNPattern("personalize", $0) })]),
            response: Response(
                status: "status",
                reason: "failureReason",
                moreReasons: moreReasons,
                name: nameMember,
                created: "creationDateTime",
                modified: "lastUpdatedDateTime",
                highlights: highlights,
                details: ["lastUpdatedDateTime"] + details,
                keepsOthers: false
            ).within(object),
            statuses: statuses,
            listing: Listing(
                list,
                items: items,
                item: .init(
                    id: "\(object)Arn", arn: "\(object)Arn", name: object == "solutionVersion" ? nil : nameMember,
                    status: "status", reason: reason, created: "creationDateTime", modified: "lastUpdatedDateTime"
                ),
                pageSize: .init("maxResults", 100),
                token: .lowerCase
            )
        )
    }

    /// The statuses of a job; those of batch jobs are PENDING and IN PROGRESS in AWS's text.
    private static func jobStatuses(
        pending: [String] = [],
        inProgress: [String] = [],
        stopping: [String] = [],
        stopped: [String] = [],
        deleted: [String] = [],
        leavesFinalStates: Bool = false,
        caveats: [Caveat] = []
    ) -> StatusRules {
        StatusRules(
            pending: ["CREATE PENDING"] + pending,
            inProgress: ["CREATE IN_PROGRESS"] + inProgress,
            completed: ["ACTIVE"],
            failed: ["CREATE FAILED"],
            stopping: stopping,
            stopped: stopped,
            deleted: deleted,
            leavesFinalStates: leavesFinalStates,
            caveats: caveats
        )
    }

    private static let deletions = ["DELETE PENDING", "DELETE IN_PROGRESS"]

    private static let solutionVersion = personalizeKind(
        "solution-version",
        title: "Personalize solution version, a trained model",
        operation: "DescribeSolutionVersion",
        object: "solutionVersion",
        arns: ["solution/NAME/VERSION"],
        nameMember: "name",
        highlights: ["trainingHours"],
        details: ["solutionArn", "datasetGroupArn", "recipeArn", "trainingHours", "trainingMode", "trainingType"],
        statuses: jobStatuses(stopping: ["CREATE STOPPING"], stopped: ["CREATE STOPPED"]),
        list: "ListSolutionVersions",
        items: "solutionVersions"
    )

    private static let personalizeDatasetImportJob = personalizeKind(
        "dataset-import-job",
        title: "Personalize dataset import job",
        operation: "DescribeDatasetImportJob",
        object: "datasetImportJob",
        arns: ["dataset-import-job/NAME"],
        details: ["datasetArn", "importMode"],
        statuses: jobStatuses(),
        list: "ListDatasetImportJobs",
        items: "datasetImportJobs"
    )

    private static let personalizeDatasetExportJob = personalizeKind(
        "dataset-export-job",
        title: "Personalize dataset export job",
        operation: "DescribeDatasetExportJob",
        object: "datasetExportJob",
        arns: ["dataset-export-job/NAME"],
        highlights: ["path"],
        details: ["datasetArn", "ingestionMode", "jobOutput.s3DataDestination.path"],
        statuses: jobStatuses(),
        list: "ListDatasetExportJobs",
        items: "datasetExportJobs"
    )

    private static let batchInferenceJob = personalizeKind(
        "batch-inference-job",
        title: "Personalize batch inference job",
        operation: "DescribeBatchInferenceJob",
        object: "batchInferenceJob",
        arns: ["batch-inference-job/NAME"],
        highlights: ["path"],
        details: ["solutionVersionArn", "batchInferenceJobMode", "numResults", "jobOutput.s3DataDestination.path"],
        statuses: jobStatuses(pending: ["PENDING"], inProgress: ["IN PROGRESS"]),
        list: "ListBatchInferenceJobs",
        items: "batchInferenceJobs"
    )

    private static let batchSegmentJob = personalizeKind(
        "batch-segment-job",
        title: "Personalize batch segment job",
        operation: "DescribeBatchSegmentJob",
        object: "batchSegmentJob",
        arns: ["batch-segment-job/NAME"],
        highlights: ["path"],
        details: ["solutionVersionArn", "numResults", "jobOutput.s3DataDestination.path"],
        statuses: jobStatuses(pending: ["PENDING"], inProgress: ["IN PROGRESS"]),
        list: "ListBatchSegmentJobs",
        items: "batchSegmentJobs"
    )

    private static let dataDeletionJob = personalizeKind(
        "data-deletion-job",
        title: "Personalize data deletion job",
        operation: "DescribeDataDeletionJob",
        object: "dataDeletionJob",
        arns: ["data-deletion-job/NAME"],
        highlights: ["numDeleted"],
        details: ["datasetGroupArn", "numDeleted"],
        statuses: StatusRules(
            pending: ["PENDING"],
            inProgress: ["IN_PROGRESS"],
            completed: ["COMPLETED"],
            failed: ["FAILED"]
        ),
        list: "ListDataDeletionJobs",
        items: "dataDeletionJobs"
    )

    /// An update that fails leaves the campaign ACTIVE, with the reason in what it says of the update.
    private static let campaign = personalizeKind(
        "campaign",
        title: "Personalize campaign",
        operation: "DescribeCampaign",
        object: "campaign",
        arns: ["campaign/NAME"],
        nameMember: "name",
        moreReasons: ["latestCampaignUpdate.failureReason"],
        details: ["solutionVersionArn", "minProvisionedTPS"],
        statuses: jobStatuses(
            deleted: deletions,
            leavesFinalStates: true
        ),
        list: "ListCampaigns",
        items: "campaigns"
    )

    private static let recommender = personalizeKind(
        "recommender",
        title: "Personalize recommender",
        operation: "DescribeRecommender",
        object: "recommender",
        arns: ["recommender/NAME"],
        nameMember: "name",
        moreReasons: ["latestRecommenderUpdate.failureReason"],
        details: ["datasetGroupArn", "recipeArn", "modelMetrics"],
        statuses: jobStatuses(
            pending: ["START PENDING"],
            inProgress: ["START IN_PROGRESS"],
            stopping: ["STOP PENDING", "STOP IN_PROGRESS"],
            stopped: ["INACTIVE"],
            deleted: deletions,
            leavesFinalStates: true
        ),
        list: "ListRecommenders",
        items: "recommenders",
        reason: nil
    )
}
