// SPDX-License-Identifier: Apache-2.0

/// One resource and its life.
///
/// Its clock starts when the simulator starts, or when the resource is added or replaced later. It does not exist before
/// the first step of its timeline; from then on the last step that was reached applies.
package struct SimulatedResource: Sendable, Hashable {
    /// The kind of resource.
    package var kind: ResourceKind
    /// Its id; for an evaluation job its ARN.
    package var id: String
    /// Its name; nil for the simulated one.
    ///
    /// A training job's name is its id.
    package var name: String?
    /// Which of the kind's documented forms its response has.
    package var shape: ResourceShape
    /// Its statuses over time, in order, never empty.
    package var timeline: [TimelineStep]
    /// A model's real-time endpoint over time; without steps, the response has no `EndpointInfo`.
    package var endpoint: [EndpointStep]
    /// Members that replace the simulated ones in every response; null removes one.
    package var members: [String: JSONValue]
    /// How the times of Amazon ML and SageMaker are written.
    package var times: TimeForm
    /// How `ComputeTime` is written.
    package var computeTime: ComputeTimeForm

    /// How a time of Amazon ML or SageMaker is written as a JSON number.
    package enum TimeForm: String, Sendable, Hashable, CaseIterable {
        /// `1410560805.669`
        case decimal
        /// `1.410560805669E9`
        case exponent
    }

    /// How `ComputeTime` is written: the API reference says a number, its sample shows a string.
    package enum ComputeTimeForm: String, Sendable, Hashable, CaseIterable {
        case number
        case string
    }

    /// A resource that goes through a timeline.
    ///
    /// - Parameters:
    ///   - kind: The kind of resource.
    ///   - id: Its id; for an evaluation job its ARN.
    ///   - name: Its name; nil for the simulated one.
    ///   - shape: The form of its response; nil for the kind's usual one.
    ///   - timeline: Its statuses over time, in order.
    ///   - endpoint: A model's endpoint over time.
    ///   - members: Members that replace the simulated ones.
    ///   - times: How the times of Amazon ML and SageMaker are written.
    ///   - computeTime: How `ComputeTime` is written.
    package init(
        _ kind: ResourceKind,
        id: String,
        name: String? = nil,
        shape: ResourceShape? = nil,
        timeline: [TimelineStep],
        endpoint: [EndpointStep] = [],
        members: [String: JSONValue] = [:],
        times: TimeForm = .decimal,
        computeTime: ComputeTimeForm = .number
    ) {
        self.kind = kind
        self.id = id
        self.name = name
        self.shape = shape ?? kind.shapes[0]
        self.timeline = timeline
        self.endpoint = endpoint
        self.members = members
        self.times = times
        self.computeTime = computeTime
    }
}

/// One step in a resource's life.
package struct TimelineStep: Sendable, Hashable {
    /// When it is reached, in seconds from the resource's start; negative if that is in the past.
    package var at: Double
    /// The service's status.
    ///
    /// Statuses unknown to AWS are allowed: a client must survive new ones.
    package var status: String
    /// SageMaker's `SecondaryStatus`; nil for the status's usual one.
    package var secondaryStatus: String?
    /// Amazon ML's `Message` or SageMaker's `FailureReason`; nil for the status's usual one.
    package var message: String?
    /// Bedrock's `failureMessages`; nil for none, or for a usual one if the status is `Failed`.
    package var failureMessages: [String]?
    /// Members that replace the simulated ones while this step lasts; null removes one.
    package var members: [String: JSONValue]

    /// A step of a timeline.
    ///
    /// - Parameters:
    ///   - at: Seconds from the resource's start.
    ///   - status: The service's status.
    ///   - secondaryStatus: SageMaker's `SecondaryStatus`.
    ///   - message: Amazon ML's `Message` or SageMaker's `FailureReason`.
    ///   - failureMessages: Bedrock's `failureMessages`.
    ///   - members: Members that replace the simulated ones.
    package init(
        at: Double,
        _ status: String,
        secondaryStatus: String? = nil,
        message: String? = nil,
        failureMessages: [String]? = nil,
        members: [String: JSONValue] = [:]
    ) {
        self.at = at
        self.status = status
        self.secondaryStatus = secondaryStatus
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
