// SPDX-License-Identifier: Apache-2.0

/// The kinds of resource that can be simulated, each read by one operation of AWS and listed by another.
package enum ResourceKind: String, Sendable, Hashable, CaseIterable {
    case evaluation
    case mlModel = "ml-model"
    case batchPrediction = "batch-prediction"
    case dataSource = "data-source"
    case evaluationJob = "evaluation-job"
    case trainingJob = "training-job"

    /// The operation that reads it: `GetEvaluation`.
    package var operation: String {
        switch self {
        case .evaluation: "GetEvaluation"
        case .mlModel: "GetMLModel"
        case .batchPrediction: "GetBatchPrediction"
        case .dataSource: "GetDataSource"
        case .evaluationJob: "GetEvaluationJob"
        case .trainingJob: "DescribeTrainingJob"
        }
    }

    /// The operation that lists them: `DescribeEvaluations`.
    package var listOperation: String {
        switch self {
        case .evaluation: "DescribeEvaluations"
        case .mlModel: "DescribeMLModels"
        case .batchPrediction: "DescribeBatchPredictions"
        case .dataSource: "DescribeDataSources"
        case .evaluationJob: "ListEvaluationJobs"
        case .trainingJob: "ListTrainingJobs"
        }
    }

    /// The operation that does something with resources of this kind.
    ///
    /// - Parameter action: What it does.
    /// - Returns: Its name.
    package func operation(_ action: ResourceAction) -> String {
        action == .list ? listOperation : operation
    }

    /// The service that the operations belong to.
    package var service: AWSService {
        switch self {
        case .evaluation, .mlModel, .batchPrediction, .dataSource: .machineLearning
        case .evaluationJob: .bedrock
        case .trainingJob: .sageMaker
        }
    }

    /// The member that carries the id, in the request and in the response.
    var idMember: String {
        switch self {
        case .evaluation: "EvaluationId"
        case .mlModel: "MLModelId"
        case .batchPrediction: "BatchPredictionId"
        case .dataSource: "DataSourceId"
        case .evaluationJob: "jobArn"
        case .trainingJob: "TrainingJobName"
        }
    }

    /// The member that carries the status.
    var statusMember: String {
        switch service {
        case .machineLearning: "Status"
        case .bedrock: "status"
        case .sageMaker: "TrainingJobStatus"
        }
    }

    /// The member that carries the time of creation.
    var creationMember: String {
        switch service {
        case .machineLearning: "CreatedAt"
        case .bedrock: "creationTime"
        case .sageMaker: "CreationTime"
        }
    }

    /// The member that carries the name; a training job's name is its id.
    var nameMember: String {
        switch service {
        case .machineLearning: "Name"
        case .bedrock: "jobName"
        case .sageMaker: idMember
        }
    }

    /// The name of a resource to which the scenario gives none.
    func usualName(id: String) -> String {
        self == .evaluationJob ? "simulated-" + id.suffix(12) : id
    }

    /// The resource's name in AWS's messages: `Evaluation`.
    var resourceName: String {
        switch self {
        case .evaluation: "Evaluation"
        case .mlModel: "MLModel"
        case .batchPrediction: "BatchPrediction"
        case .dataSource: "DataSource"
        case .evaluationJob: "evaluation job"
        case .trainingJob: "training job"
        }
    }

    /// Whether the request may ask for a verbose response.
    var canBeVerbose: Bool {
        switch self {
        case .mlModel, .dataSource: true
        case .evaluation, .batchPrediction, .evaluationJob, .trainingJob: false
        }
    }

    /// The forms of AWS's response for this kind of resource, the usual one first.
    package var shapes: [ResourceShape] {
        switch self {
        case .evaluation, .mlModel: [.binary, .regression, .multiclass]
        case .batchPrediction, .trainingJob: [.plain]
        case .dataSource: [.s3, .redshift, .rds]
        case .evaluationJob:
            [.automated, .human, .rag, .ragRetrieve, .ragExternal, .ragPrecomputed, .ragPrecomputedRetrieve]
        }
    }

    /// Whether AWS would accept this id: `EntityId` of Amazon ML, `EvaluationJobIdentifier` of Bedrock, `TrainingJobName`
    /// of SageMaker.
    package func accepts(id: String) -> Bool {
        switch service {
        case .machineLearning:
            return (1...64).contains(id.utf8.count) && id.utf8.allSatisfy(Self.isEntityIDByte)
        case .bedrock:
            let pattern =
                /arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:evaluation-job\/[a-z0-9]{12}/
            return id.utf8.count <= 1011 && id.wholeMatch(of: pattern) != nil
        case .sageMaker:
            return id.utf8.count <= 63 && id.wholeMatch(of: /[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}/) != nil
        }
    }

    /// The pattern that AWS quotes when it refuses an id.
    var idPattern: String {
        switch service {
        case .machineLearning: "[a-zA-Z0-9_.-]+"
        case .bedrock: "(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:evaluation-job/[a-z0-9]{12})"
        case .sageMaker: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
        }
    }

    private static func isEntityIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// What an operation does with resources of a kind.
package enum ResourceAction: String, Sendable, Hashable, CaseIterable {
    /// It returns one.
    case read
    /// It returns a page of them.
    case list
}

/// The forms that AWS documents for the responses of a kind of resource.
package enum ResourceShape: String, Sendable, Hashable {
    /// The one form of a batch prediction or a training job.
    case plain
    /// A binary classification model, or its evaluation (`BinaryAUC`).
    case binary
    /// A regression model, or its evaluation (`RegressionRMSE`).
    case regression
    /// A multiclass classification model, or its evaluation (`MulticlassAvgFScore`).
    case multiclass
    /// A data source read from S3.
    case s3
    /// A data source read from Redshift (`RedshiftMetadata`).
    case redshift
    /// A data source read from RDS (`RDSMetadata`).
    case rds
    /// An evaluation job judged by a program or a model.
    case automated
    /// An evaluation job judged by people.
    case human
    /// An evaluation job of a knowledge base that retrieves and generates.
    case rag
    /// An evaluation job of a knowledge base that only retrieves.
    case ragRetrieve = "rag-retrieve"
    /// An evaluation job of generation from external sources.
    case ragExternal = "rag-external"
    /// An evaluation job of responses that were generated elsewhere.
    case ragPrecomputed = "rag-precomputed"
    /// An evaluation job of passages that were retrieved elsewhere.
    case ragPrecomputedRetrieve = "rag-precomputed-retrieve"
}

/// The ARNs of simulated resources in AWS's messages.
enum ARN {
    /// The account that owns every simulated resource of Amazon ML and SageMaker.
    static let account = "123456789012"

    /// The ARN of a resource; an evaluation job's id already is one.
    ///
    /// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmachinelearning.html and
    /// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
    static func of(_ kind: ResourceKind, id: String) -> String {
        let type: String
        switch kind {
        case .evaluation: type = "evaluation"
        case .mlModel: type = "mlmodel"
        case .batchPrediction: type = "batchprediction"
        case .dataSource: type = "datasource"
        case .evaluationJob: return id
        case .trainingJob: type = "training-job"
        }
        return "arn:aws:\(kind.service.signingName):us-east-1:\(account):\(type)/\(id)"
    }

    /// The account in an evaluation job's ARN, its fifth part.
    static func account(of arn: String) -> String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 4 ? String(parts[4]) : account
    }
}
