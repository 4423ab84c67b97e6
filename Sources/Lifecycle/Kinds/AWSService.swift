// SPDX-License-Identifier: Apache-2.0

/// An AWS service that awaitd can ask, with what its endpoint and its signature need.
package struct AWSService: Sendable, Hashable {
    /// How a service's operations travel.
    package enum Transport: Sendable, Hashable {
        /// AWS JSON 1.1: `POST /`, the operation in `X-Amz-Target` behind this prefix, members in a JSON body.
        case json11(targetPrefix: String)
        /// REST-JSON: the operation is a method and a path.
        case restJSON
    }

    /// The name that goes into the SigV4 credential scope: `bedrock`, `machinelearning`.
    package let signingName: String
    /// The first label of the service's host name: `bedrock` in `bedrock.us-east-1.amazonaws.com`.
    package let endpointPrefix: String
    /// How the service is called in ARNs.
    package let arnName: String
    /// What `AWS_ENDPOINT_URL_…` has behind it for this service: `MACHINE_LEARNING`.
    package let environmentSuffix: String
    /// The name people know: `Amazon ML`.
    package let title: String
    /// How its operations travel.
    package let transport: Transport
    /// The regions that have it, as AWS's endpoint data lists them (botocore 1.43, `endpoints.json`).
    package let regions: [String]

    /// Amazon Machine Learning, the service of 2014-12-12.
    package static let machineLearning = AWSService(
        signingName: "machinelearning",
        endpointPrefix: "machinelearning",
        arnName: "machinelearning",
        environmentSuffix: "MACHINE_LEARNING",
        title: "Amazon ML",
        transport: .json11(targetPrefix: "AmazonML_20141212"),
        regions: ["us-east-1", "eu-west-1"]
    )

    /// Amazon Bedrock's control plane.
    package static let bedrock = AWSService(
        signingName: "bedrock",
        endpointPrefix: "bedrock",
        arnName: "bedrock",
        environmentSuffix: "BEDROCK",
        title: "Bedrock",
        transport: .restJSON,
        regions: [
            "af-south-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
            "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
            "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
            "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
            "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "us-gov-east-1",
            "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "us-isof-east-1", "us-isof-south-1", "eusc-de-east-1",
        ]
    )
}
