// SPDX-License-Identifier: Apache-2.0

import Core

/// One request of a lane that only reads, and how its response is understood.
protocol LaneCall: Sendable {
    /// What is read of a good response.
    associatedtype Output: Sendable

    /// Who asks, and where: only its settings count, and its name in messages about them.
    var watch: Watch { get }

    /// What the operation's error codes mean where AWS's usual names do not say it.
    var errors: Kind.ErrorCodes { get }

    /// The unsigned request; throws what makes it impossible.
    func request(by route: LaneRoute) throws(PollFailure) -> HTTPRequest

    /// What a 2xx response says; throws why it cannot be read.
    func output(of response: HTTPResponse, by route: LaneRoute) throws(PollFailure) -> Output
}

/// The call that reads one resource.
struct ReadCall: LaneCall {
    let watch: Watch

    var errors: Kind.ErrorCodes { watch.kind.errors }

    func request(by route: LaneRoute) -> HTTPRequest { route.plan.request(for: watch, at: route.endpoint) }

    func output(of response: HTTPResponse, by route: LaneRoute) throws(PollFailure) -> Observation {
        try ResponseReader(route.plan.response, text: route.text, verbose: watch.verbose).observation(of: response)
    }
}

/// The call that asks for one page of a list.
struct ListCall: LaneCall {
    let watch: Watch
    private let page: ListRequest

    init(_ page: ListRequest) {
        let settings = page.settings
        watch = Watch(name: settings.matcher ?? settings.kind.name, resourceID: "", settings: settings)
        self.page = page
    }

    /// The kind's; but what says that a resource is not there can only be about the parent, and that is there if it had a
    /// page before: EMR's InvalidRequestException is then about the token.
    var errors: Kind.ErrorCodes {
        let errors = watch.kind.errors
        guard page.parent == nil || page.token != nil else { return errors }
        return Kind.ErrorCodes(transient: errors.transient)
    }

    func request(by route: LaneRoute) throws(PollFailure) -> HTTPRequest {
        try ListRequestBuilder.request(for: page, at: route.endpoint)
    }

    func output(of response: HTTPResponse, by route: LaneRoute) throws(PollFailure) -> ListPage {
        try PageReader(route.plan.page, text: route.text).page(of: response, in: page.parent)
    }
}

/// The call that reads many resources at once.
struct BatchCall: LaneCall {
    let watch: Watch
    private let batch: BatchRead
    /// The parts of the ids that all have in common, and the last part of each.
    private let common: [String]
    private let last: [String]

    /// Throws if there are no such watches.
    init(_ watches: [Watch]) throws(PollFailure) {
        let ids = watches.map { $0.kind.id.values(of: $0.resourceID) }
        guard let watch = watches.first, let batch = watch.kind.batch, let common = ids.first?.dropLast(),
            ids.allSatisfy({ $0.count == watch.kind.id.parts.count && $0.dropLast() == common }),
            Set(ids).count <= batch.most
        else {
            throw PollFailure(.rejected, code: "NoBatch", message: "these resources cannot be read at once")
        }
        (self.watch, self.batch, self.common) = (watch, batch, Array(common))
        last = ids.compactMap(\.last)
    }

    var errors: Kind.ErrorCodes { watch.kind.errors }

    func request(by route: LaneRoute) -> HTTPRequest {
        BatchRequestBuilder.request(for: batch, of: watch.kind, common, last, at: route.endpoint)
    }

    func output(of response: HTTPResponse, by route: LaneRoute) throws(PollFailure) -> [Observation?] {
        let reader = ResponseReader(route.plan.response, text: route.text, verbose: watch.verbose)
        return try BatchReader(batch, reader, text: route.text).observations(of: response, for: last)
    }
}

extension AWSReader {
    /// What a call gives, with one more attempt after new credentials and one after a corrected clock.
    func output<Call: LaneCall>(of call: Call) async throws(PollFailure) -> Call.Output {
        let deadline = Deadline(in: deadline)
        let watch = call.watch
        let kept = routes.kept(for: watch)
        var route = if let kept { kept } else { try await routes.find(for: watch, until: deadline) }
        var mayRefresh = true
        var mayCorrect = true
        while true {
            let (endpoint, lease, text) = (route.endpoint, route.lease, route.text)
            let received = try await send(call, by: route, until: deadline)
            let (response, error): (HTTPResponse, ErrorResponse)
            switch try await reading(received, of: call, by: route, until: deadline) {
            case .output(let output): return output
            case .failed(let failure): throw failure
            case .error(let redacted, let read): (response, error) = (redacted, read)
            }
            switch error.meaning {
            case .clockSkew where mayCorrect, .signature where mayCorrect:
                mayCorrect = false
                if offsets.correct(endpoint, by: response, now: now()) { continue }
            case .clockSkew, .throttled, .transient, .signature, .credentials, .denied, .notFound, .rejected:
                break
            }
            if error.meaning.cause == .credentials, mayRefresh {
                mayRefresh = false
                routes.forget()
                let fresh = try await credentials.lease(for: watch, refusing: lease, until: deadline)
                route = routes.route(route, with: fresh, for: watch)
                if fresh.identity != lease.identity { continue }
            }
            let failure = error.failure(in: response, from: endpoint, text: text)
            // Credentials whose file is just being replaced may have ended before the new ones are there.
            if failure.cause == .credentials, route.lease.isProvisional { throw failure.passing }
            if [.credentials, .denied].contains(failure.cause) {
                credentials.refused(route.lease, in: watch.lane)
            }
            throw failure
        }
    }

    private func read<Call: LaneCall>(
        _ response: HTTPResponse,
        of call: Call,
        by route: LaneRoute
    ) -> CallReading<Call.Output> {
        guard (200..<300).contains(response.status) else {
            let response = route.text.headers(of: response)
            return .error(response, ErrorResponse(response, now: now(), errors: call.errors))
        }
        do throws(PollFailure) {
            return .output(try call.output(of: response, by: route))
        } catch {
            return .failed(error)
        }
    }

    /// Reads a response within the deadline, which is for that too.
    private func reading<Call: LaneCall>(
        _ response: HTTPResponse,
        of call: Call,
        by route: LaneRoute,
        until deadline: Deadline
    ) async throws(PollFailure) -> CallReading<Call.Output> {
        let reading = await LargeResponses.reading(response.body.count) { read(response, of: call, by: route) }
        guard deadline.end > .now else {
            let error = TransportError.timedOut(route.endpoint.hostHeader, deadline)
            throw PollFailure(error, message: error.message)
        }
        return reading
    }

    private func send(
        _ call: some LaneCall,
        by route: LaneRoute,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        let endpoint = route.endpoint
        var request = try call.request(by: route)
        // Every operation of a lane only reads.
        request.isRepeatable = true
        request.certificates = route.certificates
        do throws(TransportError) {
            let time = now() + offsets.offset(for: endpoint)
            let response = try await transport.send(route.authorizer.authorized(request, at: time), until: deadline)
            serverTime.note(response, from: endpoint, now: now())
            return response
        } catch {
            throw PollFailure(error, message: route.text.own(error.message))
        }
    }
}

/// What a response says.
private enum CallReading<Output: Sendable>: Sendable {
    case output(Output)
    case failed(PollFailure)
    /// The response without secrets in its headers.
    case error(HTTPResponse, ErrorResponse)
}

extension PollFailure {
    /// A request without a complete response.
    fileprivate init(_ error: TransportError, message: String) {
        self.init(error.isLasting ? .rejected : .transient, code: error.code, message: message)
    }
}
