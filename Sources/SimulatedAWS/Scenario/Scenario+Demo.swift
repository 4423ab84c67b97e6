// SPDX-License-Identifier: Apache-2.0

extension Scenario {
    /// Eight resources of Amazon ML and Bedrock, at least one of each kind, and three training jobs, one of which is created
    /// meanwhile; their lives end within twenty seconds.
    package static let demo = Scenario(resources: [
        SimulatedResource(
            .evaluation, id: "ev-churn-nightly",
            timeline: [
                TimelineStep(at: 0, "PENDING"), TimelineStep(at: 4, "INPROGRESS"),
                TimelineStep(
                    at: 12, "COMPLETED", members: ["PerformanceMetrics": ["Properties": ["BinaryAUC": "0.93"]]]),
            ],
            members: ["Name": "Churn, nightly evaluation", "MLModelId": "ml-churn"]
        ),
        SimulatedResource(
            .mlModel, id: "ml-churn",
            timeline: [
                TimelineStep(at: 0, "PENDING"), TimelineStep(at: 3, "INPROGRESS"), TimelineStep(at: 10, "COMPLETED"),
            ],
            members: ["Name": "Churn"]
        ),
        SimulatedResource(
            .mlModel, id: "ml-recommend",
            timeline: [
                TimelineStep(at: -3600, "PENDING"), TimelineStep(at: -3540, "INPROGRESS"),
                TimelineStep(at: -3000, "COMPLETED"),
            ],
            endpoint: [
                EndpointStep(at: -3600, "NONE"), EndpointStep(at: 5, "UPDATING"), EndpointStep(at: 13, "READY"),
            ],
            members: ["Name": "Recommendations"]
        ),
        SimulatedResource(
            .batchPrediction, id: "bp-august",
            timeline: [
                TimelineStep(at: 0, "PENDING"), TimelineStep(at: 5, "INPROGRESS"), TimelineStep(at: 15, "COMPLETED"),
            ],
            members: ["Name": "August"]
        ),
        SimulatedResource(
            .dataSource, id: "ds-customers",
            timeline: [
                TimelineStep(at: 0, "PENDING"), TimelineStep(at: 2, "INPROGRESS"),
                TimelineStep(
                    at: 9, "FAILED",
                    message: "Amazon ML could not read s3://example-bucket/customers.csv: row 18 has 11 columns, "
                        + "the schema has 12. Correct the row or the schema, then create the data source again."),
            ],
            members: ["Name": "Customers"]
        ),
        SimulatedResource(
            .evaluationJob, id: "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl",
            timeline: [TimelineStep(at: 0, "InProgress"), TimelineStep(at: 14, "Completed")],
            members: ["jobName": "summaries"]
        ),
        SimulatedResource(
            .evaluationJob, id: "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/mnopqrstuvwx",
            shape: .rag,
            timeline: [
                TimelineStep(at: 0, "InProgress"),
                TimelineStep(
                    at: 11, "Failed",
                    failureMessages: [
                        "The role cannot read s3://example-bucket/questions.jsonl. Allow s3:GetObject on it.",
                        "No prompt was evaluated.",
                    ]),
            ],
            members: ["jobName": "support-answers"]
        ),
        SimulatedResource(
            .evaluationJob, id: "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/0123456789yz",
            shape: .human,
            timeline: [
                TimelineStep(at: 0, "InProgress"), TimelineStep(at: 7, "Stopping"), TimelineStep(at: 16, "Stopped"),
            ],
            members: ["jobName": "reviewed-answers"]
        ),
        SimulatedResource(
            .trainingJob, id: "nightly-2026-11-20",
            timeline: [TimelineStep(at: -86_400, "InProgress"), TimelineStep(at: -82_800, "Completed")]
        ),
        SimulatedResource(
            .trainingJob, id: "nightly-2026-11-21",
            timeline: [TimelineStep(at: 6, "InProgress"), TimelineStep(at: 17, "Completed")]
        ),
        SimulatedResource(
            .trainingJob, id: "experiment-7",
            timeline: [TimelineStep(at: 3, "InProgress"), TimelineStep(at: 8, "Stopped")]
        ),
    ])
}
