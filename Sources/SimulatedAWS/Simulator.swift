// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Amazon ML, Bedrock and SageMaker as awaitd sees them: the resources, the faults, and the record of requests.
///
/// It turns requests into responses and opens no sockets (`SimulatorService` does). Time is passed in as a closure, so that
/// hours can pass at once in tests.
package actor Simulator {
    private struct Life {
        let resource: SimulatedResource
        let start: Date
    }

    private struct Key: Hashable {
        let kind: ResourceKind
        let id: String
    }

    /// The most requests that are kept.
    package static let recordLimit = 10_000

    nonisolated let now: @Sendable () -> Date
    private let qualifiedErrors: Bool
    private var verifier: SignatureVerifier
    private var lives: [Key: Life] = [:]
    private var plan = FaultPlan()
    private var tally = Counts()
    /// Issues temporary credentials.
    var issuer: CredentialIssuer

    /// The last requests, oldest first: at most `recordLimit`, never the control API's.
    package private(set) var requests: [ReceivedRequest] = []

    /// A simulator whose scenario begins now.
    ///
    /// - Parameters:
    ///   - scenario: The resources, faults and credentials.
    ///   - now: Returns the current time.
    package init(_ scenario: Scenario, now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
        qualifiedErrors = scenario.qualifiedErrors
        verifier = SignatureVerifier(credentials: scenario.credentials)
        issuer = CredentialIssuer(rules: scenario.issuer)
        let start = now()
        for resource in scenario.resources {
            lives[Key(kind: resource.kind, id: resource.id)] = Life(resource: resource, start: start)
        }
        for fault in scenario.faults { plan.add(fault, at: start) }
    }

    // MARK: For tests and the control API

    /// The counts since the start.
    package var counts: Counts {
        var counts = tally
        counts.issuedCredentials = issuer.count
        for (kind, count) in plan.counts { counts.faults[kind.rawValue] = count }
        return counts
    }

    /// Adds a resource, or replaces the one of the same kind and id.
    ///
    /// Its clock starts now.
    package func add(_ resource: SimulatedResource) {
        lives[Key(kind: resource.kind, id: resource.id)] = Life(resource: resource, start: now())
    }

    /// Removes a resource, which is not found from now on.
    ///
    /// - Returns: Whether it existed.
    @discardableResult
    package func remove(_ kind: ResourceKind, id: String) -> Bool {
        lives.removeValue(forKey: Key(kind: kind, id: id)) != nil
    }

    /// Adds a fault after the existing ones.
    ///
    /// Its clock starts now.
    package func add(_ fault: Fault) {
        plan.add(fault, at: now())
    }

    /// Ends all faults.
    ///
    /// Their counts are kept.
    package func clearFaults() {
        plan.removeAll()
    }

    /// Replaces the accepted credentials.
    package func accept(_ credentials: [Credential]) {
        verifier.credentials = credentials
    }

    /// Changes the rules for issuing temporary credentials.
    package func issue(by change: @Sendable (IssuerRules) throws -> IssuerRules) rethrows {
        issuer.rules = try change(issuer.rules)
    }

    // MARK: Responding

    /// Responds to one request to AWS: verifies its signature and its form, counts it, and applies the first matching fault.
    package func respond(to request: ReceivedRequest) -> SimulatedResponse {
        record(request)
        if let issuing = IssuerRequest(request) { return finished(respond(to: issuing, request), clock: now()) }
        let parsed = RequestParser.parse(request)
        let fault = plan.next(for: parsed.target, at: now())
        let clock = now().addingTimeInterval(fault?.clockOffset ?? 0)
        if let target = parsed.target { tally.byOperation[target.kind.operation, default: 0] += 1 }

        var refusal: ServiceError?
        var isSkewed = false
        do {
            try verifier.verify(request, signingName: parsed.service.signingName, issuer: issuer, now: clock)
        } catch {
            if case .skewed = error, fault?.kind == .clockSkew {
                isSkewed = true
            } else if case .expired = error {
                tally.expiredCredentials += 1
            } else {
                tally.signatureErrors += 1
            }
            refusal = error.error
        }
        if let problem = parsed.problem {
            tally.protocolErrors += 1
            refusal = refusal ?? problem
        }

        let (response, members) = regularResponse(to: parsed, refusal: refusal, now: now())
        let final =
            fault?.response(insteadOf: response, members: members, to: parsed, isSkewed: isSkewed) ?? response
        return finished(final, clock: clock)
    }

    /// Counts a request for credentials.
    func count(_ operation: String) {
        tally.byOperation[operation, default: 0] += 1
    }

    /// Verifies the signature of a request for credentials, and counts an invalid one.
    func verify(_ request: ReceivedRequest, signingName: String) throws(SignatureError) {
        do {
            try verifier.verify(request, signingName: signingName, issuer: issuer, now: now())
        } catch {
            if case .expired = error { tally.expiredCredentials += 1 } else { tally.signatureErrors += 1 }
            throw error
        }
    }

    private func record(_ request: ReceivedRequest) {
        tally.requests += 1
        if requests.count == Self.recordLimit {
            // A tenth at a time, so that a full array is not shifted with each request.
            requests.removeFirst(Self.recordLimit / 10)
        }
        requests.append(request)
    }

    private func regularResponse(
        to parsed: ParsedRequest, refusal: ServiceError?, now: Date
    ) -> (SimulatedResponse, members: [String: JSONValue]?) {
        func failure(_ error: ServiceError) -> (SimulatedResponse, [String: JSONValue]?) {
            (parsed.service.failure(error, qualified: qualifiedErrors), nil)
        }
        if let refusal { return failure(refusal) }
        guard let target = parsed.target else { return failure(.unknownOperation()) }
        guard target.kind.accepts(id: target.id) else { return failure(.invalidID(target.kind, id: target.id)) }
        guard let life = lives[Key(kind: target.kind, id: target.id)],
            let members = ResourceResponse(
                resource: life.resource, start: life.start, now: now, verbose: target.verbose
            ).members
        else { return failure(.notFound(target.kind, id: target.id)) }
        return (parsed.service.success(members), members)
    }

    /// Adds the headers that every response of AWS has.
    private func finished(_ response: SimulatedResponse, clock: Date) -> SimulatedResponse {
        var response = response
        response.headers.append(Header("x-amzn-RequestId", UUID().uuidString.lowercased()))
        response.headers.append(Header("Date", AWSTime.httpDate(clock)))
        return response
    }
}

