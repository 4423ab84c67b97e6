// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Amazon ML, Bedrock and SageMaker as awaitd sees them: the resources, the faults, and the record of requests.
///
/// It turns requests into responses and opens no sockets (`SimulatorService` does). Time is passed in as a closure, so that
/// hours can pass at once in tests.
package actor Simulator {
    /// The most requests, and the most requests for pages of lists, that are kept.
    package static let recordLimit = 10_000

    nonisolated let now: @Sendable () -> Date
    private let qualifiedErrors: Bool
    private var verifier: SignatureVerifier
    private var catalog = ResourceCatalog()
    private var lister = Lister()
    private var plan = FaultPlan()
    private var tally = Counts()
    /// Issues temporary credentials.
    var issuer: CredentialIssuer

    /// The last requests, oldest first: at most `recordLimit`, never the control API's.
    package private(set) var requests: [ReceivedRequest] = []

    /// The last requests for pages of lists, oldest first: at most `recordLimit`.
    package private(set) var listCalls: [ListCall] = []

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
        catalog.add(scenario.resources.map(ResourceSeries.init(only:)) + scenario.series, at: start)
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
        add([ResourceSeries(only: resource)])
    }

    /// Adds series of resources; each resource replaces the one of the same kind and id.
    ///
    /// Their clocks start as the series say, the first of them now.
    package func add(_ series: [ResourceSeries]) {
        catalog.add(series, at: now())
    }

    /// Removes a resource, which is not found from now on.
    ///
    /// - Returns: Whether it existed.
    @discardableResult
    package func remove(_ kind: ResourceKind, id: String) -> Bool {
        catalog.remove(kind, id: id)
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
        tally.count(parsed.target)

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

        let regular = regularResponse(to: parsed, refusal: refusal, now: now())
        let final =
            fault?.response(insteadOf: regular.response, members: regular.members, to: parsed, isSkewed: isSkewed)
            ?? regular.response
        record(regular, of: parsed, status: final.status)
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

    /// Logs a request for a page of a list.
    private func record(_ regular: RegularResponse, of parsed: ParsedRequest, status: Int) {
        guard let target = parsed.target, target.action == .list else { return }
        if listCalls.count == Self.recordLimit { listCalls.removeFirst(Self.recordLimit / 10) }
        listCalls.append(
            ListCall(
                operation: target.kind.listOperation, listing: regular.page?.listing, page: target.page,
                members: parsed.list?.members ?? [:], items: regular.page?.items ?? 0,
                isLast: regular.page?.isLast ?? true, status: status, error: regular.error, time: parsed.received.time))
    }

    /// The response without faults, but for those in what a list shows.
    private struct RegularResponse {
        let response: SimulatedResponse
        /// Its members; nil if it is an error.
        var members: [String: JSONValue]?
        /// AWS's code; nil if it is none.
        var error: String?
        /// The page, if it is one of a list.
        var page: Lister.Page?
    }

    private func regularResponse(
        to parsed: ParsedRequest, refusal: ServiceError?, now: Date
    ) -> RegularResponse {
        do throws(ServiceError) {
            if let refusal { throw refusal }
            guard let target = parsed.target else { throw .unknownOperation() }
            if let request = parsed.list {
                var faults = plan.listFaults(for: target, at: now)
                defer { plan.count(faults) }
                let page = try lister.page(request, of: catalog, faults: &faults, now: now)
                return RegularResponse(
                    response: parsed.service.success(page.members), members: page.members, page: page)
            }
            let members = try members(of: target, now: now)
            return RegularResponse(response: parsed.service.success(members), members: members)
        } catch {
            return RegularResponse(
                response: parsed.service.failure(error, qualified: qualifiedErrors), error: error.code)
        }
    }

    private func members(of target: RequestTarget, now: Date) throws(ServiceError) -> [String: JSONValue] {
        guard target.kind.accepts(id: target.id) else { throw .invalidID(target.kind, id: target.id) }
        guard let life = catalog.life(target.kind, id: target.id),
            let members = ResourceResponse(
                resource: life.resource, start: life.start, now: now, verbose: target.verbose
            ).members
        else { throw .notFound(target.kind, id: target.id) }
        return members
    }

    /// Adds the headers that every response of AWS has.
    private func finished(_ response: SimulatedResponse, clock: Date) -> SimulatedResponse {
        var response = response
        response.headers.append(Header("x-amzn-RequestId", UUID().uuidString.lowercased()))
        response.headers.append(Header("Date", AWSTime.httpDate(clock)))
        return response
    }
}
