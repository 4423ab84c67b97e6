// SPDX-License-Identifier: Apache-2.0

/// The services of the kinds that awaitd knows.
///
/// Source: botocore 1.44, the services' models (names, protocols, target prefixes) and `endpoints.json` (regions).
extension AWSService {
    /// Amazon Machine Learning, the service of 2014-12-12.
    package static let machineLearning = AWSService(
        name: "machinelearning",
        environmentSuffix: "MACHINE_LEARNING",
        title: "Amazon ML",
        transport: .json(.oneOne, targetPrefix: "AmazonML_20141212"),
        regions: ["us-east-1", "eu-west-1"]
    )

    /// Amazon Bedrock's control plane.
    package static let bedrock = AWSService(
        name: "bedrock",
        title: "Bedrock",
        transport: .restJSON,
        regions: bedrockRegions
    )

    /// Agents, knowledge bases and flows: a host of its own.
    ///
    /// AWS's endpoint data lists no regions for it; it is taken to be where Bedrock is.
    package static let bedrockAgent = AWSService(
        name: "bedrock-agent",
        signingName: "bedrock",
        title: "Bedrock Agents",
        transport: .restJSON,
        regions: bedrockRegions
    )

    /// Where models are invoked; regions as Bedrock's.
    package static let bedrockRuntime = AWSService(
        name: "bedrock-runtime",
        signingName: "bedrock",
        title: "Bedrock Runtime",
        transport: .restJSON,
        regions: bedrockRegions
    )

    /// Data automation: projects and blueprints.
    ///
    /// AWS's endpoint data lists no regions for it.
    package static let dataAutomation = AWSService(
        name: "bedrock-data-automation",
        signingName: "bedrock",
        title: "Bedrock Data Automation",
        transport: .restJSON
    )

    /// Where data automation is invoked; the one of Bedrock's services that speaks AWS JSON.
    package static let dataAutomationRuntime = AWSService(
        name: "bedrock-data-automation-runtime",
        signingName: "bedrock",
        title: "Bedrock Data Automation Runtime",
        transport: .json(.oneOne, targetPrefix: "AmazonBedrockKeystoneRuntimeService")
    )

    /// Amazon SageMaker AI.
    package static let sageMaker = AWSService(
        name: "sagemaker",
        endpointPrefix: "api.sagemaker",
        title: "SageMaker",
        transport: .json(.oneOne, targetPrefix: "SageMaker"),
        regions: allRegions.filter { !["us-iso-west-1", "us-isob-west-1"].contains($0) }
    )

    private static let bedrockRegions = [
        "af-south-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
        "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
        "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
        "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
        "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "us-gov-east-1",
        "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "us-isof-east-1", "us-isof-south-1", "eusc-de-east-1",
    ]

    /// Every region of every partition of AWS.
    package static let allRegions = [
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
        "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "cn-north-1",
        "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1",
        "us-isob-west-1", "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1", "eusc-de-east-1",
    ]
}