/// What the simulator has counted since its start.
package struct Counts: Sendable, Hashable {
    /// All requests to AWS; those to the control API do not count.
    package var requests = 0
    /// Requests whose signature AWS would have refused.
    ///
    /// Those that a clock-skew fault refuses do not count.
    package var signatureErrors = 0
    /// Requests that break the rules of their protocol.
    package var protocolErrors = 0
    /// Requests that were signed with expired temporary credentials.
    package var expiredCredentials = 0
    /// Temporary credentials that were issued.
    package var issuedCredentials = 0
    /// Requests by operation, including those that failed.
    package var byOperation: [String: Int] = [:]
    /// How many requests each fault was applied to, by the fault's name.
    package var faults: [String: Int] = [:]

    /// The counts as the control API returns them.
    var json: JSONValue {
        [
            "requests": .integer(Int64(requests)),
            "signature_errors": .integer(Int64(signatureErrors)),
            "protocol_errors": .integer(Int64(protocolErrors)),
            "expired_credentials": .integer(Int64(expiredCredentials)),
            "issued_credentials": .integer(Int64(issuedCredentials)),
            "by_operation": .object(byOperation.mapValues { .integer(Int64($0)) }),
            "faults": .object(faults.mapValues { .integer(Int64($0)) }),
        ]
    }
}
