// SPDX-License-Identifier: Apache-2.0

/// The names under which AWS's own answers speak of simulated resources.
enum ARN {
    /// The account that owns every simulated resource of Amazon ML.
    static let account = "123456789012"

    /// The ARN of a resource: an evaluation job's id is one already.
    ///
    /// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmachinelearning.html
    static func of(_ kind: ResourceKind, id: String) -> String {
        let type: String
        switch kind {
        case .evaluation: type = "evaluation"
        case .mlModel: type = "mlmodel"
        case .batchPrediction: type = "batchprediction"
        case .dataSource: type = "datasource"
        case .evaluationJob: return id
        }
        return "arn:aws:machinelearning:us-east-1:\(account):\(type)/\(id)"
    }

    /// The account in an evaluation job's ARN, its fifth part.
    static func account(of arn: String) -> String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 4 ? String(parts[4]) : account
    }
}
