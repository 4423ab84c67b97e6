// SPDX-License-Identifier: Apache-2.0

extension KindFamily {
    /// All families, in the order in which `awaitd kinds` prints their kinds; a test compares the words with the kinds.
    static let all: [KindFamily] = [
        KindFamily(
            names: "evaluation ml-model ml-model-endpoint batch-prediction data-source",
            operations: "GetEvaluation GetMLModel GetBatchPrediction GetDataSource",
            arnServices: "machinelearning",
            kinds: { Kind.amazonML }
        ),
        KindFamily(
            names: """
                evaluation-job model-customization-job model-invocation-job model-import-job model-copy-job \
                advanced-prompt-optimization-job automated-reasoning-policy-build-workflow
                """,
            operations: """
                GetEvaluationJob GetModelCustomizationJob GetModelInvocationJob GetModelImportJob GetModelCopyJob \
                GetAdvancedPromptOptimizationJob GetAutomatedReasoningPolicyBuildWorkflow
                """,
            arnServices: "bedrock",
            kinds: { Kind.bedrockJobs }
        ),
        KindFamily(
            names: """
                provisioned-model-throughput custom-model custom-model-deployment imported-model guardrail \
                marketplace-model-endpoint inference-profile prompt-router
                """,
            operations: """
                GetProvisionedModelThroughput GetCustomModel GetCustomModelDeployment GetImportedModel GetGuardrail \
                GetMarketplaceModelEndpoint GetInferenceProfile GetPromptRouter
                """,
            arnServices: "bedrock sagemaker",
            kinds: { Kind.bedrockResources }
        ),
        KindFamily(
            names: """
                ingestion-job knowledge-base knowledge-base-data-source agent agent-alias agent-version flow \
                flow-version
                """,
            operations: """
                GetIngestionJob GetKnowledgeBase GetDataSource GetAgent GetAgentAlias GetAgentVersion GetFlow \
                GetFlowVersion
                """,
            arnServices: "bedrock",
            kinds: { Kind.bedrockAgent }
        ),
        KindFamily(
            names: "flow-execution automated-reasoning-policy-test knowledge-base-vpc-configuration",
            operations: "GetFlowExecution GetAutomatedReasoningPolicyTestResult GetVpcConfiguration",
            arnServices: "bedrock",
            kinds: { Kind.bedrockWorkflows }
        ),
        KindFamily(
            names: """
                async-invoke data-automation-invocation blueprint-optimization data-automation-project \
                data-automation-library-ingestion-job
                """,
            operations: """
                GetAsyncInvoke GetDataAutomationStatus GetBlueprintOptimizationStatus GetDataAutomationProject \
                GetDataAutomationLibraryIngestionJob
                """,
            arnServices: "bedrock",
            kinds: { Kind.bedrockInvocations }
        ),
        KindFamily(
            names: """
                agentcore-batch-evaluation agentcore-recommendation agentcore-dataset-generation \
                agentcore-policy-generation agentcore-ab-test
                """,
            operations: "GetBatchEvaluation GetRecommendation GetDatasetGeneration GetPolicyGeneration GetABTest",
            arnServices: "bedrock-agentcore",
            kinds: { Kind.agentCoreWork }
        ),
        KindFamily(
            names: """
                agentcore-runtime agentcore-runtime-endpoint agentcore-harness agentcore-harness-endpoint \
                agentcore-memory agentcore-browser agentcore-code-interpreter agentcore-capacity-provider
                """,
            operations: """
                GetAgentRuntime GetAgentRuntimeEndpoint GetHarness GetHarnessEndpoint GetMemory GetBrowser \
                GetCodeInterpreter GetCapacityProvider
                """,
            arnServices: "bedrock-agentcore",
            kinds: { Kind.agentCoreRuntime }
        ),
        KindFamily(
            names: """
                agentcore-gateway agentcore-gateway-target agentcore-evaluator agentcore-online-evaluation-config \
                agentcore-dataset agentcore-policy-engine agentcore-policy agentcore-registry agentcore-registry-record
                """,
            operations: """
                GetGateway GetGatewayTarget GetEvaluator GetOnlineEvaluationConfig GetDataset GetPolicyEngine GetPolicy \
                GetRegistry GetRegistryRecord
                """,
            arnServices: "bedrock-agentcore",
            kinds: { Kind.agentCoreResources }
        ),
        KindFamily(
            names: """
                training-job processing-job transform-job hyper-parameter-tuning-job auto-ml-job auto-ml-job-v1 \
                compilation-job optimization-job edge-packaging-job labeling-job inference-recommendations-job \
                ai-benchmark-job ai-recommendation-job model-card-export-job pipeline-execution
                """,
            operations: """
                DescribeTrainingJob DescribeProcessingJob DescribeTransformJob DescribeHyperParameterTuningJob \
                DescribeAutoMLJobV2 DescribeAutoMLJob DescribeCompilationJob DescribeOptimizationJob \
                DescribeEdgePackagingJob DescribeLabelingJob DescribeInferenceRecommendationsJob DescribeAIBenchmarkJob \
                DescribeAIRecommendationJob DescribeModelCardExportJob DescribePipelineExecution
                """,
            arnServices: "sagemaker",
            kinds: { Kind.sageMakerJobs }
        ),
        KindFamily(
            names: "sagemaker-job training-session inference-experiment cluster-operation",
            operations: "DescribeJob DescribeTrainingSession DescribeInferenceExperiment DescribeClusterOperation",
            arnServices: "sagemaker",
            kinds: { Kind.sageMakerSessions }
        ),
        KindFamily(
            names: """
                sagemaker-endpoint inference-component model-package notebook-instance feature-group cluster
                """,
            operations: """
                DescribeEndpoint DescribeInferenceComponent DescribeModelPackage DescribeNotebookInstance \
                DescribeFeatureGroup DescribeCluster
                """,
            arnServices: "sagemaker",
            kinds: { Kind.sageMakerResources }
        ),
        KindFamily(
            names: """
                training-plan reserved-capacity cluster-extension cluster-scheduler-config compute-quota \
                inference-router global-inference-gateway
                """,
            operations: """
                DescribeTrainingPlan DescribeReservedCapacity DescribeClusterExtension DescribeClusterSchedulerConfig \
                DescribeComputeQuota DescribeInferenceRouter DescribeGlobalInferenceGateway
                """,
            arnServices: "sagemaker",
            kinds: { Kind.sageMakerCapacity }
        ),
        KindFamily(
            names: """
                sagemaker-domain sagemaker-user-profile sagemaker-space sagemaker-app sagemaker-user-profile-app \
                sagemaker-image sagemaker-image-version
                """,
            operations: """
                DescribeDomain DescribeUserProfile DescribeSpace DescribeApp DescribeImage DescribeImageVersion
                """,
            arnServices: "sagemaker",
            kinds: { Kind.sageMakerStudio }
        ),
        KindFamily(
            names: """
                mlflow-tracking-server mlflow-app partner-app sagemaker-project monitoring-schedule flow-definition \
                sagemaker-workforce
                """,
            operations: """
                DescribeMlflowTrackingServer DescribeMlflowApp DescribePartnerApp DescribeProject \
                DescribeMonitoringSchedule DescribeFlowDefinition DescribeWorkforce
                """,
            arnServices: "sagemaker",
            kinds: { Kind.sageMakerTools }
        ),
        KindFamily(
            names: "sagemaker-hub sagemaker-hub-content sagemaker-algorithm",
            operations: "DescribeHub DescribeHubContent DescribeAlgorithm",
            arnServices: "sagemaker",
            kinds: { Kind.sageMakerHubs }
        ),
        KindFamily(
            names: "batch-job batch-service-job ecs-task codebuild-build codebuild-build-batch",
            operations: "DescribeJobs DescribeServiceJob DescribeTasks BatchGetBuilds BatchGetBuildBatches",
            arnServices: "batch ecs codebuild",
            kinds: { Kind.containers }
        ),
        KindFamily(
            names: """
                glue-job-run glue-workflow-run glue-crawler glue-ml-task-run glue-data-quality-run \
                glue-data-quality-recommendation-run databrew-job-run
                """,
            operations: """
                GetJobRun GetWorkflowRun GetCrawler GetMLTaskRun GetDataQualityRulesetEvaluationRun \
                GetDataQualityRuleRecommendationRun DescribeJobRun
                """,
            arnServices: "glue",
            kinds: { Kind.glue }
        ),
        KindFamily(
            names: """
                step-functions-execution step-functions-map-run athena-query athena-calculation redshift-statement
                """,
            operations: """
                DescribeExecution DescribeMapRun GetQueryExecution GetCalculationExecution DescribeStatement
                """,
            arnServices: "states",
            kinds: { Kind.analytics }
        ),
        KindFamily(
            names: "emr-step emr-serverless-job-run emr-containers-job-run emr-cluster",
            operations: "DescribeStep GetJobRun DescribeJobRun DescribeCluster",
            arnServices: "emr-serverless emr-containers elasticmapreduce",
            kinds: { Kind.emr }
        ),
        KindFamily(
            names: """
                textract-text-detection-job textract-document-analysis-job textract-expense-analysis-job \
                textract-lending-analysis-job rekognition-label-detection-job rekognition-celebrity-recognition-job \
                rekognition-content-moderation-job rekognition-face-detection-job rekognition-face-search-job \
                rekognition-person-tracking-job rekognition-segment-detection-job rekognition-text-detection-job \
                rekognition-media-analysis-job rekognition-project-version
                """,
            operations: """
                GetDocumentTextDetection GetDocumentAnalysis GetExpenseAnalysis GetLendingAnalysis GetLabelDetection \
                GetCelebrityRecognition GetContentModeration GetFaceDetection GetFaceSearch GetPersonTracking \
                GetSegmentDetection GetTextDetection GetMediaAnalysisJob DescribeProjectVersions
                """,
            arnServices: "",
            kinds: { Kind.vision }
        ),
        KindFamily(
            names: """
                transcription-job medical-transcription-job medical-scribe-job call-analytics-job \
                transcribe-language-model transcribe-vocabulary transcribe-medical-vocabulary polly-task
                """,
            operations: """
                GetTranscriptionJob GetMedicalTranscriptionJob GetMedicalScribeJob GetCallAnalyticsJob \
                DescribeLanguageModel GetVocabulary GetMedicalVocabulary GetSpeechSynthesisTask
                """,
            arnServices: "transcribe",
            kinds: { Kind.speech }
        ),
        KindFamily(
            names: """
                comprehend-document-classification-job comprehend-dominant-language-detection-job \
                comprehend-entities-detection-job comprehend-events-detection-job comprehend-key-phrases-detection-job \
                comprehend-pii-entities-detection-job comprehend-sentiment-detection-job \
                comprehend-targeted-sentiment-detection-job comprehend-topics-detection-job \
                comprehend-document-classifier comprehend-entity-recognizer comprehend-flywheel-iteration translate-job \
                translate-parallel-data
                """,
            operations: """
                DescribeDocumentClassificationJob DescribeDominantLanguageDetectionJob DescribeEntitiesDetectionJob \
                DescribeEventsDetectionJob DescribeKeyPhrasesDetectionJob DescribePiiEntitiesDetectionJob \
                DescribeSentimentDetectionJob DescribeTargetedSentimentDetectionJob DescribeTopicsDetectionJob \
                DescribeDocumentClassifier DescribeEntityRecognizer DescribeFlywheelIteration DescribeTextTranslationJob \
                GetParallelData
                """,
            arnServices: "comprehend translate",
            kinds: { Kind.language }
        ),
        KindFamily(
            names: """
                personalize-solution-version personalize-dataset-import-job personalize-dataset-export-job \
                personalize-batch-inference-job personalize-batch-segment-job personalize-data-deletion-job \
                personalize-campaign personalize-recommender
                """,
            operations: """
                DescribeSolutionVersion DescribeDatasetImportJob DescribeDatasetExportJob DescribeBatchInferenceJob \
                DescribeBatchSegmentJob DescribeDataDeletionJob DescribeCampaign DescribeRecommender
                """,
            arnServices: "personalize",
            kinds: { Kind.personalization }
        ),
        KindFamily(
            names: """
                forecast-predictor forecast-dataset-import-job forecast forecast-export-job kendra-index \
                kendra-data-source
                """,
            operations: """
                DescribeAutoPredictor DescribeDatasetImportJob DescribeForecast DescribeForecastExportJob DescribeIndex \
                DescribeDataSource
                """,
            arnServices: "forecast kendra",
            kinds: { Kind.forecastAndSearch }
        ),
        KindFamily(
            names: """
                omics-run omics-run-batch omics-read-set-import-job omics-read-set-export-job omics-reference-import-job \
                healthlake-import-job healthlake-export-job
                """,
            operations: """
                GetRun GetBatch GetReadSetImportJob GetReadSetExportJob GetReferenceImportJob DescribeFHIRImportJob \
                DescribeFHIRExportJob
                """,
            arnServices: "omics",
            kinds: { Kind.health }
        ),
        KindFamily(
            names: """
                clean-rooms-trained-model clean-rooms-trained-model-inference-job clean-rooms-audience-generation-job \
                clean-rooms-audience-model entity-resolution-matching-job entity-resolution-id-mapping-job
                """,
            operations: """
                GetTrainedModel GetTrainedModelInferenceJob GetAudienceGenerationJob GetAudienceModel GetMatchingJob \
                GetIdMappingJob
                """,
            arnServices: "cleanrooms-ml",
            kinds: { Kind.dataCollaboration }
        ),
    ]
}
