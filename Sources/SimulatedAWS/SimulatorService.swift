// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Glibc
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves a simulator over HTTP/1.1 on loopback until it is shut down or cancelled.
package struct SimulatorService: Service {
    private let simulator: Simulator
    private let port: Int
    private let logger: Logger
    private let onReady: @Sendable (_ port: Int) async -> Void

    /// A service that listens on 127.0.0.1 only: the control API and the credentials are not for other machines.
    ///
    /// - Parameters:
    ///   - simulator: Responds to the requests.
    ///   - port: The port; 0 lets the kernel choose one.
    ///   - logger: Logs problems with connections.
    ///   - onReady: Called once with the port, as soon as connections are accepted.
    package init(
        _ simulator: Simulator,
        port: Int,
        logger: Logger,
        onReady: @escaping @Sendable (_ port: Int) async -> Void
    ) {
        self.simulator = simulator
        self.port = port
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: The system's error if the port is not available.
    package func run() async throws {
        let exchange = Exchange(simulator: simulator)
        let server = try HTTPServerBuilder.http1(
            configuration: .init(additionalChannelHandlers: [DepartureHandler()])
        ).buildServer(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger,
            responder: { request, writer, channel in
                try await exchange.respond(to: request, writer: writer, channel: channel)
            },
            onServerRunning: { [onReady, port] channel in
                await onReady(channel.localAddress?.port ?? port)
            }
        )
        try await server.run()
    }
}

extension Simulator {
    /// Serves a scenario on a loopback port that the kernel chooses, while a closure runs.
    ///
    /// For tests. The server and its connections end with the call.
    ///
    /// ```swift
    /// let scenario = Scenario(resources: [
    ///     SimulatedResource(.evaluation, id: "ev-1", timeline: [.init(at: 0, "PENDING"), .init(at: 60, "COMPLETED")])
    /// ])
    /// try await Simulator.serving(scenario, now: { clock.now }) { simulator, baseURL in
    ///     // Poll `baseURL`, signed with `Credential.example`, and move the clock.
    ///     #expect(await simulator.counts.signatureErrors == 0)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - scenario: The resources, faults and credentials.
    ///   - now: Returns the current time for timelines, faults, the `Date` header and the age of signatures. Only the
    ///     delays of faults (`delay`, `drip`) take real time.
    ///   - body: Called with the simulator and its address, such as `http://127.0.0.1:40123`.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, or the system's error if no port is available.
    package static func serving<Result>(
        _ scenario: Scenario = Scenario(),
        now: @escaping @Sendable () -> Date = { Date() },
        _ body: (_ simulator: Simulator, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let simulator = Simulator(scenario, now: now)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "simulated-aws")
        logger.logLevel = .critical
        let service = SimulatorService(simulator, port: 0, logger: logger) { continuation.yield($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await service.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw CancellationError()
            }
            defer { group.cancelAll() }
            return try await body(simulator, "http://127.0.0.1:\(port)")
        }
    }
}

/// Closes a connection when the client has closed its side.
///
/// The server would otherwise keep it half open until its response is sent, which a hanging response never is.
private final class DepartureHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}

/// Translates one request and its response between the HTTP library and the simulator.
private struct Exchange {
    let simulator: Simulator

    /// The largest body that is read, in bytes: a list of resources for the control API.
    private static let bodyLimit = 16 * 1024 * 1024

    @concurrent
    func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
        let delivery = ResponseDelivery(channel: channel)
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.bodyLimit)
        } catch is NIOTooManyBytesError {
            let response = SimulatedResponse(status: 413, headers: [Header("Connection", "close")], body: "")
            return try await delivery.send(response, through: writer)
        }
        let received = ReceivedRequest(
            method: request.method.rawValue,
            uri: request.head.path ?? "",
            headers: Self.headers(of: request.head),
            body: Array(body.readableBytesView),
            time: simulator.now()
        )
        let response =
            if ControlAPI.isAddressed(by: received) {
                await ControlAPI(simulator: simulator).respond(to: received)
            } else {
                await simulator.respond(to: received)
            }
        try await delivery.send(response, through: writer)
    }

    private static func headers(of head: HTTPRequest) -> [Header] {
        let host = head.authority.map { [Header("Host", $0)] } ?? []
        return host + head.headerFields.map { Header($0.name.rawName, $0.value) }
    }
}

/// Sends a response as its delivery says.
private struct ResponseDelivery {
    let channel: any Channel

    /// Thrown to make the server close the connection at once.
    private struct ConnectionEnds: Error {}

    @concurrent
    func send(_ response: SimulatedResponse, through writer: consuming ResponseWriter) async throws {
        switch response.delivery {
        case .whole:
            try await writer.write(response: head(of: response), body: ResponseBody(byteBuffer: buffer(response.body)))
        case .late(let seconds):
            try await waitForDelay(seconds)
            try await writer.write(response: head(of: response), body: ResponseBody(byteBuffer: buffer(response.body)))
        case .drip(let bytes, let seconds):
            var body = try await writer.writeHead(head(of: response))
            var rest = response.body[...]
            while !rest.isEmpty {
                try await body.write(buffer(rest.prefix(bytes)))
                rest = rest.dropFirst(bytes)
                try await waitForDelay(seconds)
            }
            try await body.finish(nil)
        case .cut(let bytes, let reset):
            var body = try await writer.writeHead(head(of: response))
            try await body.write(buffer(response.body.prefix(bytes)))
            try await end(reset: reset)
        case .none(let reset):
            try await end(reset: reset)
        case .never:
            await waitForDeparture()
            throw ConnectionEnds()
        }
    }

    private func head(of response: SimulatedResponse) -> HTTPResponse {
        var fields = HTTPFields()
        for header in response.headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        fields[.contentLength] = String(response.body.count)
        return HTTPResponse(status: .init(code: response.status), headerFields: fields)
    }

    private func buffer(_ bytes: some Sequence<UInt8>) -> ByteBuffer {
        ByteBuffer(bytes: bytes)
    }

    /// Ends the connection with RST if it is to be reset, or else with FIN.
    private func end(reset: Bool) async throws {
        if reset, let options = channel as? any SocketOptionProvider {
            // A socket with a linger time of zero sends RST when it is closed (socket(7)).
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
        throw ConnectionEnds()
    }

    /// Waits for a fault's delay, in real time, unless the server stops first.
    private func waitForDelay(_ seconds: Double) async throws {
        try await cancelWhenGracefulShutdown {
            try await Task.sleep(for: .seconds(seconds))
        }
    }

    /// Waits until the client has left or the server stops.
    private func waitForDeparture() async {
        let (departure, continuation) = AsyncStream.makeStream(of: Never.self)
        channel.closeFuture.whenComplete { _ in continuation.finish() }
        await cancelWhenGracefulShutdown {
            for await _ in departure {}
        }
    }
}
