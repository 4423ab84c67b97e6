// SPDX-License-Identifier: Apache-2.0

/// An AWS service that awaitd can call, with what its endpoint and its signature need.
package struct AWSService: Sendable, Hashable {
    /// The protocol of a service's operations.
    package enum Transport: Sendable, Hashable {
        /// AWS JSON: `POST /`, the operation in `X-Amz-Target` after this prefix, members in a JSON body.
        case json(JSONVersion, targetPrefix: String)
        /// REST-JSON: the operation is a method and a path.
        case restJSON
    }

    /// The versions of AWS's JSON protocol, which differ in the content type and in errors.
    package enum JSONVersion: String, Sendable, Hashable, CaseIterable {
        /// `application/x-amz-json-1.0`.
        case one = "1.0"
        /// `application/x-amz-json-1.1`.
        case oneOne = "1.1"
    }

    /// The SDKs' name for it, which lanes and notices use: `bedrock-agent`.
    ///
    /// Services that share a signing name may still be different hosts with limits of their own.
    package let name: String
    /// The name in the SigV4 credential scope and before its actions in IAM policies: `bedrock`.
    package let signingName: String
    /// The first label of the service's host name: `bedrock` in `bedrock.us-east-1.amazonaws.com`.
    package let endpointPrefix: String
    /// What follows `AWS_ENDPOINT_URL_` for this service in AWS's SDKs: `MACHINE_LEARNING`.
    package let environmentSuffix: String
    /// The name people know: `Amazon ML`.
    package let title: String
    /// The protocol of its operations.
    package let transport: Transport
    /// The regions that have it, as AWS's endpoint data lists them; all of AWS's regions if it lists none.
    package let regions: [String]

    /// A service; its other names default to `name`, its regions to all that AWS has.
    package init(
        name: String,
        signingName: String? = nil,
        endpointPrefix: String? = nil,
        environmentSuffix: String? = nil,
        title: String,
        transport: Transport,
        regions: [String] = Self.allRegions
    ) {
        self.name = name
        self.signingName = signingName ?? name
        self.endpointPrefix = endpointPrefix ?? name
        self.environmentSuffix =
            environmentSuffix ?? Self.sdkNames[self.endpointPrefix]?.first ?? Self.name(of: self.endpointPrefix)
        self.title = title
        self.transport = transport
        self.regions = regions
    }

    /// What may follow `AWS_ENDPOINT_URL_` for this service, the SDKs' name first: `SFN`, `STATES`.
    ///
    /// Services that share a host cannot be told apart by it, so that any of their names is taken.
    package var environmentSuffixes: [String] {
        let names = [environmentSuffix] + (Self.sdkNames[endpointPrefix] ?? []) + [Self.name(of: endpointPrefix)]
        return names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
    }

    /// The name by which lanes know it: that of the built-in service at the same hosts, which have one rate for all.
    package var lane: String { Self.lanes[endpointPrefix] ?? name }

    /// The built-in services that have another name than what their hosts begin with.
    private static let lanes = [
        "api.sagemaker": "sagemaker", "states": "stepfunctions", "elasticmapreduce": "emr", "workflows-omics": "omics",
        "control-storage-omics": "omics", "cleanrooms-ml": "cleanroomsml",
    ]

    /// The name that follows from what the host's name begins with: `API_SAGEMAKER`.
    private static func name(of endpointPrefix: String) -> String {
        String(endpointPrefix.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
    }
}

extension AWSService {
    /// The services of the built-in kinds, each once.
    package static let builtIn: [AWSService] = Kind.all.reduce(into: []) { services, kind in
        if !services.contains(kind.service) { services.append(kind.service) }
    }

    /// The service of a built-in kind that the SDKs call by this name, else the one whose host name begins with it, among
    /// those that satisfy a condition.
    package static func builtIn(named word: String, where condition: (AWSService) -> Bool) -> AWSService? {
        builtIn.first { $0.name == word && condition($0) }
            ?? builtIn.first { $0.endpointPrefix == word && condition($0) }
    }

    /// The same service in these regions only.
    package func limited(to regions: [String]) -> AWSService {
        AWSService(
            name: name,
            signingName: signingName,
            endpointPrefix: endpointPrefix,
            environmentSuffix: environmentSuffix,
            title: title,
            transport: transport,
            regions: regions
        )
    }
}

/// The services of the built-in kinds.
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
    /// AWS's endpoint data lists no regions for it; it is assumed to be where Bedrock is.
    package static let bedrockAgent = AWSService(
        name: "bedrock-agent",
        signingName: "bedrock",
        title: "Bedrock Agents",
        transport: .restJSON,
        regions: bedrockRegions
    )

    /// The host that invokes models; regions as Bedrock's.
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

    /// The host that invokes data automation; the only one of Bedrock's services that speaks AWS JSON.
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
        regions: allRegions.filter { !["me-west-1", "sa-west-1", "us-iso-west-1", "us-isob-west-1"].contains($0) }
    )

    private static let bedrockRegions = [
        "af-south-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
        "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
        "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
        "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
        "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "us-gov-east-1",
        "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "us-isof-east-1", "us-isof-south-1", "eusc-de-east-1",
    ]

    /// Every region of every partition of AWS, by botocore's `partitions.json`.
    package static let allRegions = [
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
        "me-west-1", "mx-central-1", "sa-east-1", "sa-west-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
        "cn-north-1",
        "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1",
        "us-isob-west-1", "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1", "eusc-de-east-1",
    ]
}
