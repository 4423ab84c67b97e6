// SPDX-License-Identifier: Apache-2.0

/// One step in a resource's life.
package struct TimelineStep: Sendable, Hashable {
    /// When it is reached, in seconds from the resource's start; negative for what lies behind it already.
    package var at: Double
    /// The service's own word.
    ///
    /// Words that AWS doesn't know are allowed: a client must survive new ones.
    package var status: String
    /// Amazon ML's `Message`; nil for the status's usual one.
    package var message: String?
    /// Bedrock's `failureMessages`; nil for none, or for a usual one where the status is `Failed`.
    package var failureMessages: [String]?
    /// Members that replace the simulated ones while this step lasts; null removes one.
    package var members: [String: JSONValue]

    /// A step of a timeline.
    ///
    /// - Parameters:
    ///   - at: Seconds from the resource's start.
    ///   - status: The service's own word.
    ///   - message: Amazon ML's `Message`.
    ///   - failureMessages: Bedrock's `failureMessages`.
    ///   - members: Members that replace the simulated ones.
    package init(
        at: Double,
        _ status: String,
        message: String? = nil,
        failureMessages: [String]? = nil,
        members: [String: JSONValue] = [:]
    ) {
        self.at = at
        self.status = status
        self.message = message
        self.failureMessages = failureMessages
        self.members = members
    }
}

/// One step in the life of a model's real-time endpoint.
package struct EndpointStep: Sendable, Hashable {
    /// When it is reached, in seconds from the resource's start.
    package var at: Double
    /// `EndpointStatus`: NONE, UPDATING, READY or FAILED.
    package var status: String

    /// A step of an endpoint's timeline.
    ///
    /// - Parameters:
    ///   - at: Seconds from the resource's start.
    ///   - status: `EndpointStatus`.
    package init(at: Double, _ status: String) {
        self.at = at
        self.status = status
    }
}
