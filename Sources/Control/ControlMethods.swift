// SPDX-License-Identifier: Apache-2.0

import Core
import NIOCore

/// The methods of the control socket: those of `io.awaitd`, and `org.varlink.service`, which describes them.
struct ControlMethods: Sendable {
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    let handler: any ControlHandler
    let version: String

    /// The most notices in one reply: some megabytes.
    private static let longestHistory = 10_000

    /// Carries out a call and writes its reply, or replies.
    ///
    /// Throws if the client cannot be written to.
    func answer(_ call: VarlinkCall, to outbound: Outbound, of channel: any Channel) async throws {
        if call.method == "io.awaitd.Monitor", call.wantsMore, !call.isOneway {
            return await monitor(outbound, channel)
        }
        let reply: ByteBuffer
        do {
            reply = try await self.reply(to: call)
        } catch {
            let failure =
                error as? VarlinkError
                ?? VarlinkError(error as? ControlError ?? .unavailable("the answer cannot be written as JSON"))
            reply = try failure.bytes()
        }
        if !call.isOneway { try await outbound.write(reply) }
    }

    /// Throws a ``VarlinkError``, a ``ControlError``, or what the encoder does.
    private func reply(to call: VarlinkCall) async throws -> ByteBuffer {
        switch call.method {
        case "io.awaitd.GetStatus":
            return try VarlinkReply(parameters: StatusReport(watches: try await handler.status())).bytes()
        case "io.awaitd.GetHistory":
            let name = try call.string(.name)
            let since = try call.time(.since)
            let last = try call.number(.last) ?? Self.longestHistory
            guard (1...Self.longestHistory).contains(last) else { throw VarlinkError.invalidParameter(.last) }
            let notices = try await handler.history(of: name, since: since, last: last)
            return try VarlinkReply(parameters: ["notices": notices.map(WireNotice.fields)]).bytes()
        case "io.awaitd.Reload":
            try await handler.reload()
            return try VarlinkReply(parameters: NoParameters()).bytes()
        case "io.awaitd.PollNow":
            try await handler.pollNow(try call.requiredString(.name))
            return try VarlinkReply(parameters: NoParameters()).bytes()
        case "io.awaitd.GetCredentials":
            return try VarlinkReply(parameters: try await handler.credentials()).bytes()
        case "io.awaitd.Monitor":
            throw VarlinkError.expectedMore
        case "org.varlink.service.GetInfo":
            return try VarlinkReply(parameters: ServiceInfo(version: version)).bytes()
        case "org.varlink.service.GetInterfaceDescription":
            let name = try call.requiredString(.interface)
            guard let description = InterfaceDescription.of(name) else { throw VarlinkError.interfaceNotFound(name) }
            return try VarlinkReply(parameters: ["description": description]).bytes()
        default:
            let interface = call.interface
            guard InterfaceDescription.of(interface) != nil else { throw VarlinkError.interfaceNotFound(interface) }
            throw VarlinkError.methodNotFound(call.method)
        }
    }

    /// Writes notices as they are delivered, until the client hangs up or the daemon ends.
    private func monitor(_ outbound: Outbound, _ channel: any Channel) async {
        let notices = handler.notices()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await notice in notices {
                    let reply = VarlinkReply(parameters: ["notice": WireNotice.fields(notice)], continues: true)
                    guard let bytes = try? reply.bytes(), (try? await outbound.write(bytes)) != nil else { return }
                }
            }
            group.addTask {
                await withTaskCancellationHandler {
                    try? await channel.closeFuture.get()
                } onCancel: {
                    channel.close(promise: nil)
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}

/// The reply of `org.varlink.service.GetInfo`.
private struct ServiceInfo: Encodable {
    var vendor = "awaitd"
    var product = "awaitd"
    let version: String
    var url = ""
    var interfaces = ["io.awaitd", "org.varlink.service"]
}
