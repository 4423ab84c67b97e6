// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Reads watched resources from AWS: resolves endpoint and credentials, signs and sends the request, reads the response.
package struct AWSReader: ResourceReader {
    /// The longest that one read may take, everything included.
    package static let deadline: Duration = .seconds(20)

    private let credentials: CredentialStore
    private let offsets = ClockOffsets()
    private let redactors = RedactorCache()
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
    }

    /// Where a watch's credentials come from and what they give, for people to read.
    package func report(onCredentialsOf watch: Watch) async -> CredentialReport {
        await credentials.report(on: watch, until: Deadline(in: deadline))
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
            let text = redactors.redactor(for: lease.identity)
            let response = text.headers(
                of: try await send(watch, to: endpoint, as: lease.identity, in: configuration, until: deadline))
            let error: ErrorResponse
            switch try await reading(response, from: endpoint, until: deadline, { read(response, for: watch, text) }) {
            case .observed(let observation): return observation
            case .failed(let failure): throw failure
            case .error(let response): error = response
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
                let fresh = try await credentials.lease(for: watch, in: view, refusing: lease, until: deadline)
                let differs = fresh.identity != lease.identity
                lease = fresh
                if differs { continue }
            }
            let failure = error.failure(in: response, from: endpoint, text: text)
            // Credentials whose file is just being replaced may have ended before the new ones are there.
            if failure.cause == .credentials, lease.isProvisional { throw failure.passing }
            if [.credentials, .denied].contains(failure.cause) { credentials.refused(lease, in: watch.lane) }
            throw failure
        }
    }

    /// What a response says.
    private enum Reading: Sendable {
        case observed(Observation)
        case failed(PollFailure)
        case error(ErrorResponse)
    }

    private func read(_ response: HTTPResponse, for watch: Watch, _ text: MessageRedactor) -> Reading {
        guard (200..<300).contains(response.status) else {
            return .error(ErrorResponse(response, now: now(), errors: watch.kind.errors))
        }
        do throws(PollFailure) {
            return .observed(
                try ResponseReader(watch.kind, text: text, verbose: watch.verbose).observation(of: response))
        } catch {
            return .failed(error)
        }
    }

    /// Runs `read`, within the deadline, which is for reading the response too.
    private func reading(
        _ response: HTTPResponse,
        from endpoint: Endpoint,
        until deadline: Deadline,
        _ read: @Sendable () -> Reading
    ) async throws(PollFailure) -> Reading {
        let reading = await LargeResponses.reading(response.body.count, read)
        guard deadline.end > .now else {
            let error = TransportError.timedOut(endpoint.hostHeader, deadline)
            throw PollFailure(error, message: error.message)
        }
        return reading
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
            let response = try await transport.send(identity.authorized(request, for: watch, at: time), until: deadline)
            serverTime.note(response, from: endpoint, now: now())
            return response
        } catch {
            let message = redactors.redactor(for: identity).own(error.message)
            throw PollFailure(error, message: message)
        }
    }
}

/// The redactors of the identities that requests were made with, since what to look for is worked out once for each.
private final class RedactorCache: Sendable {
    /// More identities than a watch list has; then those from before are forgotten.
    private static let limit = 64

    private let known = Mutex<[Identity: MessageRedactor]>([:])

    func redactor(for identity: Identity) -> MessageRedactor {
        if let redactor = known.withLock({ $0[identity] }) { return redactor }
        let redactor = identity.text
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[identity] = redactor
        }
        return redactor
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
        return await withTaskExecutorPreference(globalConcurrentExecutor) { await elsewhere(read) }
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
