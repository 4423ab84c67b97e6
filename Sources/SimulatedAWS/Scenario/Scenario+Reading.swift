// SPDX-License-Identifier: Apache-2.0

extension Scenario {
    /// Reads a scenario from JSON.
    ///
    /// ```json
    /// {
    ///   "credentials": [{"access_key_id": "AKIDEXAMPLE", "secret_access_key": "…", "session_token": "…"}],
    ///   "resources": [
    ///     {"kind": "evaluation", "id": "ev-1",
    ///      "timeline": [{"at": 0, "status": "PENDING"}, {"at": 5, "status": "COMPLETED", "message": "Done."}]}
    ///   ],
    ///   "faults": [{"fault": "throttle", "operation": "GetEvaluation", "from": 10, "to": 20, "retry_after": 5}],
    ///   "issuer": {"lifetime": 5, "external_ids": {"arn:aws:iam::123456789012:role/Watcher": "example-id"}},
    ///   "qualified_errors": false
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - json: The text in UTF-8.
    ///   - defaultCredentials: The keys that are accepted where there is no `credentials`.
    /// - Throws: `ScenarioError` for the first thing that is wrong, with the path of the bad member.
    package init(
        parsing json: some Sequence<UInt8>, defaultCredentials: [Credential] = [.example]
    ) throws(ScenarioError) {
        let cursor = try ScenarioCursor(parsing: json, name: "scenario")
        let members = try cursor.members(["credentials", "issuer", "resources", "faults", "qualified_errors"])
        self.init(credentials: defaultCredentials)
        if let cursor = members["credentials"] {
            credentials = []
            for element in try cursor.elements() { credentials.append(try element.credential()) }
        }
        if let cursor = members["issuer"] { issuer = try cursor.issuerRules(over: issuer) }
        for element in try members["resources"]?.elements() ?? [] {
            let resource = try element.resource()
            guard !resources.contains(where: { $0.kind == resource.kind && $0.id == resource.id }) else {
                throw element.error("The \(resource.kind.rawValue) '\(resource.id)' is here twice.")
            }
            resources.append(resource)
        }
        for element in try members["faults"]?.elements() ?? [] { faults.append(try element.fault()) }
        if let cursor = members["qualified_errors"] { qualifiedErrors = try cursor.boolean() }
    }
}

extension ScenarioCursor {
    /// Reads one pair of keys.
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
