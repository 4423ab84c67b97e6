// SPDX-License-Identifier: Apache-2.0

/// The two tagged unions in an evaluation job's answer, in each of their forms.
///
/// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_EvaluationConfig.html and
/// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_EvaluationInferenceConfig.html
enum EvaluationJobParts {
    static func isRAG(_ shape: ResourceShape) -> Bool {
        switch shape {
        case .rag, .ragRetrieve, .ragExternal, .ragPrecomputed, .ragPrecomputedRetrieve: true
        case .plain, .binary, .regression, .multiclass, .s3, .redshift, .rds, .automated, .human: false
        }
    }

    static func evaluationConfig(_ shape: ResourceShape) -> JSONValue {
        shape == .human ? human : automated
    }

    static func inferenceConfig(_ shape: ResourceShape) -> JSONValue {
        let source: JSONValue
        switch shape {
        case .rag: source = ["knowledgeBaseConfig": ["retrieveAndGenerateConfig": RAGParts.retrieveAndGenerate]]
        case .ragRetrieve: source = ["knowledgeBaseConfig": ["retrieveConfig": RAGParts.retrieve]]
        case .ragExternal: source = ["knowledgeBaseConfig": ["retrieveAndGenerateConfig": RAGParts.externalSources]]
        case .ragPrecomputed:
            source = ["precomputedRagSourceConfig": ["retrieveAndGenerateSourceConfig": RAGParts.precomputed]]
        case .ragPrecomputedRetrieve:
            source = ["precomputedRagSourceConfig": ["retrieveSourceConfig": RAGParts.precomputed]]
        case .plain, .binary, .regression, .multiclass, .s3, .redshift, .rds, .automated, .human:
            return models
        }
        return ["ragConfigs": [source]]
    }

    private static let datasets: JSONValue = [
        [
            "taskType": "QuestionAndAnswer",
            "dataset": [
                "name": "example-questions",
                "datasetLocation": ["s3Uri": "s3://example-bucket/questions.jsonl"],
            ],
            "metricNames": ["Builtin.Accuracy", "Builtin.Robustness"],
        ]
    ]

    private static let judges: JSONValue = [["modelIdentifier": "anthropic.claude-3-5-sonnet-20240620-v1:0"]]

    private static let customMetrics: JSONValue = [
        [
            "customMetricDefinition": [
                "name": "politeness",
                "instructions": "Rate how polite {{prediction}} is.",
                "ratingScale": [
                    ["definition": "polite", "value": ["floatValue": 1.5]],
                    ["definition": "rude", "value": ["stringValue": "rude"]],
                ],
            ]
        ]
    ]

    private static let automated: JSONValue = [
        "automated": [
            "datasetMetricConfigs": datasets,
            "evaluatorModelConfig": ["bedrockEvaluatorModels": judges],
            "customMetricConfig": [
                "customMetrics": customMetrics,
                "evaluatorModelConfig": ["bedrockEvaluatorModels": judges],
            ],
        ]
    ]

    private static let human: JSONValue = [
        "human": [
            "datasetMetricConfigs": datasets,
            "humanWorkflowConfig": [
                "flowDefinitionArn": .string(
                    "arn:aws:sagemaker:us-east-1:\(ARN.account):flow-definition/example-reviewers"),
                "instructions": "Say which answer is better.",
            ],
            "customMetrics": [
                ["name": "helpfulness", "description": "How helpful it is", "ratingMethod": "IndividualLikertScale"]
            ],
        ]
    ]

    private static let models: JSONValue = [
        "models": [
            [
                "bedrockModel": [
                    "modelIdentifier": "amazon.nova-lite-v1:0",
                    "inferenceParams": #"{"maxTokens":512,"temperature":0.2}"#,
                    "performanceConfig": ["latency": "standard"],
                ]
            ],
            ["precomputedInferenceSource": ["inferenceSourceIdentifier": "example-answers"]],
        ]
    ]
}
