// SPDX-License-Identifier: Apache-2.0

package import Core
import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix

/// A client of a running daemon's control socket, for the commands.
package struct ControlClient: Sendable {
    private let path: String

    /// A client of the daemon whose socket is at a path.
    package init(path: String) {
        self.path = path
    }

    /// The status of every watch, in the order of the list.
    package func status() async throws(ControlError) -> [WatchStatus] {
        let report: StatusReport = try await reply(to: VarlinkCall("io.awaitd.GetStatus"), within: .seconds(20))
        return report.watches
    }

    /// The newest notices of a watch, oldest first; `last` is how many at most.
    package func history(of name: String, last: Int) async throws(ControlError) -> [Notice] {
        let call = VarlinkCall("io.awaitd.GetHistory", [.name: .text(name), .last: .number(last)])
        let history: [String: [[String: String]]] = try await reply(to: call, within: .seconds(20))
        guard let notices = history["notices"] else { throw noReply }
        return notices.compactMap(WireNotice.notice)
    }

    /// Makes the daemon read its watch file again; returns when the new list is in use.
    package func reload() async throws(ControlError) {
        let _: NoParameters = try await reply(to: VarlinkCall("io.awaitd.Reload"), within: .seconds(80))
    }

    private func reply<Parameters: Decodable>(
        to call: VarlinkCall,
        within time: Duration
    ) async throws(ControlError) -> Parameters {
        let connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            connection = try await connect()
        } catch {
            throw noDaemon(error)
        }
        do {
            let reply = try await exchange(connection, call, within: time)
            if let error = try? JSONDecoder().decode(VarlinkError.self, from: reply) { throw error }
            return try JSONDecoder().decode(VarlinkReply<Parameters>.self, from: reply).parameters
        } catch {
            throw (error as? VarlinkError)?.controlError ?? noReply
        }
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

    /// Sends a call and waits for the reply; throws if there is none in time.
    private func exchange(
        _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>,
        _ call: VarlinkCall,
        within time: Duration
    ) async throws -> Data {
        try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(call.bytes())
            let reply = try await withThrowingTimeout(time) { () async throws -> Data? in
                for try await message in inbound { return Data(message.readableBytesView) }
                return nil
            }
            guard let reply, let reply else { throw noReply }
            return reply
        }
    }

    /// The daemon hung up, took too long, or sent something that is not a reply.
    private var noReply: ControlError {
        .unavailable("the daemon at \(path.cleaned(limit: 300)) does not answer; see `journalctl -u awaitd -n 20`")
    }

    /// There is no daemon at the socket, or not for this user.
    private func noDaemon(_ error: any Error) -> ControlError {
        let reason =
            switch (error as? IOError)?.errnoCode {
            case ENOENT: "there is no socket"
            case ECONNREFUSED: "nothing is listening"
            case EACCES: "you may not connect; be root or in the group awaitd-control"
            default: "\(error)".cleaned(limit: 300)
            }
        return .unavailable(
            "no daemon at \(path.cleaned(limit: 300)): \(reason)\n"
                + "Start it with `systemctl start awaitd`, or see what it says with `journalctl -u awaitd -n 20`."
        )
    }
}
