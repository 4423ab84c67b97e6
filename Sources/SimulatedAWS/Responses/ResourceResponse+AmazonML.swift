// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

// The responses of Amazon ML's four Get operations, member by member as in the API reference (2014-12-12). The items of its
// Describe operations have the same members, but for the log's address and what only verbose responses have.
extension ResourceResponse {
    func evaluation(_ progress: Progress) -> [String: JSONValue] {
        var members = common(progress)
        members["MLModelId"] = "ml-simulated"
        members["EvaluationDataSourceId"] = "ds-simulated-evaluation"
        members["InputDataLocationS3"] = "s3://example-bucket/evaluation/"
        // AWS's sample has the container of the metrics even if there are none.
        members["PerformanceMetrics"] = ["Properties": .object(isCompleted(progress) ? metrics : [:])]
        return members
    }

    func mlModel(_ progress: Progress) -> [String: JSONValue] {
        var members = common(progress)
        members["TrainingDataSourceId"] = "ds-simulated-training"
        members["InputDataLocationS3"] = "s3://example-bucket/training/"
        members["MLModelType"] = .string(modelType)
        members["TrainingParameters"] = [
            "sgd.maxMLModelSizeInBytes": "33554432", "sgd.maxPasses": "10", "sgd.shuffleType": "auto",
            "sgd.l2RegularizationAmount": "1.0E-6",
        ]
        members["EndpointInfo"] = endpointInfo
        // The one member that only the item has.
        if isItem { members["Algorithm"] = "sgd" }
        if isCompleted(progress) {
            members["SizeInBytes"] = 312_842
            if resource.shape == .binary {
                members["ScoreThreshold"] = 0.5
                members["ScoreThresholdLastUpdatedAt"] = time(progress.updated)
            }
        }
        if verbose {
            members["Recipe"] = .string(#"{"groups":{},"assignments":{},"outputs":["ALL_CATEGORICAL","ALL_NUMERIC"]}"#)
            members["Schema"] = .string(Self.schema)
        }
        return members
    }

    func batchPrediction(_ progress: Progress) -> [String: JSONValue] {
        var members = common(progress)
        members["MLModelId"] = "ml-simulated"
        members["BatchPredictionDataSourceId"] = "ds-simulated-batch"
        members["InputDataLocationS3"] = "s3://example-bucket/batch/"
        members["OutputUri"] = "s3://example-bucket/predictions/"
        if isCompleted(progress) {
            members["TotalRecordCount"] = 48_920
            members["InvalidRecordCount"] = 17
        }
        return members
    }

    func dataSource(_ progress: Progress) -> [String: JSONValue] {
        var members = common(progress)
        members["DataLocationS3"] = "s3://example-bucket/data/input.csv"
        members["DataRearrangement"] = .string(#"{"splitting":{"percentBegin":0,"percentEnd":70}}"#)
        members["ComputeStatistics"] = true
        if isCompleted(progress) {
            members["DataSizeInBytes"] = 1_048_576_000
            members["NumberOfFiles"] = 12
        }
        let query: JSONValue = "SELECT age, income, churned FROM customers"
        if resource.shape == .redshift {
            members["RoleARN"] = .string("arn:aws:iam::\(ARN.account):role/aml-redshift")
            members["RedshiftMetadata"] = [
                "RedshiftDatabase": ["DatabaseName": "analytics", "ClusterIdentifier": "example-cluster"],
                "DatabaseUserName": "aml", "SelectSqlQuery": query,
            ]
        } else if resource.shape == .rds {
            members["RoleARN"] = .string("arn:aws:iam::\(ARN.account):role/aml-rds")
            members["RDSMetadata"] = [
                "Database": ["InstanceIdentifier": "example-instance", "DatabaseName": "analytics"],
                "DatabaseUserName": "aml", "SelectSqlQuery": query, "DataPipelineId": "df-0123456789ABCDEFGHIJ",
                "ResourceRole": "DataPipelineDefaultResourceRole", "ServiceRole": "DataPipelineDefaultRole",
            ]
        }
        if verbose { members["DataSourceSchema"] = .string(Self.schema) }
        return members
    }

    // MARK: What the four have in common

    private func common(_ progress: Progress) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            resource.kind.idMember: .string(resource.id),
            "Name": .string(resource.name ?? resource.kind.usualName(id: resource.id)),
            "Status": .string(progress.step.status),
            "CreatedByIamUser": .string("arn:aws:iam::\(ARN.account):user/example"),
            "CreatedAt": time(progress.created),
            "LastUpdatedAt": time(progress.updated),
        ]
        members["Message"] = (progress.step.message ?? usualMessage(progress.step.status)).map { .string($0) }
        members["StartedAt"] = progress.started.map(time)
        members["FinishedAt"] = progress.finished.map(time)
        if progress.started != nil, !isItem { members["LogUri"] = .string(logURI(at: progress.updated)) }
        if isCompleted(progress) { members["ComputeTime"] = computeTime }
        return members
    }

