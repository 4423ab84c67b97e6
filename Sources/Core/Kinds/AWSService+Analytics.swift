// SPDX-License-Identifier: Apache-2.0

/// The services that run containers, queries and data pipelines.
///
/// Source: botocore 1.44, the services' models (names, protocols, target prefixes) and `endpoints.json` (regions).
extension AWSService {
    /// AWS Batch.
    package static let batch = AWSService(
        name: "batch",
        title: "AWS Batch",
        transport: .restJSON,
        regions: listedRegions
    )

    /// Amazon Elastic Container Service.
    package static let ecs = AWSService(
        name: "ecs",
        title: "ECS",
        transport: .json(.oneOne, targetPrefix: "AmazonEC2ContainerServiceV20141113"),
        regions: listedRegions
    )

    /// AWS Glue.
    package static let glue = AWSService(
        name: "glue",
        title: "Glue",
        transport: .json(.oneOne, targetPrefix: "AWSGlue"),
        regions: glueRegions
    )

    /// AWS Step Functions.
    package static let stepFunctions = AWSService(
        name: "stepfunctions",
        signingName: "states",
        endpointPrefix: "states",
        environmentSuffix: "SFN",
        title: "Step Functions",
        transport: .json(.one, targetPrefix: "AWSStepFunctions"),
        regions: listedRegions
    )

    /// Amazon Athena.
    package static let athena = AWSService(
        name: "athena",
        title: "Athena",
        transport: .json(.oneOne, targetPrefix: "AmazonAthena"),
        regions: glueRegions
    )

    /// Amazon EMR on EC2.
    package static let emr = AWSService(
        name: "emr",
        signingName: "elasticmapreduce",
        endpointPrefix: "elasticmapreduce",
        title: "EMR",
        transport: .json(.oneOne, targetPrefix: "ElasticMapReduce"),
        regions: listedRegions
    )

    /// EMR Serverless.
    package static let emrServerless = AWSService(
        name: "emr-serverless",
        title: "EMR Serverless",
        transport: .restJSON,
        regions: [
            "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
            "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
            "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2",
            "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1",
            "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
            "us-west-2", "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1",
            "us-isob-east-1", "eu-isoe-west-1", "eusc-de-east-1",
        ]
    )

    /// EMR on EKS.
    package static let emrContainers = AWSService(
        name: "emr-containers",
        title: "EMR on EKS",
        transport: .restJSON,
        regions: [
            "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
            "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-7", "ca-central-1", "eu-central-1",
            "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
            "il-central-1", "me-central-1", "me-south-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
            "us-west-2", "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1",
        ]
    )

    /// The Redshift Data API.
    ///
    /// AWS's endpoint data lists no regions for it.
    package static let redshiftData = AWSService(
        name: "redshift-data",
        title: "Redshift Data",
        transport: .json(.oneOne, targetPrefix: "RedshiftData")
    )

    /// AWS Glue DataBrew.
    package static let dataBrew = AWSService(
        name: "databrew",
        title: "DataBrew",
        transport: .restJSON,
        regions: [
            "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1",
            "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2",
            "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "cn-north-1",
            "cn-northwest-1", "us-gov-west-1",
        ]
    )

    /// AWS CodeBuild.
    package static let codeBuild = AWSService(
        name: "codebuild",
        title: "CodeBuild",
        transport: .json(.oneOne, targetPrefix: "CodeBuild_20161006"),
        regions: [
            "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
            "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
            "ap-southeast-7", "ca-central-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
            "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "sa-east-1",
            "us-east-1", "us-east-2", "us-west-1", "us-west-2", "cn-north-1", "cn-northwest-1", "us-gov-east-1",
            "us-gov-west-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isof-east-1", "us-isof-south-1",
            "eusc-de-east-1",
        ]
    )

    /// AWS Clean Rooms ML.
    ///
    /// AWS's endpoint data lists no regions for it.
    package static let cleanRoomsML = AWSService(
        name: "cleanroomsml",
        signingName: "cleanrooms-ml",
        endpointPrefix: "cleanrooms-ml",
        title: "Clean Rooms ML",
        transport: .restJSON
    )

    /// AWS Entity Resolution.
    ///
    /// AWS's endpoint data lists no regions for it.
    package static let entityResolution = AWSService(
        name: "entityresolution",
        title: "Entity Resolution",
        transport: .restJSON
    )

    private static let glueRegions = [
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
        "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "cn-north-1", "cn-northwest-1",
        "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-east-1",
        "us-isof-south-1", "eusc-de-east-1",
    ]

    /// The regions of which AWS's endpoint data lists services; newer ones are in none of its lists.
    private static let listedRegions = allRegions.filter { !["me-west-1", "sa-west-1"].contains($0) }
}
