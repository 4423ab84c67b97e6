// SPDX-License-Identifier: Apache-2.0

/// The sources that a knowledge base's evaluation can draw on, with every member that AWS documents for them.
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

    /// A filter that is made of every comparison there is.
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
