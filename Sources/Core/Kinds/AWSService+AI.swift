// SPDX-License-Identifier: Apache-2.0

/// The services that read text, speech, images and health data, and those that recommend and forecast.
///
/// Source: botocore 1.44, the services' models (names, protocols, target prefixes) and `endpoints.json` (regions).
extension AWSService {
    /// Amazon Textract.
    package static let textract = AWSService(
        name: "textract",
        title: "Textract",
        transport: .json(.oneOne, targetPrefix: "Textract"),
        regions: [
            "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
            "eu-central-1", "eu-central-2", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "us-east-1",
            "us-east-2", "us-west-1", "us-west-2", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-isof-east-1",
            "us-isof-south-1",
        ]
    )

    /// Amazon Transcribe.
    package static let transcribe = AWSService(
        name: "transcribe",
        title: "Transcribe",
        transport: .json(.oneOne, targetPrefix: "Transcribe"),
        regions: [
            "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1",
            "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-west-1", "eu-west-2",
            "eu-west-3", "me-south-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "cn-north-1",
            "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-isof-east-1", "us-isof-south-1",
            "eusc-de-east-1",
        ]
    )

    /// Amazon Comprehend.
    package static let comprehend = AWSService(
        name: "comprehend",
        title: "Comprehend",
        transport: .json(.oneOne, targetPrefix: "Comprehend_20171127"),
        regions: [
            "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
            "eu-central-1", "eu-west-1", "eu-west-2", "us-east-1", "us-east-2", "us-west-2", "us-gov-west-1",
            "us-iso-east-1", "us-isof-east-1", "us-isof-south-1",
        ]
    )

    /// Amazon Translate.
    package static let translate = AWSService(
        name: "translate",
        title: "Translate",
        transport: .json(.oneOne, targetPrefix: "AWSShineFrontendService_20170701"),
        regions: [
            "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
            "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "us-east-1",
            "us-east-2", "us-west-1", "us-west-2", "us-gov-west-1", "us-iso-east-1", "us-isof-east-1",
            "us-isof-south-1",
        ]
    )

    /// Amazon Polly.
    package static let polly = AWSService(
        name: "polly",
        title: "Polly",
        transport: .restJSON,
        regions: [
            "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
            "ap-southeast-1", "ap-southeast-2", "ap-southeast-5", "ap-southeast-7", "ca-central-1", "eu-central-1",
            "eu-central-2", "eu-north-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "me-south-1",
            "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "cn-northwest-1", "us-gov-west-1",
            "eusc-de-east-1",
        ]
    )

    /// Amazon Rekognition.
    package static let rekognition = AWSService(
        name: "rekognition",
        title: "Rekognition",
        transport: .json(.oneOne, targetPrefix: "RekognitionService"),
        regions: [
            "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-5",
            "ap-southeast-7", "ca-central-1", "eu-central-1", "eu-south-2", "eu-west-1", "eu-west-2", "il-central-1",
            "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "us-gov-west-1", "eu-isoe-west-1",
            "us-isof-east-1", "us-isof-south-1",
        ]
    )

    /// Amazon Personalize.
    package static let personalize = AWSService(
        name: "personalize",
        title: "Personalize",
        transport: .json(.oneOne, targetPrefix: "AmazonPersonalize"),
        regions: [
            "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
            "eu-central-1", "eu-west-1", "us-east-1", "us-east-2", "us-west-2", "cn-north-1",
        ]
    )

    /// Amazon Forecast.
    package static let forecast = AWSService(
        name: "forecast",
        title: "Forecast",
        transport: .json(.oneOne, targetPrefix: "AmazonForecast"),
        regions: [
            "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "eu-central-1",
            "eu-west-1", "us-east-1", "us-east-2", "us-west-2",
        ]
    )

    /// Amazon Kendra.
    package static let kendra = AWSService(
        name: "kendra",
        title: "Kendra",
        transport: .json(.oneOne, targetPrefix: "AWSKendraFrontendService"),
        regions: [
            "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-west-1",
            "eu-west-2", "us-east-1", "us-east-2", "us-west-2", "us-gov-west-1",
        ]
    )

    /// AWS HealthOmics: the host of workflows and their runs.
    package static let omicsWorkflows = AWSService(
        name: "omics",
        endpointPrefix: "workflows-omics",
        environmentSuffix: "OMICS",
        title: "HealthOmics",
        transport: .restJSON,
        regions: omicsRegions
    )

    /// AWS HealthOmics: the host of sequence and reference stores.
    package static let omicsStorage = AWSService(
        name: "omics",
        endpointPrefix: "control-storage-omics",
        environmentSuffix: "OMICS",
        title: "HealthOmics",
        transport: .restJSON,
        regions: omicsRegions
    )

    /// AWS HealthLake.
    package static let healthLake = AWSService(
        name: "healthlake",
        title: "HealthLake",
        transport: .json(.one, targetPrefix: "HealthLake"),
        regions: [
            "ap-south-1", "ap-southeast-2", "ca-central-1", "eu-west-1", "eu-west-2", "us-east-1", "us-east-2",
            "us-west-2",
        ]
    )

    private static let omicsRegions = [
        "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "eu-central-1", "eu-west-1", "eu-west-2", "il-central-1",
        "us-east-1", "us-east-2", "us-west-2",
    ]
}
