// SPDX-License-Identifier: Apache-2.0

/// The sorts of resource that can be simulated, each read by one operation of AWS.
package enum ResourceKind: String, Sendable, Hashable, CaseIterable {
    case evaluation
    case mlModel = "ml-model"
    case batchPrediction = "batch-prediction"
    case dataSource = "data-source"
    case evaluationJob = "evaluation-job"

    /// The operation that reads it, in AWS's words: `GetEvaluation`.
    package var operation: String {
        switch self {
        case .evaluation: "GetEvaluation"
        case .mlModel: "GetMLModel"
        case .batchPrediction: "GetBatchPrediction"
        case .dataSource: "GetDataSource"
        case .evaluationJob: "GetEvaluationJob"
        }
    }

    /// The service that the operation belongs to.
    package var service: AWSService {
        switch self {
        case .evaluation, .mlModel, .batchPrediction, .dataSource: .machineLearning
        case .evaluationJob: .bedrock
        }
    }

    /// The member that carries the id, in the request and in the answer.
    var idMember: String {
        switch self {
        case .evaluation: "EvaluationId"
        case .mlModel: "MLModelId"
        case .batchPrediction: "BatchPredictionId"
        case .dataSource: "DataSourceId"
        case .evaluationJob: "jobArn"
        }
    }

    /// The member that carries the status.
    var statusMember: String {
        switch service {
        case .machineLearning: "Status"
        case .bedrock: "status"
        }
    }

    /// What AWS calls the resource in its messages: `Evaluation`.
    var resourceName: String {
        switch self {
        case .evaluation: "Evaluation"
        case .mlModel: "MLModel"
        case .batchPrediction: "BatchPrediction"
        case .dataSource: "DataSource"
        case .evaluationJob: "evaluation job"
        }
    }

    /// Whether the request may ask for the verbose form of the answer.
    var canBeVerbose: Bool {
        switch self {
        case .mlModel, .dataSource: true
        case .evaluation, .batchPrediction, .evaluationJob: false
        }
    }

    /// The kinds of answer that AWS gives for this kind of resource, the usual one first.
    package var shapes: [ResourceShape] {
        switch self {
        case .evaluation, .mlModel: [.binary, .regression, .multiclass]
        case .batchPrediction: [.plain]
        case .dataSource: [.s3, .redshift, .rds]
        case .evaluationJob:
            [.automated, .human, .rag, .ragRetrieve, .ragExternal, .ragPrecomputed, .ragPrecomputedRetrieve]
        }
    }

    /// Whether AWS would take this id: `EntityId` of Amazon ML, `EvaluationJobIdentifier` of Bedrock.
    package func accepts(id: String) -> Bool {
        switch service {
        case .machineLearning:
            return (1...64).contains(id.utf8.count) && id.utf8.allSatisfy(Self.isEntityIDByte)
        case .bedrock:
            let pattern =
                /arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:evaluation-job\/[a-z0-9]{12}/
            return id.utf8.count <= 1011 && id.wholeMatch(of: pattern) != nil
        }
    }

    /// The pattern that AWS quotes when it refuses an id.
    var idPattern: String {
        switch service {
        case .machineLearning: "[a-zA-Z0-9_.-]+"
        case .bedrock: "(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:evaluation-job/[a-z0-9]{12})"
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
