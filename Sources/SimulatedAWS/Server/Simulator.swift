// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Amazon ML and Bedrock, as far as awaitd can see them: the resources, what goes wrong, and what was asked.
///
/// It is told requests and tells answers; it opens no sockets itself (`SimulatorService` does). Time comes in through
/// the closure that it is made with, so that tests let hours pass at once.
package actor Simulator {
    private struct Life {
        let resource: SimulatedResource
        let start: Date
    }

    private struct Key: Hashable {
        let kind: ResourceKind
        let id: String
    }

    /// How many of the last requests are kept at most.
    package static let recordLimit = 10_000

    nonisolated let now: @Sendable () -> Date
    private let qualifiedErrors: Bool
    private var verifier: SignatureVerifier
    private var lives: [Key: Life] = [:]
    private var plan = FaultPlan()
    private var tally = Counts()
    /// Who gives out temporary credentials.
    var issuer: CredentialIssuer

    /// The last requests, oldest first: at most `recordLimit`, never the control API's.
    package private(set) var requests: [ReceivedRequest] = []

    /// A simulator in which a scenario begins now.
    ///
    /// - Parameters:
    ///   - scenario: What there is and what goes wrong.
    ///   - now: Tells the present moment.
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

    // MARK: What tests and the control API may ask and change

    /// What was counted since the start.
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

    /// Removes a resource; from now on it is not found.
    ///
    /// - Returns: Whether it was there.
    @discardableResult
    package func remove(_ kind: ResourceKind, id: String) -> Bool {
        lives.removeValue(forKey: Key(kind: kind, id: id)) != nil
    }

    /// Adds a fault after those already there.
    ///
    /// Its clock starts now.
    package func add(_ fault: Fault) {
        plan.add(fault, at: now())
    }

    /// Ends all faults.
    ///
    /// What they did stays counted.
    package func clearFaults() {
        plan.removeAll()
    }

    /// Replaces the pairs of keys that requests may be signed with.
    package func accept(_ credentials: [Credential]) {
        verifier.credentials = credentials
    }

    /// Changes the rules for giving out temporary credentials.
    package func issue(by change: @Sendable (IssuerRules) throws -> IssuerRules) rethrows {
        issuer.rules = try change(issuer.rules)
    }

    // MARK: Answering

    /// Answers one request to AWS: checks its signature and its form, counts, and applies the first fault in force.
    package func answer(_ request: ReceivedRequest) -> Answer {
        record(request)
        if let issuing = IssuerRequest(request) { return finished(answer(issuing, request), clock: now()) }
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

        let (answer, members) = trueAnswer(to: parsed, refusal: refusal, now: now())
        let final =
            fault?.answer(instead: answer, members: members, to: parsed, isSkewed: isSkewed) ?? answer
        return finished(final, clock: clock)
    }

    /// Counts a request for credentials.
    func count(_ operation: String) {
        tally.byOperation[operation, default: 0] += 1
    }

    /// Checks the signature of a request for credentials, and counts a wrong one.
    func verify(_ request: ReceivedRequest, signingName: String) throws(SignatureFailure) {
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
            // A tenth at a time, so that a full record is not moved with each request.
            requests.removeFirst(Self.recordLimit / 10)
        }
        requests.append(request)
    }

    private func trueAnswer(
        to parsed: ParsedRequest, refusal: ServiceError?, now: Date
    ) -> (Answer, members: [String: JSONValue]?) {
        func failure(_ error: ServiceError) -> (Answer, [String: JSONValue]?) {
            (parsed.service.failure(error, qualified: qualifiedErrors), nil)
        }
        if let refusal { return failure(refusal) }
        guard let target = parsed.target else { return failure(.unknownOperation()) }
        guard target.kind.accepts(id: target.id) else { return failure(.invalidID(target.kind, id: target.id)) }
        guard let life = lives[Key(kind: target.kind, id: target.id)],
            let members = ResourceAnswer(
                resource: life.resource, start: life.start, now: now, verbose: target.verbose
            ).members
        else { return failure(.notFound(target.kind, id: target.id)) }
        return (parsed.service.success(members), members)
    }

    /// The headers that every answer of AWS has.
    private func finished(_ answer: Answer, clock: Date) -> Answer {
        var answer = answer
        answer.headers.append(Header("x-amzn-RequestId", UUID().uuidString.lowercased()))
        answer.headers.append(Header("Date", AWSTime.httpDate(clock)))
        return answer
    }
}
