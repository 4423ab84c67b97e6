// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import NIOCore
import NIOSSL
import Synchronization
import Testing

@Suite("A body is read as it arrives", .timeLimit(.minutes(2)))
struct StreamTests {
    private static let head = "HTTP/1.1 200 OK\r\nX-Own: 1\r\nTransfer-Encoding: chunked\r\n\r\n"

    private func open(_ request: HTTPRequest, _ transport: NIOTransport) async throws -> HTTPResponseStream {
        try await transport.stream(request, until: Deadline(in: .seconds(20)))
    }

    @Test("Parts come one by one, long after the deadline of the head, and the connection is used again")
    func parts() async throws {
        try await ScriptedServer.run(
            answer: { $0.send($0.number == 1 ? Self.head : "HTTP/1.1 204 No\r\n\r\n") }
        ) { server in
            try await withTransport { transport in
                let stream = try await transport.stream(server.request(), until: Deadline(in: .milliseconds(500)))
                #expect(stream.status == 200 && stream.headers["x-own"] == "1")
                let start = ContinuousClock.now
                var parts = stream.body.makeAsyncIterator()
                for text in ["a", "bc", "def"] {
                    server.requests.first?.send("\(text.utf8.count)\r\n\(text)\r\n")
                    #expect(try await parts.next() == Array(text.utf8))
                }
                try await ContinuousClock().sleep(until: start + .milliseconds(700))
                server.requests.first?.send("1\r\n.\r\n0\r\n\r\n")
                #expect(try await parts.next() == Array(".".utf8))
                #expect(try await parts.next() == nil)
                let next = try await open(server.request(), transport)
                #expect(next.status == 204)
                for try await _ in next.body { Issue.record("no body was sent") }
                #expect(server.connections == 1)
            }
        }
    }

    @Test("A body that breaks off throws")
    func breaks() async throws {
        try await ScriptedServer.run(answer: { $0.send("\(Self.head)1\r\na\r\n") }) { server in
            try await withTransport { transport in
                let stream = try await open(server.request(), transport)
                var parts = stream.body.makeAsyncIterator()
                #expect(try await parts.next() == Array("a".utf8))
                server.requests.first?.close()
                let error = await #expect(throws: TransportError.self) { try await parts.next() }
                #expect(error?.code == "BadAnswer")
            }
        }
    }

    @Test("No head in time is an error, as for any other request")
    func noHead() async throws {
        try await ScriptedServer.run(answer: { _ in }) { server in
            try await withTransport { transport in
                let error = await #expect(throws: TransportError.self) {
                    try await transport.stream(server.request(), until: Deadline(in: .milliseconds(50)))
                }
                #expect(error?.code == "TimedOut")
            }
        }
    }

    @Test("A reader that stops, and one whose task is cancelled, closes the connection")
    func stops() async throws {
        try await ScriptedServer.run(answer: { $0.send("\(Self.head)1\r\na\r\n") }) { server in
            try await withTransport { transport in
                for try await _ in try await open(server.request(), transport).body { break }
                await server.until { $0.openConnections == 0 }
                let stream = try await open(server.request(), transport)
                await withTaskGroup { group in
                    group.addTask {
                        var parts = stream.body.makeAsyncIterator()
                        while let part = try? await parts.next() { #expect(part == Array("a".utf8)) }
                    }
                    group.cancelAll()
                }
                await server.until { $0.openConnections == 0 }
            }
        }
    }

    @Test("A slow reader lets the server wait, and misses nothing")
    func slow() async throws {
        let (size, count) = (1 << 16, 1_024)
        let written = Mutex(0)
        @Sendable func write(_ left: Int, _ request: ScriptedServer.Request) {
            guard left > 0 else { return request.close() }
            let bytes = ByteBuffer(repeating: 0x61, count: size)
            request.channel.writeAndFlush(bytes).whenSuccess {
                written.withLock { $0 += 1 }
                write(left - 1, request)
            }
        }
        try await ScriptedServer.run(
            answer: { request in
                request.send("HTTP/1.1 200 OK\r\nContent-Length: \(size * count)\r\n\r\n")
                write(count, request)
            }
        ) { server in
            try await withTransport { transport in
                let stream = try await open(server.request(), transport)
                var parts = stream.body.makeAsyncIterator()
                var total = try await parts.next()?.count ?? 0
                // As long as it takes to send all of it several times; less is no proof, but no false alarm either.
                try await ContinuousClock().sleep(for: .milliseconds(500))
                #expect(written.withLock { $0 } < count)
                while let part = try await parts.next() { total += part.count }
                #expect(total == size * count)
            }
        }
    }
}

