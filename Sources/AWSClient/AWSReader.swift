// SPDX-License-Identifier: Apache-2.0

package import Core
import Platform

/// Reads watched resources and their lists from AWS: resolves endpoint and credentials, signs and sends the request, reads
/// the response.
package struct AWSReader: ResourceReader {
    /// The longest that one read, or one page of a list, may take, everything included.
    package static let deadline: Duration = .seconds(20)

    let credentials: CredentialStore
    let offsets = ClockOffsets()
    let routes: LaneRoutes
    let serverTime = ServerTime()
    let transport: any HTTPTransport
    let deadline: Duration
    let now: @Sendable () -> Timestamp

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
            return .observed(try await output(of: ReadCall(watch: watch)))
        } catch {
            return .failed(error)
        }
    }

    package func list(_ request: ListRequest) async -> ListOutcome {
        do throws(PollFailure) {
            return .page(try await output(of: ListCall(request)))
        } catch {
            return .failed(error)
        }
    }

    /// Reads many resources with one request: watches of equal settings, of a kind that has a ``Kind/batch``, of one
    /// ``Kind/batchGroup(ofID:)``, and no more than the operation takes.
    package func readMany(_ watches: [Watch]) async -> BatchOutcome {
        do throws(PollFailure) {
            return .read(try await output(of: try BatchCall(watches)))
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

    /// When the first of the credentials in use ends; nil if none of them does.
    package var credentialsEnd: Timestamp? { credentials.firstEnd }

    /// Where a watch's credentials come from and what they give, for people to read.
    package func report(onCredentialsOf watch: Watch) async -> CredentialReport {
        await credentials.report(on: watch, until: Deadline(in: deadline))
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
