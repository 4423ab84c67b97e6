// SPDX-License-Identifier: Apache-2.0

/// Answers in the shapes of AWS's API references, every member that they list in it.
enum RecordedAnswers {
    static let evaluation = #"""
        {"ComputeTime":"185310","CreatedAt":1.410793700124E9,"CreatedByIamUser":"arn:aws:iam::123456789012:user/ml",
        "EvaluationDataSourceId":"ds-1","EvaluationId":"ev-1","FinishedAt":1410794020,"InputDataLocationS3":"s3://b/p/data.csv",
        "LastUpdatedAt":1.41079402E9,"LogUri":"https://b.s3.amazonaws.com/log?X-Amz-Signature=abc#f","MLModelId":"ml-1",
        "Message":"Evaluation completed","Name":"churn","PerformanceMetrics":{"Properties":{"BinaryAUC":"0.93"}},
        "StartedAt":"1410793801.5","Status":"COMPLETED"}
        """#

    static let model = #"""
        {"ComputeTime":185310,"CreatedAt":1410793700,"CreatedByIamUser":"arn:aws:iam::123456789012:root",
        "EndpointInfo":{"CreatedAt":1410800000.25,"EndpointStatus":"READY","EndpointUrl":"https://realtime.example.com",
        "PeakRequestsPerSecond":200},"FinishedAt":1410794020,"InputDataLocationS3":"s3://b/p","LastUpdatedAt":1410794020,
        "LogUri":"https://l/x","MLModelId":"ml-1","MLModelType":"BINARY","Message":null,"Name":"model","Recipe":"{ \"groups\" : {} }",
        "Schema":"{\n \"version\": \"1.0\" }","ScoreThreshold":0.5,"ScoreThresholdLastUpdatedAt":1410794020,"SizeInBytes":9007199254740993,
        "StartedAt":1410793801,"Status":"COMPLETED","TrainingDataSourceId":"ds-1",
        "TrainingParameters":{"sgd.maxPasses":"10","algorithm":"sgd"}}
        """#

    static let batchPrediction = #"""
        {"BatchPredictionDataSourceId":"ds-2","BatchPredictionId":"bp-1","ComputeTime":1,"CreatedAt":1410793700,
        "CreatedByIamUser":"u","FinishedAt":1410794020,"InputDataLocationS3":"s3://b/p","InvalidRecordCount":3,
        "LastUpdatedAt":1410794020,"LogUri":"https://l/x?y","MLModelId":"ml-1","Message":"Row 18\nhas 11 columns","Name":"batch",
        "OutputUri":"s3://b/out/","StartedAt":1410793801,"Status":"FAILED","TotalRecordCount":100000}
        """#

    static let dataSource = #"""
        {"ComputeStatistics":true,"ComputeTime":1,"CreatedAt":1410793700,"CreatedByIamUser":"u","DataLocationS3":"s3://b/p",
        "DataRearrangement":"{\"splitting\":{\"percentBegin\":10}}","DataSizeInBytes":1048576,"DataSourceId":"ds-1",
        "FinishedAt":1410794020,"LastUpdatedAt":1410794020,"LogUri":"https://l/x?y","Message":"ok","Name":"data","NumberOfFiles":2,
        "RDSMetadata":{"Database":{"DatabaseName":"d","InstanceIdentifier":"i"},"DatabaseUserName":"u","DataPipelineId":"p",
        "ResourceRole":"r","SelectSqlQuery":"select 1","ServiceRole":"s"},
        "RedshiftMetadata":{"DatabaseUserName":"v","RedshiftDatabase":{"ClusterIdentifier":"c","DatabaseName":"d"},
        "SelectSqlQuery":"select 2"},"RoleARN":"arn:aws:iam::123456789012:role/x","StartedAt":1410793801,"Status":"INPROGRESS"}
        """#

    static let evaluationJob = #"""
        {"creationTime":"2026-11-20T10:00:00.123456789Z","customerEncryptionKeyId":"arn:aws:kms:us-east-1:123456789012:key/k",
        "evaluationConfig":{"automated":{"datasetMetricConfigs":[{"taskType":"Summarization","metricNames":["Builtin.Accuracy"],
        "dataset":{"name":"Builtin.Bold","datasetLocation":{"s3Uri":"s3://b/q.jsonl"}}}]}},
        "failureMessages":["The role cannot read s3://b.","","No prompt was evaluated."],
        "inferenceConfig":{"models":[{"bedrockModel":{"modelIdentifier":"m","inferenceParams":"{\"temperature\":0.1}"}}]},
        "jobArn":"arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl","jobDescription":"nightly","jobName":"summaries",
        "jobType":"Automated","lastModifiedTime":"2026-11-20T12:00:00+01:00","outputDataConfig":{"s3Uri":"s3://b/out"},
        "roleArn":"arn:aws:iam::123456789012:role/x","status":"Failed"}
        """#
}
