// SPDX-License-Identifier: Apache-2.0

import Core
import NIOCore
import Platform

/// The methods of the control socket: those of `io.awaitd`, and `org.varlink.service`, which describes them.
struct ControlMethods: Sendable {
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Makes the replies to `GetStatus`; has to be run.
    let statusReplies: StatusReplies
    private let handler: any ControlHandler
    private let version: String
    private let limits: ControlLimits
    /// One client at a time reads the record, which the polls need too.
    private let record = Turnstile()
    /// What is recorded is read beside the polls and their rate.
    private let recordings = Turnstile()

    init(handler: any ControlHandler, version: String, limits: ControlLimits) {
        self.handler = handler
        self.version = version
        self.limits = limits
        statusReplies = StatusReplies(handler)
    }

    /// The parameter of the reply to `GetMetrics`.
    static let metrics = "metrics"

    /// The most notices in one reply: some megabytes.
    private static let longestHistory = 10_000

    /// Carries out a call and writes its reply, or replies.
    ///
    /// Throws if the client cannot be written to, does not read, or the task is cancelled.
    func answer(_ call: VarlinkCall, to outbound: Outbound) async throws {
        if call.method == "io.awaitd.Monitor", call.wantsMore, !call.isOneway {
            return await monitor(outbound)
        }
        let reply: EncodedReply
        do {
            reply = try await self.reply(to: call)
        } catch let error as CancellationError {
            throw error
        } catch {
            let failure =
                error as? VarlinkError
                ?? VarlinkError(error as? ControlError ?? .unavailable("the answer cannot be written as JSON"))
            reply = try .message(failure)
        }
        if !call.isOneway { try await write(reply, to: outbound) }
    }

    /// Writes a reply as fast as the client reads it; throws if that takes it too long.
    private func write(_ reply: EncodedReply, to outbound: Outbound) async throws {
        let isRead: Void? = try await withThrowingTimeout(limits.readTime, clock: .timer) {
            for chunk in reply.chunks { try await outbound.write(chunk) }
        }
        guard isRead != nil else { throw CancellationError() }
    }

    /// Throws a ``VarlinkError``, a ``ControlError``, what the encoder does, or `CancellationError`.
    private func reply(to call: VarlinkCall) async throws -> EncodedReply {
        switch call.method {
        case "io.awaitd.GetStatus":
            return try await statusReplies.reply()
        case "io.awaitd.GetHistory":
            let name = try call.string(.name)
            let since = try call.time(.since)
            let last = try call.number(.last) ?? Self.longestHistory
            guard (1...Self.longestHistory).contains(last) else { throw VarlinkError.invalidParameter(.last) }
            let notices = try await record.pass { try await handler.history(of: name, since: since, last: last) }
            return EncodedReply(try await EncodedReply.chunks(named: "notices", of: notices.map(WireNotice.fields)))
        case "io.awaitd.Reload":
            try await handler.reload()
            return try .message(VarlinkReply(parameters: NoParameters()))
        case "io.awaitd.PollNow":
            try await handler.pollNow(try call.requiredString(.name))
            return try .message(VarlinkReply(parameters: NoParameters()))
        case "io.awaitd.Poll":
            let failures = try await handler.poll(try call.requiredStrings(.names))
            return try .message(VarlinkReply(parameters: ["failures": failures]))
        case "io.awaitd.Record":
            let name = try call.requiredString(.name)
            let response = try await recordings.pass { try await handler.record(name) }
            return try .message(VarlinkReply(parameters: response))
        case "io.awaitd.GetCredentials":
            return try .message(VarlinkReply(parameters: try await handler.credentials()))
        case "io.awaitd.GetMetrics":
            return try .message(VarlinkReply(parameters: [Self.metrics: try await handler.metrics()]))
        case "io.awaitd.Monitor":
            throw VarlinkError.expectedMore
        case "org.varlink.service.GetInfo":
            return try .message(VarlinkReply(parameters: ServiceInfo(version: version)))
        case "org.varlink.service.GetInterfaceDescription":
            let name = try call.requiredString(.interface)
            guard let description = InterfaceDescription.of(name) else { throw VarlinkError.interfaceNotFound(name) }
            return try .message(VarlinkReply(parameters: ["description": description]))
        default:
            let interface = call.interface
            guard InterfaceDescription.of(interface) != nil else { throw VarlinkError.interfaceNotFound(interface) }
            throw VarlinkError.methodNotFound(call.method)
        }
    }

    /// Writes notices as they are delivered, until the client hangs up or the daemon ends.
    private func monitor(_ outbound: Outbound) async {
        for await notice in handler.notices() {
            let reply = VarlinkReply(parameters: ["notice": WireNotice.fields(notice)], continues: true)
            guard let bytes = try? reply.bytes(), (try? await outbound.write(bytes)) != nil else { return }
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
