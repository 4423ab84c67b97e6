// SPDX-License-Identifier: Apache-2.0

package import Core
import Platform

/// Reads watched resources from AWS: resolves endpoint and credentials, signs and sends the request, reads the response.
package struct AWSReader: ResourceReader {
    /// The longest that one read may take, everything included.
    package static let deadline: Duration = .seconds(20)

    private let credentials: CredentialStore
    private let offsets = ClockOffsets()
    private let routes: LaneRoutes
    private let serverTime = ServerTime()
    private let transport: any HTTPTransport
    private let deadline: Duration
    private let now: @Sendable () -> Timestamp

    /// A reader over a transport that the caller shuts down;
    /// ``withAWSReader(environment:concurrency:userAgent:deadline:now:_:)`` makes one with connections of its own.
    ///
    /// `environment` is the process's as captured at the start, `clock` decides whether files stand still, `now` is the wall
    /// clock. With `quotesPrograms` errors say what a failing `credential_process` printed, redacted. `credentialsMoved` is
    /// called when credentials come from another source than before.
    package init(
        environment: [String: String],
        fileSystem: any WritableFileSystem = LocalFileSystem(),
        clock: FileClock = .system,
        transport: any HTTPTransport,
        quotesPrograms: Bool = false,
        deadline: Duration = Self.deadline,
        now: @escaping @Sendable () -> Timestamp,
        credentialsMoved: @escaping @Sendable (CredentialChange) -> Void = { _ in }
    ) {
        let configuration = AWSConfiguration(environment: environment, fileSystem: fileSystem, clock: clock)
        credentials = CredentialStore(
            context: CredentialContext(
                configuration: configuration, fileSystem: fileSystem, transport: transport,
                quotesPrograms: quotesPrograms, now: now),
            changed: credentialsMoved
        )
        routes = LaneRoutes(credentials, clock: clock, now: now)
        self.transport = transport
        self.deadline = deadline
        self.now = now
    }

    package func read(_ watch: Watch) async -> PollOutcome {
        do throws(PollFailure) {
            return .observed(try await observe(watch))
        } catch {
            return .failed(error)
        }
    }

    package func credentialsChanged(_ lane: LaneID) async -> Bool {
        credentials.hasChanged(lane)
    }

    package func confirmedTime(at wall: Timestamp) -> Timestamp? { serverTime.time(at: wall) }

    /// Tells the reader that AWS answered an earlier run at this time, by AWS's clock.
    package func resume(after lastAnswer: Timestamp) { serverTime.note(recorded: lastAnswer) }

    /// Lets credentials be found anywhere in their chains again: after a reload, also in a weaker place than before.
    package func searchCredentialsAgain() {
        credentials.searchAgain()
        routes.forget()
    }

    /// Where a watch's credentials come from and what they give, for people to read.
    package func report(onCredentialsOf watch: Watch) async -> CredentialReport {
        await credentials.report(on: watch, until: Deadline(in: deadline))
    }

    /// One read, with one more attempt after new credentials and one after a corrected clock.
    private func observe(_ watch: Watch) async throws(PollFailure) -> Observation {
        let deadline = Deadline(in: deadline)
        let kept = routes.kept(for: watch)
        var route = if let kept { kept } else { try await routes.find(for: watch, until: deadline) }
        var mayRefresh = true
        var mayCorrect = true
        while true {
            let (endpoint, lease, text) = (route.endpoint, route.lease, route.text)
            let received = try await send(watch, by: route, until: deadline)
            let (response, error): (HTTPResponse, ErrorResponse)
            switch try await reading(received, for: watch, by: route, until: deadline) {
            case .observed(let observation): return observation
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

    /// What a response says.
    private enum Reading: Sendable {
        case observed(Observation)
        case failed(PollFailure)
        /// The response without secrets in its headers.
        case error(HTTPResponse, ErrorResponse)
    }

    private func read(_ response: HTTPResponse, for watch: Watch, by route: LaneRoute) -> Reading {
        guard (200..<300).contains(response.status) else {
            let response = route.text.headers(of: response)
            return .error(response, ErrorResponse(response, now: now(), errors: watch.kind.errors))
        }
        do throws(PollFailure) {
            let reader = ResponseReader(route.plan.response, text: route.text, verbose: watch.verbose)
            return .observed(try reader.observation(of: response))
        } catch {
            return .failed(error)
        }
    }

    /// Reads a response within the deadline, which is for that too.
    private func reading(
        _ response: HTTPResponse,
        for watch: Watch,
        by route: LaneRoute,
        until deadline: Deadline
    ) async throws(PollFailure) -> Reading {
        let reading = await LargeResponses.reading(response.body.count) { read(response, for: watch, by: route) }
        guard deadline.end > .now else {
            let error = TransportError.timedOut(route.endpoint.hostHeader, deadline)
            throw PollFailure(error, message: error.message)
        }
        return reading
    }

    private func send(
        _ watch: Watch,
        by route: LaneRoute,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        let endpoint = route.endpoint
        var request = route.plan.request(for: watch, at: endpoint)
        // Every operation of a watch only reads.
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

extension PollFailure {
    /// A request without a complete response.
    fileprivate init(_ error: TransportError, message: String) {
        self.init(error.isLasting ? .rejected : .transient, code: error.code, message: message)
    }
}

/// Where responses are read: small ones where they arrive, large ones on Swift's own threads.
///
/// The thread that carries the connections has the scheduler and all other polls waiting meanwhile. Reading a small
/// response takes less than changing threads.
package enum LargeResponses {
    /// The most bytes of a response that is read where it arrives: 64 KiB.
    package static let threshold = 65_536

    /// The result of `read`, for a response of so many bytes.
    package static func reading<Result: Sendable>(
        _ byteCount: Int,
        _ read: @Sendable () -> Result
    ) async -> Result {
        guard byteCount > threshold else { return read() }
        return await withTaskExecutorPreference(TaskPool.shared) { await elsewhere(read) }
    }

    @concurrent private static func elsewhere<Result: Sendable>(_ read: @Sendable () -> Result) async -> Result {
        read()
    }
}

/// Runs `body` with a reader that has connections of its own, and closes them when it ends or throws.
///
/// `environment` is the process's as captured at the start; `concurrency` is how many connections per host are kept open;
/// `userAgent` is such as `awaitd/1.0`; `now` is the wall clock. `quotesPrograms` is for commands that a person runs: errors
/// then say what a failing `credential_process` printed, redacted. `credentialsMoved` is called when credentials come from
/// another source than before. The executor that `body` gets runs tasks on the thread
/// that carries the connections: a caller that makes many reads there saves the changes of threads, and must not block.
package func withAWSReader<Result>(
    environment: [String: String],
    concurrency: Int,
    userAgent: String,
    quotesPrograms: Bool = false,
    deadline: Duration = AWSReader.deadline,
    now: @escaping @Sendable () -> Timestamp,
    credentialsMoved: @escaping @Sendable (CredentialChange) -> Void = { _ in },
    _ body: (AWSReader, EventLoopExecutor) async throws -> Result
) async throws -> Result {
    let transport = NIOTransport(concurrency: concurrency, userAgent: userAgent, environment: environment)
    let reader = AWSReader(
        environment: environment,
        transport: transport,
        quotesPrograms: quotesPrograms,
        deadline: deadline,
        now: now,
        credentialsMoved: credentialsMoved
    )
    let result: Swift.Result<Result, any Error>
    do {
        result = .success(try await body(reader, transport.executor))
    } catch {
        result = .failure(error)
    }
    await transport.shutdown()
    return try result.get()
}
