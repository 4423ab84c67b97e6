// SPDX-License-Identifier: Apache-2.0

/// One resource and the life that it goes through.
///
/// Its clock starts when the simulator starts, or when the resource is added or replaced later. Before the first
/// step of its timeline it does not exist; from then on it is what the last step reached says.
package struct SimulatedResource: Sendable, Hashable {
    /// What sort of resource it is.
    package var kind: ResourceKind
    /// Its id; for an evaluation job its ARN.
    package var id: String
    /// Which of the kind's documented forms its answer has.
    package var shape: ResourceShape
    /// Its statuses over time, in order, never empty.
    package var timeline: [TimelineStep]
    /// A model's real-time endpoint over time; without steps, the answer has no `EndpointInfo`.
    package var endpoint: [EndpointStep]
    /// Members that replace the simulated ones in every answer; null removes one.
    package var members: [String: JSONValue]
    /// How Amazon ML's times are written.
    package var times: TimeForm
    /// How `ComputeTime` is written.
    package var computeTime: ComputeTimeForm

    /// How a time of Amazon ML is written as a JSON number.
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
    ///   - kind: What sort of resource it is.
    ///   - id: Its id; for an evaluation job its ARN.
    ///   - shape: The form of its answer; nil for the kind's usual one.
    ///   - timeline: Its statuses over time, in order.
    ///   - endpoint: A model's endpoint over time.
    ///   - members: Members that replace the simulated ones.
    ///   - times: How Amazon ML's times are written.
    ///   - computeTime: How `ComputeTime` is written.
    package init(
        _ kind: ResourceKind,
        id: String,
        shape: ResourceShape? = nil,
        timeline: [TimelineStep],
        endpoint: [EndpointStep] = [],
        members: [String: JSONValue] = [:],
        times: TimeForm = .decimal,
        computeTime: ComputeTimeForm = .number
    ) {
        self.kind = kind
        self.id = id
        self.shape = shape ?? kind.shapes[0]
        self.timeline = timeline
        self.endpoint = endpoint
        self.members = members
        self.times = times
        self.computeTime = computeTime
    }
}
