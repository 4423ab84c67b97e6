// SPDX-License-Identifier: Apache-2.0

extension ScenarioCursor {
    /// Reads one fault.
    func fault() throws(ScenarioError) -> Fault {
        let members = try members([
            "fault", "kind", "operation", "id", "from", "to", "count", "code", "message", "status", "retry_after",
            "x_amz_retry_after", "seconds", "bytes", "location", "qualified",
        ])
        var fault = Fault(try required(members, "fault").word(of: FaultKind.allCases))
        if let cursor = members["kind"] { fault.resourceKind = try cursor.word(of: ResourceKind.allCases) }
        if let cursor = members["operation"] {
            let kind = try cursor.operation()
            guard fault.resourceKind == nil || fault.resourceKind == kind else {
                throw cursor.error("This is not the operation of the given kind.")
            }
            fault.resourceKind = kind
        }
        fault.id = try members["id"]?.string()
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
        if let cursor = members["qualified"] { settings.qualified = try cursor.boolean() }
        return settings
    }

    private func operation() throws(ScenarioError) -> ResourceKind {
        let name = try string()
        guard let kind = ResourceKind.allCases.first(where: { $0.operation == name }) else {
            let names = ResourceKind.allCases.map(\.operation).joined(separator: ", ")
            throw error("'\(name)' is not one of \(names).")
        }
        return kind
    }

    /// What goes into a header as it is: a number, or text for headers that AWS should not send.
    private func textOrInteger() throws(ScenarioError) -> String {
        switch value {
        case .integer(let number): return String(number)
        case .string(let text): return text
        case .null, .bool, .decimal, .exponent, .array, .object:
            throw error("Expected a whole number or a string, found \(value.sort).")
        }
    }
}
