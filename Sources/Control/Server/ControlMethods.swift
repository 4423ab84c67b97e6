// SPDX-License-Identifier: Apache-2.0

import Core
import NIOCore

/// The methods of the control socket: `io.awaitd`, and `org.varlink.service` that says what there is.
struct ControlMethods: Sendable {
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    let handler: any ControlHandler
    let version: String

    /// The most notices that one reply has: some megabytes.
    private static let longestHistory = 10_000

    /// Does what a call asks and writes the answer, or the answers.
    func answer(_ call: VarlinkCall, to outbound: Outbound, of channel: any Channel) async throws {
        let reply: ByteBuffer
        do throws(VarlinkFault) {
            if call.method == "io.awaitd.Monitor" {
                guard call.wantsMore, !call.isOneway else { throw .expectedMore }
                return try await monitor(outbound, channel)
            }
            reply = try await self.reply(to: call)
        } catch {
            let fault = VarlinkMessage.Reply(parameters: error.parameters, error: error.name)
            reply = try VarlinkMessage.bytes(fault)
        }
        if !call.isOneway { try await outbound.write(reply) }
    }

    private func reply(to call: VarlinkCall) async throws(VarlinkFault) -> ByteBuffer {
        switch call.method {
        case "io.awaitd.GetStatus":
            let watches = try await asked { () async throws(ControlRefusal) in try await handler.status() }
            return try encoded(WireStatus(watches))
        case "io.awaitd.GetHistory":
            let name = try call.string(.name)
            let since = try time(call, .since)
            let last = try call.number(.last) ?? Self.longestHistory
            guard (1...Self.longestHistory).contains(last) else { throw .invalidParameter("last") }
            let notices = try await asked { () async throws(ControlRefusal) in
                try await handler.history(of: name, since: since, last: last)
            }
            return try encoded(["notices": notices.map(WireNotice.fields)])
        case "io.awaitd.Reload":
            try await asked { () async throws(ControlRefusal) in try await handler.reload() }
            return try encoded(VarlinkMessage.Nothing())
        case "io.awaitd.PollNow":
            let name = try call.required(.name)
            try await asked { () async throws(ControlRefusal) in try await handler.pollNow(name) }
            return try encoded(VarlinkMessage.Nothing())
        case "org.varlink.service.GetInfo":
            return try encoded(ServiceInfo(version: version))
        case "org.varlink.service.GetInterfaceDescription":
            let name = try call.required(.interface)
            guard let description = InterfaceDescription.of(name) else { throw .interfaceNotFound(name) }
            return try encoded(["description": description])
        default:
            guard InterfaceDescription.of(call.interface) != nil else { throw .interfaceNotFound(call.interface) }
            throw .methodNotFound(call.method)
        }
    }

    private func asked<Value: Sendable>(
        _ question: () async throws(ControlRefusal) -> Value
    ) async throws(VarlinkFault) -> Value {
        do throws(ControlRefusal) {
            return try await question()
        } catch {
            throw .refused(error)
        }
    }

    private func time(
        _ call: VarlinkCall,
        _ key: VarlinkCall.Parameters.Key
    ) throws(VarlinkFault) -> Timestamp? {
        guard let text = try call.string(key) else { return nil }
        guard let time = Timestamp(rfc3339: text) else { throw .invalidParameter(key.rawValue) }
        return time
    }

    private func encoded(_ parameters: some Encodable) throws(VarlinkFault) -> ByteBuffer {
        do {
            return try VarlinkMessage.bytes(VarlinkMessage.Reply(parameters: parameters))
        } catch {
            throw .refused(.unavailable("the answer cannot be written as JSON"))
        }
    }

    /// Writes notices as they are told, until the client or the daemon ends it.
    private func monitor(_ outbound: Outbound, _ channel: any Channel) async throws(VarlinkFault) {
        let notices = handler.notices()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await notice in notices {
                    let reply = VarlinkMessage.Reply(
                        parameters: ["notice": WireNotice.fields(notice)],
                        continues: true
                    )
                    guard let bytes = try? VarlinkMessage.bytes(reply), (try? await outbound.write(bytes)) != nil
                    else { return }
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
