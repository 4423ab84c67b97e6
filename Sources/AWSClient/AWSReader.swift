// SPDX-License-Identifier: Apache-2.0

package import Core

/// Reads watched resources from AWS: resolves endpoint and credentials, signs and sends the request, reads the response.
package struct AWSReader: ResourceReader {
    /// The longest that one read may take, everything included.
    package static let deadline: Duration = .seconds(20)

    private let credentials: CredentialStore
    private let offsets = ClockOffsets()
    private let transport: any HTTPTransport
    private let deadline: Duration
    private let now: @Sendable () -> Timestamp

    /// A reader over a transport that the caller shuts down;
    /// ``withAWSReader(environment:concurrency:userAgent:deadline:now:_:)`` makes one with connections of its own.
    ///
    /// `environment` is the process's as captured at the start, `clock` decides whether files stand still, `now` is the wall
    /// clock. `credentialsMoved` is called when credentials come from another source than before.
    package init(
        environment: [String: String],
        fileSystem: any WritableFileSystem = LocalFileSystem(),
        clock: FileClock = .system,
        transport: any HTTPTransport,
        deadline: Duration = Self.deadline,
        now: @escaping @Sendable () -> Timestamp,
        credentialsMoved: @escaping @Sendable (CredentialChange) -> Void = { _ in }
    ) {
        let configuration = AWSConfiguration(environment: environment, fileSystem: fileSystem, clock: clock)
        credentials = CredentialStore(
            context: CredentialContext(
                configuration: configuration, fileSystem: fileSystem, transport: transport, now: now),
            changed: credentialsMoved
        )
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

    /// Lets credentials be found anywhere in their chains again: after a reload, also in a weaker place than before.
    package func searchCredentialsAgain() {
        credentials.searchAgain()
    }

    /// Where a watch's credentials come from and what they give, for people to read.
    package func report(onCredentialsOf watch: Watch) async -> CredentialReport {
        await credentials.report(
            on: watch.credentials,
            of: watch.kind.service,
            region: watch.region,
            until: Deadline(in: deadline)
        )
    }

    /// One read, with one more attempt after new credentials and one after a corrected clock.
    private func observe(_ watch: Watch) async throws(PollFailure) -> Observation {
        let deadline = Deadline(in: deadline)
        // One look at the shared files for the whole read.
        let view = try await credentials.view(for: watch, until: deadline)
        let configuration = view.configuration
        let endpoint = try EndpointResolver(configuration).endpoint(for: watch)
        var lease = try await credentials.lease(for: watch, in: view, until: deadline)
        var mayRefresh = true
        var mayCorrect = true
        while true {
            let response = try await send(watch, to: endpoint, as: lease.identity, in: configuration, until: deadline)
            if (200..<300).contains(response.status) { return try ResponseReader(watch.kind).observation(of: response) }
            let error = ErrorResponse(response, now: now())
            switch error.meaning {
            case .clockSkew where mayCorrect, .signature where mayCorrect:
                mayCorrect = false
                if offsets.correct(endpoint, by: response, now: now()) { continue }
            case .clockSkew, .throttled, .transient, .signature, .credentials, .denied, .notFound, .rejected:
                break
            }
            if error.meaning.cause == .credentials, mayRefresh {
                mayRefresh = false
                let fresh = try await credentials.lease(for: watch, in: view, refusing: lease, until: deadline)
                let differs = fresh.identity != lease.identity
                lease = fresh
                if differs { continue }
            }
            let failure = error.failure(in: response, from: endpoint, text: lease.identity.text)
            // Credentials whose file is just being replaced may have ended before the new ones are there.
            if failure.cause == .credentials, lease.isProvisional { throw failure.passing }
            if [.credentials, .denied].contains(failure.cause) { credentials.refused(lease, in: watch.lane) }
            throw failure
        }
    }

    private func send(
        _ watch: Watch,
        to endpoint: Endpoint,
        as identity: Identity,
        in configuration: AWSConfiguration,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        var request = RequestBuilder.request(for: watch, at: endpoint)
        // Every operation of a watch only reads.
        request.isRepeatable = true
        request.certificates = try EndpointResolver(configuration).certificates(for: watch)
        do throws(TransportError) {
            let time = now() + offsets.offset(for: endpoint)
            return try await transport.send(identity.authorized(request, for: watch, at: time), until: deadline)
        } catch {
            throw PollFailure(error.isLasting ? .rejected : .transient, code: error.code, message: error.message)
        }
    }
}

/// Runs `body` with a reader that has connections of its own, and closes them when it ends or throws.
///
/// `environment` is the process's as captured at the start; `concurrency` is how many connections per host are kept open;
/// `userAgent` is such as `awaitd/1.0`; `now` is the wall clock; `credentialsMoved` is called when credentials come from
/// another source than before. The executor that `body` gets runs tasks on the thread
/// that carries the connections: a caller that makes many reads there saves the changes of threads, and must not block.
package func withAWSReader<Result>(
    environment: [String: String],
    concurrency: Int,
    userAgent: String,
    deadline: Duration = AWSReader.deadline,
    now: @escaping @Sendable () -> Timestamp,
    credentialsMoved: @escaping @Sendable (CredentialChange) -> Void = { _ in },
    _ body: (AWSReader, any TaskExecutor) async throws -> Result
) async throws -> Result {
    let transport = AHCTransport(concurrency: concurrency, userAgent: userAgent, environment: environment)
    let reader = AWSReader(
        environment: environment,
        transport: transport,
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
