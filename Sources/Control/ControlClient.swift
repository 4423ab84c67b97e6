// SPDX-License-Identifier: Apache-2.0

package import Core
import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import Platform

/// A client of a running daemon's control socket, for the commands.
package struct ControlClient: Sendable {
    private let path: String
    private let patience: Duration

    /// A client of the daemon whose socket is at a path; `patience` is how long it may take to reply, a reload four times
    /// as long.
    package init(path: String, patience: Duration = .seconds(20)) {
        self.path = path
        self.patience = patience
    }

    /// The status of every watch and matcher, in the order of the list.
    package func status() async throws(ControlError) -> StatusReport {
        try await reply(to: VarlinkCall("io.awaitd.GetStatus"), within: patience)
    }

    /// The newest notices of a watch, oldest first; `last` is how many at most.
    package func history(of name: String, last: Int) async throws(ControlError) -> [Notice] {
        let call = VarlinkCall("io.awaitd.GetHistory", [.name: .text(name), .last: .number(last)])
        let history: [String: [[String: String]]] = try await reply(to: call, within: patience)
        guard let notices = history["notices"] else { throw noReply }
        return notices.compactMap(WireNotice.notice)
    }

    /// Makes the daemon read its watch file again; returns when the new list is in use.
    package func reload() async throws(ControlError) {
        let _: NoParameters = try await reply(to: VarlinkCall("io.awaitd.Reload"), within: patience * 4)
    }

    /// Has watches polled and waits for the answers; returns why some were not read, by their names.
    package func poll(_ names: [String]) async throws(ControlError) -> [String: String] {
        let reply: [String: [String: String]] = try await reply(
            to: VarlinkCall("io.awaitd.Poll", [.names: .texts(names)]), within: patience)
        return reply["failures"] ?? [:]
    }

    /// Has the resource of a watch read once; gives the response without secrets.
    package func record(_ name: String) async throws(ControlError) -> RecordedResponse {
        try await reply(to: VarlinkCall("io.awaitd.Record", [.name: .text(name)]), within: patience)
    }

    /// Where the credentials of the daemon's watches come from, as it sees them.
    package func credentials(within time: Duration = .seconds(60)) async throws(ControlError) -> CredentialFindings {
        try await reply(to: VarlinkCall("io.awaitd.GetCredentials"), within: time)
    }

    /// The daemon's version.
    package func version() async throws(ControlError) -> String {
        let info: ServiceVersion = try await reply(to: VarlinkCall("org.varlink.service.GetInfo"), within: patience)
        return info.version
    }

    /// What the daemon counts, in Prometheus' text format.
    package func metrics() async throws(ControlError) -> String {
        let reply: [String: String] = try await reply(to: VarlinkCall("io.awaitd.GetMetrics"), within: patience)
        guard let metrics = reply[ControlMethods.metrics] else { throw noReply }
        return metrics
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
        return try await ClientBootstrap(group: ControlLoop.group)
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
            let reply = try await withThrowingTimeout(time, clock: .timer) { () async throws -> Data? in
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

    /// There is no daemon at the socket, it is too busy, or it is not for this user.
    private func noDaemon(_ error: any Error) -> ControlError {
        let place = path.cleaned(limit: 300)
        let reason: String
        switch (error as? IOError)?.errnoCode {
        case ENOENT: reason = "there is no socket"
        case ECONNREFUSED: reason = "nothing is listening"
        case EACCES, EPERM: return .unavailable(SocketAccess(path).refusal)
        case EAGAIN:
            let words = "takes no more connections: it hangs, or too many clients ask at once"
            return .unavailable("the daemon at \(place) \(words); see `journalctl -u awaitd -n 20`")
        default: reason = "\(error)".cleaned(limit: 300)
        }
        return .unavailable(
            "no daemon at \(place): \(reason)\n"
                + "Start it with `systemctl start awaitd`, or see what it says with `journalctl -u awaitd -n 20`."
        )
    }
}

/// What is read of the reply of `org.varlink.service.GetInfo`.
private struct ServiceVersion: Decodable {
    let version: String
}
