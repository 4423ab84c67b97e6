// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import NIOSSL
import Synchronization
import Testing

/// Runs `body` with a transport of so many connections a host, and shuts it down.
func withTransport<Result>(
    _ concurrency: Int = 4,
    fileSystem: any FileSystem = MemoryFiles(),
    _ body: (NIOTransport) async throws -> Result
) async throws -> Result {
    let transport = NIOTransport(concurrency: concurrency, userAgent: "test", fileSystem: fileSystem)
    do {
        let result = try await body(transport)
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}

extension NIOTransport {
    /// The body of a response as text.
    func text(_ request: HTTPRequest) async throws -> String {
        String(decoding: try await send(request, until: Deadline(in: .seconds(20))).body, as: UTF8.self)
    }

    /// The code of the error that a request ends with; nil if it ends well.
    func failure(_ request: HTTPRequest, within time: Duration = .seconds(20)) async -> String? {
        do throws(TransportError) {
            _ = try await send(request, until: Deadline(in: time))
            return nil
        } catch {
            return error.code
        }
    }
}

@Suite("Connections are kept, and each carries one request at a time", .timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test("One connection serves successive requests")
    func keepsAlive() async throws {
        try await ScriptedServer.run(answer: { $0.answer("\($0.number)") }) { server in
            try await withTransport { transport in
                let request = try server.request()
                for number in 1...20 { #expect(try await transport.text(request) == "\(number)") }
                #expect(server.connections == 1)
            }
        }
    }

    @Test("What is sent is what was asked, with the headers that every request has")
    func request() async throws {
        try await ScriptedServer.run(answer: { $0.answer() }) { server in
            try await withTransport { transport in
                var request = HTTPRequest(
                    method: "POST", endpoint: try Endpoint("http://127.0.0.1:\(server.port)/base"), path: "/a%2Fb",
                    parameters: [("x", "1 2")], headers: [HTTPField("X-Own", "\u{FC}\t")], body: Array("body.".utf8))
                #expect(try await transport.text(request) == "ok")
                #expect(
                    server.requests.first?.text == """
                        POST /base/a%2Fb?x=1%202 HTTP/1.1\r\nX-Own: \u{FC}\t\r\nUser-Agent: test\r\n\
                        Accept-Encoding: identity\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 5\r\n\r\nbody.
                        """)
                request.headers = [HTTPField("X-Own", "a\r\nX-Other: b")]
                #expect(await transport.failure(request) == "ConnectionFailed")
                let path = HTTPRequest(method: "GET", endpoint: request.endpoint, path: "/a b")
                #expect(await transport.failure(path) == "InvalidEndpoint")
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("No more than the limit are opened, and all requests are served")
    func limit() async throws {
        try await ScriptedServer.run(answer: { $0.answer() }) { server in
            try await withTransport(3) { transport in
                let request = try server.request()
                await withTaskGroup(of: String?.self) { group in
                    for _ in 0..<100 { group.addTask { try? await transport.text(request) } }
                    for await text in group { #expect(text == "ok") }
                }
                #expect((1...3).contains(server.connections))
                #expect(server.requests.count == 100)
            }
        }
    }

    @Test("A few requests at a time wait for one connection, in their order")
    func queues() async throws {
        try await ScriptedServer.run(answer: { $0.answer() }) { server in
            try await withTransport(16) { transport in
                let request = try server.request()
                _ = try await transport.text(request)
                let requests = try (0..<4).map { try server.request("/\($0)") }
                await withTaskGroup { group in
                    for request in requests {
                        group.addTask { #expect(await transport.failure(request) == nil) }
                    }
                }
                #expect(server.connections == 1)
            }
        }
    }

    @Test("A connection that hangs holds up no other request for long")
    func hangs() async throws {
        try await ScriptedServer.run(answer: { if !$0.text.contains("/hang") { $0.answer() } }) { server in
            try await withTransport { transport in
                let (hanging, other) = (try server.request("/hang"), try server.request())
                _ = try await transport.text(other)
                await withTaskGroup { group in
                    group.addTask { #expect(await transport.failure(hanging) == "Cancelled") }
                    await server.until { $0.requests.count == 2 }
                    let start = ContinuousClock.now
                    for _ in 0..<3 { #expect(await transport.failure(other) == nil) }
                    #expect(ContinuousClock.now - start < .seconds(10))
                    group.cancelAll()
                }
                #expect(server.connections == 2)
            }
        }
    }

    @Test(
        "What follows a response is not the next one's",
        arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", "garbage\r\n\r\n", "\r\n", "HTTP/1.1 200"]
    )
    func leftover(rest: String) async throws {
        try await ScriptedServer.run(
            answer: { request in
                if request.connection == 1 {
                    request.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nright\(rest)")
                } else {
                    request.answer("right")
                }
            }
        ) { server in
            try await withTransport(1) { transport in
                let request = try server.request()
                await withTaskGroup(of: String?.self) { group in
                    for _ in 0..<3 { group.addTask { try? await transport.text(request) } }
                    for await text in group { #expect(text != "wrong") }
                }
                #expect(try await transport.text(request) == "right")
            }
        }
    }

    @Test("What comes while nothing is asked closes the connection")
    func unasked() async throws {
        try await ScriptedServer.run(answer: { $0.answer("\($0.connection)") }) { server in
            try await withTransport { transport in
                let request = try server.request()
                #expect(try await transport.text(request) == "1")
                server.requests.first?.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")
                await server.until { $0.openConnections == 0 }
                #expect(try await transport.text(request) == "2")
            }
        }
    }

    @Test(
        "Connections that end with their response are not used again",
        arguments: [
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\n\r\nok",
            "HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        ]
    )
    func ends(response: String) async throws {
        try await ScriptedServer.run(
            answer: {
                $0.send(response)
                if response.hasSuffix("OK\r\n\r\nok") { $0.close() }
            }
        ) { server in
            try await withTransport { transport in
                let request = try server.request()
                for _ in 0..<3 { #expect(try await transport.text(request) == "ok") }
                #expect(server.connections == 3)
                await server.until { $0.openConnections == 0 }
            }
        }
    }

    @Test("A connection that was closed while idle is no error, and neither is one that is closed on use, once")
    func stale() async throws {
        try await ScriptedServer.run(answer: { $0.number < 3 ? $0.answer() : $0.close() }) { server in
            try await withTransport { transport in
                let request = try server.request()
                for _ in 0..<5 { #expect(try await transport.text(request) == "ok") }
                #expect(server.connections == 3)
                server.requests.last?.close()
                await server.until { $0.openConnections == 0 }
                #expect(try await transport.text(request) == "ok")
            }
        }
    }

    @Test("A request that may not be repeated is not, and nothing is repeated on a connection that never answered")
    func notRepeated() async throws {
        try await ScriptedServer.run(answer: { $0.text.contains("/good") ? $0.answer() : $0.close() }) { server in
            try await withTransport { transport in
                #expect(await transport.failure(try server.request("/bad")) == "ConnectionClosed")
                #expect(server.requests.count == 1)
                _ = try await transport.text(server.request("/good"))
                var request = try server.request("/bad")
                request.isRepeatable = false
                #expect(await transport.failure(request) == "ConnectionClosed")
                #expect(server.requests.count == 3)
                _ = try await transport.text(server.request("/good"))
                request.isRepeatable = true
                #expect(await transport.failure(request) == "ConnectionClosed")
                #expect(server.requests.count == 6)
            }
        }
    }
}

@Suite("A request ends at its deadline, and when it is cancelled", .timeLimit(.minutes(2)))
struct DeadlineTests {
    @Test("A response after the deadline is nobody's")
    func late() async throws {
        try await ScriptedServer.run(answer: { if $0.connection > 1 { $0.answer("in time") } }) { server in
            try await withTransport(1) { transport in
                let request = try server.request()
                #expect(await transport.failure(request, within: .milliseconds(50)) == "TimedOut")
                server.requests.first?.answer("late")
                #expect(try await transport.text(request) == "in time")
            }
        }
    }

    @Test("A request that waits for a connection ends at its own deadline, or with its task")
    func waiting() async throws {
        try await ScriptedServer.run(answer: { if $0.text.contains("/good") { $0.answer() } }) { server in
            try await withTransport(1) { transport in
                let hanging = try server.request("/hang")
                await withTaskGroup { group in
                    group.addTask { #expect(await transport.failure(hanging) == "Cancelled") }
                    await server.until { $0.requests.count == 1 }
                    #expect(await transport.failure(hanging, within: .milliseconds(50)) == "TimedOut")
                    await withTaskGroup { inner in
                        inner.addTask { #expect(await transport.failure(hanging) == "Cancelled") }
                        inner.cancelAll()
                    }
                    #expect(server.requests.count == 1)
                    group.cancelAll()
                }
                #expect(try await transport.text(server.request("/good")) == "ok")
            }
        }
    }

    @Test("A cancelled request's connection is closed")
    func cancelled() async throws {
        try await ScriptedServer.run(answer: { _ in }) { server in
            try await withTransport { transport in
                let request = try server.request()
                await withTaskGroup { group in
                    group.addTask { #expect(await transport.failure(request) == "Cancelled") }
                    await server.until { $0.requests.count == 1 }
                    group.cancelAll()
                }
                await server.until { $0.openConnections == 0 }
            }
        }
    }

    @Test("A passed deadline and a cancelled task send nothing")
    func before() async throws {
        try await ScriptedServer.run(answer: { _ in }) { server in
            try await withTransport { transport in
                let request = try server.request()
                await withTaskGroup(of: Void.self) { group in
                    group.cancelAll()
                    group.addTask { #expect(await transport.failure(request) == "Cancelled") }
                }
                #expect(server.requests.isEmpty)
                #expect(await transport.failure(request, within: .zero) == "TimedOut")
            }
        }
    }

    @Test("After the end no request is made, and those under way are cancelled")
    func shutDown() async throws {
        try await ScriptedServer.run(answer: { _ in }) { server in
            let transport = NIOTransport(concurrency: 1, userAgent: "test")
            let request = try server.request()
            await withTaskGroup { group in
                for _ in 0..<3 { group.addTask { #expect(await transport.failure(request) == "Cancelled") } }
                await server.until { $0.requests.count == 1 }
                await transport.shutdown()
            }
        }
    }

    @Test("All that wait for the only connection fail with it, at once")
    func refused() async throws {
        let port = try await ScriptedServer.run(answer: { _ in }) { $0.port }
        try await withTransport(1) { transport in
            let request = HTTPRequest(method: "GET", endpoint: try Endpoint("http://127.0.0.1:\(port)"), path: "/")
            let start = ContinuousClock.now
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { #expect(await transport.failure(request) == "ConnectionRefused") } }
            }
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }
}

@Suite("The clock of an event loop", .timeLimit(.minutes(1)))
struct EventLoopClockTests {
    @Test("A sleep ends when it should, and at once when its task is cancelled")
    func sleeps() async throws {
        try await withTransport { transport in
            let clock = transport.executor.clock
            let start = clock.now
            try await clock.sleep(until: start + .milliseconds(20), tolerance: nil)
            #expect(clock.now - start >= .milliseconds(20))
            try await clock.sleep(until: start, tolerance: nil)
            for time in [Duration.seconds(5), .seconds(3_600)] {
                await withTaskGroup { group in
                    group.addTask {
                        await #expect(throws: CancellationError.self) { try await clock.sleep(for: time) }
                    }
                    await Task.yield()
                    group.cancelAll()
                }
            }
        }
    }
}
