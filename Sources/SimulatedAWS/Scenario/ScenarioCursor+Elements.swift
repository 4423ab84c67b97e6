// SPDX-License-Identifier: Apache-2.0

extension ScenarioCursor {
    /// Decodes one resource, or with `count` a series of them.
    func series() throws(ScenarioError) -> ResourceSeries {
        let members = try members([
            "kind", "id", "name", "shape", "timeline", "status", "endpoint", "members", "times", "compute_time",
            "count", "over", "every",
        ])
        guard let cursor = members["count"] else {
            for name in ["over", "every"] {
                if let cursor = members[name] { throw cursor.error("Only resources with a count have it.") }
            }
            return ResourceSeries(only: try resource(members, number: nil))
        }
        let count = try cursor.integer(1...1_000_000)
        var series = ResourceSeries(of: try resource(members, number: count), count: count)
        if let cursor = members["over"] { series.over = try cursor.duration() }
        if let cursor = members["every"] { series.every = try cursor.duration() }
        return series
    }

    /// Decodes one resource, or the one that stands for all up to a number.
    private func resource(
        _ members: [String: ScenarioCursor], number: Int?
    ) throws(ScenarioError) -> SimulatedResource {
        let kind = try required(members, "kind").word(of: ResourceKind.allCases)
        let idCursor = try required(members, "id")
        let id = try idCursor.string()
        let pattern = number == nil ? nil : NumberPattern(id)
        if let number, pattern.map({ $0.limit < number }) ?? true {
            throw idCursor.error("It needs as many # in a row as the largest number has digits: \(number).")
        }
        guard kind.accepts(id: pattern?.text(1) ?? id) else {
            throw idCursor.error("AWS has no \(kind.rawValue) with such an id; it has to match \(kind.idPattern).")
        }
        var resource = SimulatedResource(kind, id: id, timeline: [])
        if let cursor = members["status"] {
            guard members["timeline"] == nil else { throw cursor.error("It has a timeline instead.") }
            resource.timeline = [TimelineStep(at: 0, try cursor.string())]
        } else {
            let timelineCursor = try required(members, "timeline")
            for cursor in try timelineCursor.elements() { resource.timeline.append(try cursor.timelineStep(of: kind)) }
            guard !resource.timeline.isEmpty else { throw timelineCursor.error("At least one step is needed.") }
            try timelineCursor.checkOrder(resource.timeline.map(\.at))
        }
        if let cursor = members["endpoint"] {
            guard kind == .mlModel else { throw cursor.error("Only an ml-model has an endpoint.") }
            for step in try cursor.elements() { resource.endpoint.append(try step.endpointStep()) }
            try cursor.checkOrder(resource.endpoint.map(\.at))
        }
        if let cursor = members["name"] {
            guard kind != .trainingJob else { throw cursor.error("A training-job's name is its id.") }
            resource.name = try cursor.string()
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
        let members = try members(["at", "status", "secondary_status", "message", "failure_messages", "members"])
        var step = TimelineStep(
            at: try required(members, "at").number(), try required(members, "status").string())
        if let cursor = members["secondary_status"] {
            guard kind == .trainingJob else { throw cursor.error("Only a training-job has one.") }
            step.secondaryStatus = try cursor.string()
        }
        if let cursor = members["message"] {
            guard kind.service != .bedrock else {
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

    /// A required member.
    func required(_ members: [String: ScenarioCursor], _ name: String) throws(ScenarioError) -> ScenarioCursor {
        guard let cursor = members[name] else { throw error("The member '\(name)' is missing.") }
        return cursor
    }
}

extension ScenarioCursor {
    /// Decodes one fault.
    func fault() throws(ScenarioError) -> Fault {
        let members = try members([
            "fault", "kind", "operation", "id", "page", "from", "to", "count", "code", "message", "status",
            "retry_after", "x_amz_retry_after", "seconds", "bytes", "location", "member", "value", "qualified",
        ])
        var fault = Fault(try required(members, "fault").word(of: FaultKind.allCases))
        if let cursor = members["kind"] { fault.resourceKind = try cursor.word(of: ResourceKind.allCases) }
        if let cursor = members["operation"] {
            let (kind, action) = try cursor.operation()
            guard fault.resourceKind == nil || fault.resourceKind == kind else {
                throw cursor.error("This is not an operation of the given kind.")
            }
            (fault.resourceKind, fault.action) = (kind, action)
        }
        fault.id = try members["id"]?.string()
        if let cursor = members["page"] {
            guard fault.action != .read else { throw cursor.error("Only lists have pages.") }
            fault.page = try cursor.integer(1...1_000_000)
        }
        if let cursor = members["from"] { fault.from = try cursor.number() }
        if let cursor = members["to"] {
            let to = try cursor.number()
            guard to > fault.from else { throw cursor.error("It ends before it begins.") }
            fault.to = to
        }
        fault.count = try members["count"]?.integer(1...1_000_000_000)
        fault.settings = try faultSettings(members)
        return fault
    }

    private func faultSettings(_ members: [String: ScenarioCursor]) throws(ScenarioError) -> FaultSettings {
        var settings = FaultSettings()
        settings.code = try members["code"]?.string()
        settings.message = try members["message"]?.string()
        settings.status = try members["status"]?.integer(200...599)
        settings.retryAfter = try members["retry_after"]?.textOrInteger()
        settings.amzRetryAfter = try members["x_amz_retry_after"]?.textOrInteger()
        settings.seconds = try members["seconds"]?.number()
        settings.bytes = try members["bytes"]?.integer(0...64 * 1024 * 1024)
        settings.location = try members["location"]?.string()
        settings.member = try members["member"]?.string()
        settings.value = members["value"]?.value
        if let cursor = members["qualified"] { settings.qualified = try cursor.boolean() }
        return settings
    }

    private func operation() throws(ScenarioError) -> (ResourceKind, ResourceAction) {
        let name = try string()
        let operations = ResourceKind.allCases.flatMap { kind in ResourceAction.allCases.map { (kind, $0) } }
        guard let found = operations.first(where: { $0.0.operation($0.1) == name }) else {
            throw error("'\(name)' is not one of \(operations.map { $0.0.operation($0.1) }.joined(separator: ", ")).")
        }
        return found
    }

    /// A header's value: a number, or text for values that AWS should not send.
    private func textOrInteger() throws(ScenarioError) -> String {
        switch value {
        case .integer(let number): return String(number)
        case .string(let text): return text
        case .null, .bool, .decimal, .exponent, .array, .object:
            throw error("Expected a whole number or a string, found \(value.sort).")
        }
    }
}

extension ScenarioCursor {
    /// Decodes the rules for issuing credentials; those of `rules` remain where nothing else is given.
    func issuerRules(over rules: IssuerRules) throws(ScenarioError) -> IssuerRules {
        var rules = rules
        let members = try members(["lifetime", "refuses", "external_ids"])
        if let cursor = members["lifetime"] {
            rules.lifetime = try cursor.number()
            guard (0.1...43_200).contains(rules.lifetime) else { throw cursor.error("Expected 0.1 to 43200 seconds.") }
        }
        if let cursor = members["refuses"] { rules.refuses = try cursor.boolean() }
        if let cursor = members["external_ids"] {
            rules.externalIDs = [:]
            for (arn, id) in try cursor.object() {
                rules.externalIDs[arn] = try ScenarioCursor(id, path: "\(cursor.path).\(arn)").string()
            }
        }
        return rules
    }
}

extension ScenarioCursor {
    /// Decodes credentials.
    ///
    /// Errors never quote them.
    func credential() throws(ScenarioError) -> Credential {
        let members = try members(["access_key_id", "secret_access_key", "session_token"])
        return Credential(
            accessKeyID: try required(members, "access_key_id").string(),
            secretAccessKey: try required(members, "secret_access_key").string(),
            sessionToken: try members["session_token"]?.string()
        )
    }
}