@Suite("Certificates of both sides", .timeLimit(.minutes(2)))
struct ClientCertificateTests {
    private static let files = [
        "/ca.pem": TestCertificates.authority, "/client.pem": TestCertificates.client,
        "/client.key": TestCertificates.clientKey, "/server.key": TestCertificates.serverKey, "/bad": "bad",
    ]

    /// A server that answers those only who show a certificate of the authority.
    private func withServer(_ body: (ScriptedServer) async throws -> Void) async throws {
        func certificates(_ text: String) throws -> [NIOSSLCertificate] {
            try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try certificates(TestCertificates.server).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(TestCertificates.serverKey.utf8), format: .pem)))
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates(try certificates(TestCertificates.authority))
        let context = try NIOSSLContext(configuration: configuration)
        try await ScriptedServer.run(encryption: context, answer: { $0.answer() }, body)
    }

    private func request(_ server: ScriptedServer, _ certificate: String, _ key: String) throws -> HTTPRequest {
        var request = try server.request(scheme: "https")
        request.certificates = "/ca.pem"
        request.clientCertificate = ClientCertificate(certificate: certificate, key: key)
        return request
    }

    @Test("A server that asks for the client's certificate gets it")
    func shown() async throws {
        try await withServer { server in
            try await withTransport(fileSystem: MemoryFiles(Self.files)) { transport in
                for _ in 0..<3 {
                    #expect(try await transport.text(request(server, "/client.pem", "/client.key")) == "ok")
                }
                #expect(server.connections == 1)
                var other = try server.request(scheme: "https")
                other.certificates = "/ca.pem"
                #expect(await transport.failure(other) != nil)
                #expect(server.requests.count == 3)
            }
        }
    }

    @Test(
        "Files that cannot be used say which and why",
        arguments: [
            ("/none.pem", "/client.key", "/none.pem does not exist"),
            ("/bad", "/client.key", "/bad has no certificates in it"),
            ("/client.pem", "/bad", "/bad has no private key in it"),
            ("/client.pem", "/server.key", "/server.key does not belong to /client.pem"),
        ]
    )
    func unusable(certificate: String, key: String, words: String) async throws {
        try await withServer { server in
            try await withTransport(fileSystem: MemoryFiles(Self.files)) { transport in
                let error = await #expect(throws: TransportError.self) {
                    try await transport.text(request(server, certificate, key))
                }
                #expect(error?.code == "ClientCertificateUnusable" && error?.isLasting == true)
                #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
                #expect(server.connections == 0)
            }
        }
    }

    @Test("A changed certificate makes new connections, and the old ones end")
    func changed() async throws {
        let files = MemoryFiles(Self.files)
        try await withServer { server in
            try await withTransport(fileSystem: files) { transport in
                let request = try request(server, "/client.pem", "/client.key")
                #expect(try await transport.text(request) == "ok")
                files.write(TestCertificates.client + "\n", to: "/client.pem")
                // It is taken once it has stood still for a second.
                while server.connections < 2 { #expect(try await transport.text(request) == "ok") }
                await server.until { $0.openConnections == 1 }
            }
        }
    }
}
