// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

// What GetEvaluationJob of Bedrock answers, member by member as the API reference (2023-04-20) lists them.
extension ResourceAnswer {
    func evaluationJob(_ progress: Progress) -> [String: JSONValue] {
        let account = ARN.account(of: resource.id)
        var members: [String: JSONValue] = [
            "jobArn": .string(resource.id),
            "jobName": .string("simulated-" + resource.id.suffix(12)),
            "jobDescription": "Simulated evaluation job",
            "status": .string(progress.step.status),
            "roleArn": .string("arn:aws:iam::\(account):role/bedrock-evaluation"),
            "customerEncryptionKeyId": .string("arn:aws:kms:us-east-1:\(account):key/\(Self.keyID)"),
            "jobType": resource.shape == .human ? "Human" : "Automated",
            "applicationType": EvaluationJobParts.isRAG(resource.shape) ? "RagEvaluation" : "ModelEvaluation",
            "evaluationConfig": EvaluationJobParts.evaluationConfig(resource.shape),
            "inferenceConfig": EvaluationJobParts.inferenceConfig(resource.shape),
            "outputDataConfig": ["s3Uri": "s3://example-bucket/evaluations/"],
            "creationTime": .string(AWSTime.timestamp(progress.created)),
            "lastModifiedTime": .string(AWSTime.timestamp(progress.updated)),
        ]
        let messages = progress.step.failureMessages ?? (progress.step.status == "Failed" ? Self.usualFailure : nil)
        members["failureMessages"] = messages.map { .array($0.map { .string($0) }) }
        return members
    }

    private static let keyID = "1234abcd-12ab-34cd-56ef-1234567890ab"

    private static let usualFailure = [
        "The evaluation job could not read the dataset. Check that the role may read s3://example-bucket/."
    ]
}
