// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

// The response of SageMaker's DescribeTrainingJob, and an item of ListTrainingJobs, as in the API reference (2017-07-24).
extension ResourceResponse {
    func trainingJob(_ progress: Progress) -> [String: JSONValue] {
        var members = trainingJobItem(progress)
        members["ModelArtifacts"] = ["S3ModelArtifacts": .string("\(Self.output)\(resource.id)/output/model.tar.gz")]
        members["RoleArn"] = .string("arn:aws:iam::\(ARN.account):role/sagemaker-training")
        members["HyperParameters"] = ["epochs": "10"]
        members["AlgorithmSpecification"] = [
            "TrainingImage": .string("\(ARN.account).dkr.ecr.us-east-1.amazonaws.com/example:1"),
            "TrainingInputMode": "File", "EnableSageMakerMetricsTimeSeries": false,
        ]
        members["InputDataConfig"] = Self.channels
        members["OutputDataConfig"] = ["S3OutputPath": .string(Self.output), "CompressionType": "GZIP"]
        members["ResourceConfig"] = ["InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30]
        members["StoppingCondition"] = ["MaxRuntimeInSeconds": 86_400]
        for name in [
            "EnableNetworkIsolation", "EnableInterContainerTrafficEncryption", "EnableManagedSpotTraining",
        ] { members[name] = false }
        members["ProfilingStatus"] = "Disabled"
        members["SecondaryStatusTransitions"] = transitions
        members["TrainingStartTime"] = progress.started.map(time)
        if progress.step.status == "Failed" {
            members["FailureReason"] = .string(progress.step.message ?? Self.usualFailureReason)
        }
        if let started = progress.started, let finished = progress.finished {
            let seconds = JSONValue.integer(max(1, Int64(finished.timeIntervalSince(started))))
            members["TrainingTimeInSeconds"] = seconds
            members["BillableTimeInSeconds"] = seconds
            members["FinalMetricDataList"] = [
                ["MetricName": "validation:auc", "Value": 0.93, "Timestamp": time(finished)]
            ]
        }
        return members
    }

    /// The item about a training job in a list, of which every member is in the response about it, too.
    func trainingJobItem(_ progress: Progress) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "TrainingJobName": .string(resource.id),
            "TrainingJobArn": .string(ARN.of(.trainingJob, id: resource.id)),
            "TrainingJobStatus": .string(progress.step.status),
            "SecondaryStatus": .string(progress.step.secondary),
            "CreationTime": time(progress.created),
            "LastModifiedTime": time(progress.updated),
        ]
        members["TrainingEndTime"] = progress.finished.map(time)
        return members
    }

    /// The steps that were reached, each until the next.
    private var transitions: JSONValue {
        let reached = resource.timeline.prefix { $0.at <= now.timeIntervalSince(start) }
        return .array(
            reached.indices.map { index in
                let step = reached[index]
                var members: [String: JSONValue] = [
                    "Status": .string(step.secondary),
                    "StartTime": time(start.addingTimeInterval(step.at)),
                    "StatusMessage": .string("The job is in the status \(step.secondary)."),
                ]
                if index + 1 < reached.endIndex {
                    members["EndTime"] = time(start.addingTimeInterval(reached[index + 1].at))
                }
                return .object(members)
            })
    }

    private static let output = "s3://example-bucket/training/"

    private static let channels: JSONValue = [
        [
            "ChannelName": "train",
            "DataSource": [
                "S3DataSource": [
                    "S3DataType": "S3Prefix", "S3Uri": "s3://example-bucket/train/",
                    "S3DataDistributionType": "FullyReplicated",
                ]
            ],
            "CompressionType": "None", "RecordWrapperType": "None",
        ]
    ]

    private static let usualFailureReason = "AlgorithmError: ExecuteUserScriptError: exit code 1"
}

extension TimelineStep {
    /// SageMaker's `SecondaryStatus`.
    var secondary: String {
        switch (secondaryStatus, status) {
        case (let given?, _): given
        case (nil, "Completed"), (nil, "Failed"), (nil, "Stopping"), (nil, "Stopped"): status
        case (nil, _): "Training"
        }
    }

    /// Whether a training job in this step has run on its instances.
    ///
    /// One that failed or was stopped may have done so before.
    var isRunning: Bool {
        switch secondary {
        case "Starting", "Pending", "LaunchingMLInstances", "PreparingTrainingStack", "Failed", "Stopping", "Stopped":
            false
        default: true
        }
    }
}
