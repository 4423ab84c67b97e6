// SPDX-License-Identifier: Apache-2.0

package import Core
import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix

/// Asks a running daemon through its control socket: what the commands do.
package struct ControlClient: Sendable {
    private let path: String

    /// A client of the daemon whose socket is at a path.
    package init(path: String) {
        self.path = path
    }

    /// How all watches stand.
    package func status() async throws(ControlClientError) -> [WatchStatus] {
        let status: WireStatus = try await call("io.awaitd.GetStatus", within: .seconds(20))
        return status.watches.map(\.watch)
    }

    /// The newest notices of a watch, oldest first; `last` is how many at most.
    package func history(of name: String, last: Int) async throws(ControlClientError) -> [Notice] {
        let answer: WireHistory = try await call(
            "io.awaitd.GetHistory",
            WireHistory.Question(name: name, last: last),
            within: .seconds(20)
        )
        return answer.notices.compactMap(WireNotice.notice)
    }

    /// Makes the daemon read its watch file again; returns when the new list is in use.
    package func reload() async throws(ControlClientError) {
        let _: VarlinkMessage.Nothing = try await call("io.awaitd.Reload", within: .seconds(80))
    }

    private func call<Answer: Decodable & Sendable>(
        _ method: String,
        _ parameters: some Encodable & Sendable = VarlinkMessage.Nothing(),
        within time: Duration
    ) async throws(ControlClientError) -> Answer {
        let connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            connection = try await connect()
        } catch {
            throw .notReached(Self.words(for: error))
        }
        let answer: Data
        do {
            answer = try await exchange(connection, VarlinkMessage.Call(method, parameters), within: time)
        } catch {
            throw .noAnswer
        }
        return try Self.read(answer)
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        var limits = ControlLimits()
        // The daemon is trusted with more than its clients are: 100,000 watches take some megabytes.
        limits.messageBytes = 256 << 20
        limits.messageTime = .seconds(60)
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(unixDomainSocketPath: path) { [limits] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(MessageFraming(limits))
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private func exchange(
        _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>,
        _ call: VarlinkMessage.Call<some Encodable & Sendable>,
        within time: Duration
    ) async throws -> Data {
        try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(VarlinkMessage.bytes(call))
            return try await withThrowingTaskGroup(of: Data?.self) { group in
                group.addTask {
                    for try await message in inbound { return Data(message.readableBytesView) }
                    return nil
                }
                group.addTask {
                    try await Task.sleep(for: time)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let answer = first else { throw ControlClientError.noAnswer }
                return answer
            }
        }
    }

    private struct Head: Decodable {
        let error: String?
    }

    private struct Body<Answer: Decodable>: Decodable {
        let parameters: Answer
    }

    private static func read<Answer: Decodable>(_ answer: Data) throws(ControlClientError) -> Answer {
        do {
            guard let error = try JSONDecoder().decode(Head.self, from: answer).error else {
                return try JSONDecoder().decode(Body<Answer>.self, from: answer).parameters
            }
            throw refusal(error, try? JSONDecoder().decode(Body<[String: FaultValue]>.self, from: answer).parameters)
        } catch let error as ControlClientError {
            throw error
        } catch {
            throw .noAnswer
        }
    }

    private static func refusal(_ error: String, _ parameters: [String: FaultValue]?) -> ControlClientError {
        switch (error, parameters?.values.first) {
        case ("io.awaitd.Rejected", .texts(let diagnostics)): .refused(.rejected(diagnostics: diagnostics))
        case ("io.awaitd.UnknownWatch", .text(let name)): .refused(.unknownWatch(name))
        case ("io.awaitd.Unavailable", .text(let reason)): .refused(.unavailable(reason))
        default: .refused(.unavailable("the daemon says \(error.cleaned(limit: 200))"))
        }
    }

    private static func words(for error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)".cleaned(limit: 300) }
        return switch error.errnoCode {
        case ENOENT: "there is no socket"
        case ECONNREFUSED: "nobody answers"
        case EACCES: "you may not connect; be root or in the group awaitd"
        default: "\(error)".cleaned(limit: 300)
        }
    }
}

/// Why a daemon could not be asked.
package enum ControlClientError: Error, Sendable, Hashable {
    /// There is no daemon at the socket, or not for us; and why.
    case notReached(String)
    /// The daemon hung up, or took too long.
    case noAnswer
    /// It does not do it.
    case refused(ControlRefusal)
}
