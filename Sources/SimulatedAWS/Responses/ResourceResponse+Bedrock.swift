// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

// The response of Bedrock's GetEvaluationJob, and an item of ListEvaluationJobs, member by member as in the API reference
// (2023-04-20).
extension ResourceResponse {
    func evaluationJob(_ progress: Progress) -> [String: JSONValue] {
        let account = ARN.account(of: resource.id)
        var members: [String: JSONValue] = [
            "jobArn": .string(resource.id),
            "jobName": .string(resource.name ?? resource.kind.usualName(id: resource.id)),
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

    /// The item about an evaluation job in a list.
    func evaluationJobItem(_ progress: Progress) -> [String: JSONValue] {
        let isRAG = EvaluationJobParts.isRAG(resource.shape)
        var members: [String: JSONValue] = [
            "jobArn": .string(resource.id),
            "jobName": .string(resource.name ?? resource.kind.usualName(id: resource.id)),
            "status": .string(progress.step.status),
            "creationTime": .string(AWSTime.timestamp(progress.created)),
            "jobType": resource.shape == .human ? "Human" : "Automated",
            "evaluationTaskTypes": ["QuestionAndAnswer"],
            "applicationType": isRAG ? "RagEvaluation" : "ModelEvaluation",
            "inferenceConfigSummary": EvaluationJobParts.inferenceConfigSummary(resource.shape),
        ]
        if resource.shape != .human {
            members["evaluatorModelIdentifiers"] = EvaluationJobParts.judge
            members["customMetricsEvaluatorModelIdentifiers"] = EvaluationJobParts.judge
        }
        members[isRAG ? "ragIdentifiers" : "modelIdentifiers"] =
            isRAG ? EvaluationJobParts.knowledgeBase : EvaluationJobParts.model
        return members
    }

    private static let keyID = "1234abcd-12ab-34cd-56ef-1234567890ab"

    private static let usualFailure = [
        "The evaluation job could not read the dataset. Check that the role may read s3://example-bucket/."
    ]
}

/// The two tagged unions in an evaluation job's response, in each of their forms.
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

    static let judge: JSONValue = ["anthropic.claude-3-5-sonnet-20240620-v1:0"]
    static let knowledgeBase: JSONValue = ["EXAMPLEKB1"]
    static let model: JSONValue = ["amazon.nova-lite-v1:0"]

    static func inferenceConfigSummary(_ shape: ResourceShape) -> JSONValue {
        switch shape {
        case .rag, .ragRetrieve, .ragExternal:
            ["ragConfigSummary": ["bedrockKnowledgeBaseIdentifiers": knowledgeBase]]
        case .ragPrecomputed, .ragPrecomputedRetrieve:
            ["ragConfigSummary": ["precomputedRagSourceIdentifiers": ["example-passages"]]]
        case .plain, .binary, .regression, .multiclass, .s3, .redshift, .rds, .automated, .human:
            [
                "modelConfigSummary": [
                    "bedrockModelIdentifiers": model, "precomputedInferenceSourceIdentifiers": ["example-answers"],
                ]
            ]
        }
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

/// The sources of a knowledge base's evaluation, with every member that AWS documents for them.
///
/// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_RAGConfig.html
enum RAGParts {
    static let retrieve: JSONValue = [
        "knowledgeBaseId": "EXAMPLEKB1",
        "knowledgeBaseRetrievalConfiguration": [
            "vectorSearchConfiguration": search(selected: ["fieldsToInclude": [["fieldName": "year"]]])
        ],
    ]

    static let retrieveAndGenerate: JSONValue = [
        "type": "KNOWLEDGE_BASE",
        "knowledgeBaseConfiguration": [
            "knowledgeBaseId": "EXAMPLEKB1",
            "modelArn": model,
            "retrievalConfiguration": [
                "vectorSearchConfiguration": search(selected: ["fieldsToExclude": [["fieldName": "author"]]])
            ],
            "generationConfiguration": generation,
            "orchestrationConfiguration": ["queryTransformationConfiguration": ["type": "QUERY_DECOMPOSITION"]],
        ],
    ]

    static let externalSources: JSONValue = [
        "type": "EXTERNAL_SOURCES",
        "externalSourcesConfiguration": [
            "modelArn": model,
            "sources": [["sourceType": "S3", "s3Location": ["uri": "s3://example-bucket/manual.pdf"]]],
            "generationConfiguration": generation,
        ],
    ]

    static let precomputed: JSONValue = ["ragSourceIdentifier": "example-source"]

    private static let model: JSONValue = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"

    private static let generation: JSONValue = [
        "promptTemplate": ["textPromptTemplate": "Answer from $search_results$ only."],
        "guardrailConfiguration": ["guardrailId": "exampleguard", "guardrailVersion": "DRAFT"],
        "kbInferenceConfig": [
            "textInferenceConfig": ["temperature": 0.5, "topP": 0.9, "maxTokens": 512, "stopSequences": ["END"]]
        ],
        "additionalModelRequestFields": ["top_k": 50],
    ]

    private static func search(selected: JSONValue) -> JSONValue {
        [
            "numberOfResults": 5,
            "overrideSearchType": "HYBRID",
            "filter": filter,
            "implicitFilterConfiguration": [
                "metadataAttributes": [["key": "year", "type": "NUMBER", "description": "Year of publication"]],
                "modelArn": model,
            ],
            "rerankingConfiguration": [
                "type": "BEDROCK_RERANKING_MODEL",
                "bedrockRerankingConfiguration": [
                    "modelConfiguration": [
                        "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.rerank-v1:0",
                        "additionalModelRequestFields": ["depth": 2],
                    ],
                    "numberOfRerankedResults": 3,
                    "metadataConfiguration": ["selectionMode": "SELECTIVE", "selectiveModeConfiguration": selected],
                ],
            ],
        ]
    }

    /// A filter with every comparison that exists.
    private static let filter: JSONValue = {
        let comparisons: [(String, JSONValue)] = [
            ("equals", 2024), ("notEquals", 1999), ("greaterThan", 2000), ("greaterThanOrEquals", 2001),
            ("lessThan", 2030), ("lessThanOrEquals", 2029), ("in", [2023, 2024]), ("notIn", [1998]),
            ("startsWith", "intro"), ("listContains", "public"), ("stringContains", "guide"),
        ]
        let filters = comparisons.map { JSONValue.object([$0.0: ["key": "year", "value": $0.1]]) }
        return ["andAll": .array(filters + [["orAll": .array(Array(filters.prefix(2)))]])]
    }()
}
