// SPDX-License-Identifier: Apache-2.0

extension ScenarioCursor {
    /// Reads one resource.
    func resource() throws(ScenarioError) -> SimulatedResource {
        let members = try members([
            "kind", "id", "shape", "timeline", "endpoint", "members", "times", "compute_time",
        ])
        let kind = try required(members, "kind").word(of: ResourceKind.allCases)
        let idCursor = try required(members, "id")
        let id = try idCursor.string()
        guard kind.accepts(id: id) else {
            throw idCursor.error("AWS has no \(kind.rawValue) with such an id; it has to match \(kind.idPattern).")
        }
        let timelineCursor = try required(members, "timeline")
        var resource = SimulatedResource(kind, id: id, timeline: [])
        for cursor in try timelineCursor.elements() { resource.timeline.append(try cursor.timelineStep(of: kind)) }
        guard !resource.timeline.isEmpty else { throw timelineCursor.error("At least one step is needed.") }
        try timelineCursor.checkOrder(resource.timeline.map(\.at))
        if let cursor = members["endpoint"] {
            guard kind == .mlModel else { throw cursor.error("Only an ml-model has an endpoint.") }
            for step in try cursor.elements() { resource.endpoint.append(try step.endpointStep()) }
            try cursor.checkOrder(resource.endpoint.map(\.at))
        }
        if let cursor = members["shape"] { resource.shape = try cursor.word(of: kind.shapes) }
        if let cursor = members["members"] { resource.members = try cursor.object() }
        if let cursor = members["times"] {
            resource.times = try cursor.word(of: SimulatedResource.TimeForm.allCases)
        }
        if let cursor = members["compute_time"] {
            resource.computeTime = try cursor.word(of: SimulatedResource.ComputeTimeForm.allCases)
        }
        return resource
    }

    private func timelineStep(of kind: ResourceKind) throws(ScenarioError) -> TimelineStep {
        let members = try members(["at", "status", "message", "failure_messages", "members"])
        var step = TimelineStep(
            at: try required(members, "at").number(), try required(members, "status").string())
        if let cursor = members["message"] {
            guard kind.service == .machineLearning else {
                throw cursor.error("An evaluation-job has failure_messages instead.")
            }
            step.message = try cursor.string()
        }
        if let cursor = members["failure_messages"] {
            guard kind.service == .bedrock else { throw cursor.error("Only an evaluation-job has them; use message.") }
            var messages: [String] = []
            for message in try cursor.elements() { messages.append(try message.string()) }
            step.failureMessages = messages
        }
        if let cursor = members["members"] { step.members = try cursor.object() }
        return step
    }

    private func endpointStep() throws(ScenarioError) -> EndpointStep {
        let members = try members(["at", "status"])
        return EndpointStep(at: try required(members, "at").number(), try required(members, "status").string())
    }

    private func checkOrder(_ times: [Double]) throws(ScenarioError) {
        for (index, pair) in zip(times, times.dropFirst()).enumerated() where pair.1 < pair.0 {
            throw ScenarioError(
                path: "\(path)[\(index + 1)].at", problem: "Steps have to be in order: \(pair.1) is before \(pair.0).")
        }
    }

    /// A member that has to be there.
    func required(_ members: [String: ScenarioCursor], _ name: String) throws(ScenarioError) -> ScenarioCursor {
        guard let cursor = members[name] else { throw error("The member '\(name)' is missing.") }
        return cursor
    }
}
