// SPDX-License-Identifier: Apache-2.0

/// An AWS service that awaitd can ask, with what its endpoint and its signature need.
package struct AWSService: Sendable, Hashable {
    /// How a service's operations travel.
    package enum Transport: Sendable, Hashable {
        /// AWS JSON: `POST /`, the operation in `X-Amz-Target` behind this prefix, members in a JSON body.
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

    /// The name that lanes and notices call it by: the SDKs', such as `bedrock-agent`.
    ///
    /// Services may share a signing name and still be different hosts with limits of their own.
    package let name: String
    /// The name that goes into the SigV4 credential scope, and in front of its actions in IAM policies: `bedrock`.
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
    /// The regions that have it, as AWS's endpoint data lists them; where that lists none, all that AWS has.
    package let regions: [String]

    /// A service; names that are left out are its `name`, and the regions are all that AWS has.
    package init(
        name: String,
        signingName: String? = nil,
        endpointPrefix: String? = nil,
        arnName: String? = nil,
        environmentSuffix: String? = nil,
        title: String,
        transport: Transport,
        regions: [String] = Self.allRegions
    ) {
        self.name = name
        self.signingName = signingName ?? name
        self.endpointPrefix = endpointPrefix ?? name
        self.arnName = arnName ?? self.signingName
        self.environmentSuffix =
            environmentSuffix ?? String(name.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
        self.title = title
        self.transport = transport
        self.regions = regions
    }
}
