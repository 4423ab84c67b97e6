// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Platform
import Synchronization

/// A store of credentials with files, a network, programs and a clock that a test makes.
final class CredentialBench: Sendable {
    let files: MemoryFiles
    let network: RespondingTransport
    let programs: ScriptedRunner
    let clock = BenchClock()
    let store: CredentialStore
    /// The changes of identity that were told.
    let changes = ChangeLog()
    private let configuration: AWSConfiguration

    init(
        _ environment: [String: String] = ["HOME": "/root"],
        files: [String: String] = [:],
        programs: ScriptedRunner = ScriptedRunner(),
        network: RespondingTransport = RespondingTransport(),
        quotesPrograms: Bool = false
    ) {
        self.files = MemoryFiles(files)
        self.network = network
        self.programs = programs
        let clock = clock
        configuration = AWSConfiguration(
            environment: environment, fileSystem: self.files, clock: FileClock(bench: clock))
        let context = CredentialContext(
            configuration: configuration,
            fileSystem: self.files,
            transport: network,
            runner: programs,
            quotesPrograms: quotesPrograms,
            random: { $0.lowerBound },
            now: { clock.now }
        )
        store = CredentialStore(context: context, changed: changes.add)
    }

    /// The provider chain of a selection, without asking its provider.
    func chain(_ selection: CredentialSelection = .defaultChain) -> ProviderChain {
        ProviderChain(selection, in: configuration, region: "us-east-1")
    }

    /// What a watch with a selection is read with.
    func lease(
        _ selection: CredentialSelection = .defaultChain,
        kind: String = "evaluation-job",
        at endpoint: String? = nil,
        refusing refused: CredentialStore.Lease? = nil
    ) async throws(PollFailure) -> CredentialStore.Lease {
        try await store.lease(
            for: .bench(selection, kind: kind, at: endpoint),
            refusing: refused,
            until: Deadline(in: .seconds(20))
        )
    }

    /// The access key's id that a watch is read with.
    func key(_ selection: CredentialSelection = .defaultChain) async throws(PollFailure) -> String? {
        try await lease(selection).identity.keys?.accessKeyID
    }

    /// Why a watch cannot be read.
    func failure(_ selection: CredentialSelection = .defaultChain) async -> PollFailure? {
        do throws(PollFailure) {
            _ = try await lease(selection)
            return nil
        } catch {
            return error
        }
    }
}

extension Watch {
    static func bench(
        _ selection: CredentialSelection,
        kind: String = "evaluation-job",
        at endpoint: String? = nil
    ) -> Watch {
        Watch(
            name: "bench",
            kind: Kind.builtIn(named: kind) ?? Kind.all[0],
            resourceID: "x",
            region: "us-east-1",
            credentials: selection,
            endpoint: endpoint
        )
    }
}

/// The changes of identity that a store told.
final class ChangeLog: Sendable {
    private let log = Mutex<[CredentialChange]>([])

    var all: [CredentialChange] { log.withLock(\.self) }

    func add(_ change: CredentialChange) {
        log.withLock { $0.append(change) }
    }
}

extension FileClock {
    /// A test's clock, which a wait advances.
    init(bench clock: BenchClock) {
        self.init(
            now: { Moment(wall: clock.now, steady: clock.now.since(BenchClock.start)) },
            sleep: { clock.advance($0) },
            block: { clock.advance($0) }
        )
    }
}

/// A wall clock that a test sets.
final class BenchClock: Sendable {
    /// 2026-11-21T12:00:00Z.
    static let start = Timestamp(microseconds: 1_795_262_400_000_000)

    private let time = Mutex(BenchClock.start)

    var now: Timestamp { time.withLock(\.self) }

    /// Lets time pass.
    func advance(_ duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }
}

/// Answers each request as a closure says, and keeps it.
final class RespondingTransport: HTTPTransport {
    private let answer: @Sendable (HTTPRequest, Int) async throws(TransportError) -> HTTPResponse
    private let sent = Mutex<[HTTPRequest]>([])

    /// `answer` gets a request and how many came before it; without one nothing listens.
    init(
        _ answer: @escaping @Sendable (HTTPRequest, Int) async throws(TransportError) -> HTTPResponse = {
            (_, _) throws(TransportError) in
            throw TransportError(code: "ConnectionRefused", message: "nothing listens there")
        }
    ) {
        self.answer = answer
    }

    /// What was sent.
    var requests: [HTTPRequest] { sent.withLock(\.self) }

    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> HTTPResponse {
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count - 1
        }
        return try await answer(request, number)
    }
}

extension HTTPRequest {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a form's parameter, still encoded.
    func parameter(_ name: String) -> String? {
        text.split(separator: "&").map(String.init).first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
}

/// Gives the results of programs that were never run.
final class ScriptedRunner: ProcessRunner {
    private let result: @Sendable ([String], Int) throws(ChildProcessError) -> ChildProcess.Result
    private let ran = Mutex<[(arguments: [String], environment: [String: String])]>([])

    init(
        _ result: @escaping @Sendable ([String], Int) throws(ChildProcessError) -> ChildProcess.Result = {
            (_, _) throws(ChildProcessError) in throw .notStarted("No such file or directory")
        }
    ) {
        self.result = result
    }

    /// What was run.
    var runs: [(arguments: [String], environment: [String: String])] { ran.withLock(\.self) }

    func run(
        _ arguments: [String],
        environment: [String: String],
        until deadline: Deadline
    ) async throws(ChildProcessError) -> ChildProcess.Result {
        let number = ran.withLock { ran in
            ran.append((arguments, environment))
            return ran.count - 1
        }
        return try result(arguments, number)
    }
}
