// SPDX-License-Identifier: Apache-2.0

/// The simulator's initial state: credentials, resources and faults.
package struct Scenario: Sendable, Hashable {
    /// The accepted credentials.
    package var credentials: [Credential]
    /// The resources.
    package var resources: [SimulatedResource]
    /// Many resources that resemble each other.
    package var series: [ResourceSeries]
    /// The faults; the first that matches a request is applied.
    package var faults: [Fault]
    /// Whether the codes of AWS's errors are qualified with a namespace or URL.
    package var qualifiedErrors: Bool
    /// The rules for issuing temporary credentials.
    package var issuer: IssuerRules

    /// A scenario; by default empty, accepting the example credentials.
    ///
    /// - Parameters:
    ///   - credentials: The accepted credentials.
    ///   - resources: The resources.
    ///   - series: Many resources that resemble each other.
    ///   - faults: The faults.
    ///   - qualifiedErrors: Whether the codes of errors are qualified with a namespace or URL.
    ///   - issuer: The rules for issuing temporary credentials.
    package init(
        credentials: [Credential] = [.example],
        resources: [SimulatedResource] = [],
        series: [ResourceSeries] = [],
        faults: [Fault] = [],
        qualifiedErrors: Bool = false,
        issuer: IssuerRules = IssuerRules()
    ) {
        self.credentials = credentials
        self.resources = resources
        self.series = series
        self.faults = faults
        self.qualifiedErrors = qualifiedErrors
        self.issuer = issuer
    }
}

extension Scenario {
    /// Parses a scenario from JSON.
    ///
    /// ```json
    /// {
    ///   "credentials": [{"access_key_id": "AKIDEXAMPLE", "secret_access_key": "…", "session_token": "…"}],
    ///   "resources": [
    ///     {"kind": "evaluation", "id": "ev-1",
    ///      "timeline": [{"at": 0, "status": "PENDING"}, {"at": 5, "status": "COMPLETED", "message": "Done."}]},
    ///     {"kind": "training-job", "id": "other-#####", "count": 20000, "over": "30d", "status": "Completed"}
    ///   ],
    ///   "faults": [{"fault": "throttle", "operation": "GetEvaluation", "from": 10, "to": 20, "retry_after": 5}],
    ///   "issuer": {"lifetime": 5, "external_ids": {"arn:aws:iam::123456789012:role/Watcher": "example-id"}},
    ///   "qualified_errors": false
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - json: The text in UTF-8.
    ///   - defaultCredentials: The accepted credentials if there is no `credentials`.
    /// - Throws: `ScenarioError` for the first mistake, with its path.
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
        var ids: Set<[String]> = []
        for element in try members["resources"]?.elements() ?? [] {
            let one = try element.series()
            let resource = one.template
            guard ids.insert([resource.kind.rawValue, resource.id]).inserted else {
                throw element.error("The \(resource.kind.rawValue) '\(resource.id)' is here twice.")
            }
            if one.isNumbered { series.append(one) } else { resources.append(resource) }
        }
        for element in try members["faults"]?.elements() ?? [] { faults.append(try element.fault()) }
        if let cursor = members["qualified_errors"] { qualifiedErrors = try cursor.boolean() }
    }
}