    private func isCompleted(_ progress: Progress) -> Bool { progress.step.status == "COMPLETED" }

    private var computeTime: JSONValue {
        switch resource.computeTime {
        case .number: 185_200
        case .string: "185200"
        }
    }

    private func usualMessage(_ status: String) -> String? {
        let name = resource.kind.resourceName
        return switch status {
        case "PENDING": "\(name) is waiting to be processed."
        case "INPROGRESS": "\(name) is being processed."
        case "COMPLETED": "\(name) was processed successfully."
        case "FAILED": "Amazon Machine Learning could not process the input. Check the log for details."
        default: nil
        }
    }

    /// A presigned URL such as Amazon ML returns.
    ///
    /// Its query is a secret: with it anyone can read the log.
    private func logURI(at date: Date) -> String {
        let stamp = AWSTime.stamp(date)
        let signature = Hex.sha256(Array("\(resource.kind.rawValue)/\(resource.id)/\(stamp)".utf8))
        return "https://eml-prod-emr.s3.amazonaws.com/\(ARN.account)-\(resource.id)/userlog/\(resource.id)-log.gz"
            + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=\(stamp)&X-Amz-SignedHeaders=host&X-Amz-Expires=3600"
            + "&X-Amz-Credential=AKIDEXAMPLE%2F\(stamp.prefix(8))%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Signature=\(signature)"
    }

    private var metrics: [String: JSONValue] {
        if resource.shape == .regression { return ["RegressionRMSE": "5.4182"] }
        return resource.shape == .multiclass ? ["MulticlassAvgFScore": "0.8125"] : ["BinaryAUC": "0.93"]
    }

    private var modelType: String {
        if resource.shape == .regression { return "REGRESSION" }
        return resource.shape == .multiclass ? "MULTICLASS" : "BINARY"
    }

    /// The model's endpoint; nil if the resource has no timeline for one, and before its first step.
    private var endpointInfo: JSONValue? {
        let elapsed = now.timeIntervalSince(start)
        let reached = resource.endpoint.prefix { $0.at <= elapsed }
        guard let step = reached.last else { return nil }
        guard
            let asked = reached.last(where: { $0.status == "UPDATING" })
                ?? reached.first(where: { $0.status != "NONE" }),
            step.status != "NONE"
        else { return ["EndpointStatus": .string(step.status), "PeakRequestsPerSecond": 0] }
        var info: [String: JSONValue] = [
            "EndpointStatus": .string(step.status),
            "PeakRequestsPerSecond": step.status == "READY" ? 200 : 0,
            "CreatedAt": time(start.addingTimeInterval(asked.at)),
        ]
        if step.status == "READY" {
            info["EndpointUrl"] = "https://realtime.machinelearning.us-east-1.amazonaws.com"
        }
        return .object(info)
    }

    private static let schema =
        #"{"version":"1.0","targetAttributeName":"churned","dataFormat":"CSV","dataFileContainsHeader":true,"#
        + #""attributes":[{"attributeName":"age","attributeType":"NUMERIC"},"#
        + #"{"attributeName":"churned","attributeType":"BINARY"}]}"#
}
