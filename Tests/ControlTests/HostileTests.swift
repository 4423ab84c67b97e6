// SPDX-License-Identifier: Apache-2.0

import Control
import Core
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(3))) struct HostileTests {
    @Test(arguments: [
        "\0", "nonsense\0", "[]\0", "{}\0", #"{"method":1}"# + "\0", #"{"method":"x","parameters":[]}"# + "\0",
        #"{"method":"x","more":1}"# + "\0", String(repeating: "[", count: 100_000) + "\0",
    ])
    func nonsenseEndsTheConnection(message: String) async throws {
        try await withServer(limits: .patient) { path in
            let client = try await RawClient.open(path)
            client.send(message)
            await client.disconnected()
            let watches = try await ControlClient(path: path).status().watches
            #expect(watches.count == 3)
        }
    }

    @Test(arguments: ["", "\0"])
    func aMessageMayBeAsLongAsTheLimitAndNoLonger(end: String) async throws {
        var limits = ControlLimits.patient
        limits.messageBytes = 10_000
        try await withServer(limits: limits) { path in
            let call = #"{"method":"io.awaitd.Reload"}"#
            let fits = try await RawClient.open(path)
            fits.send(call + String(repeating: " ", count: 10_000 - call.utf8.count) + "\0")
            #expect(await fits.messages(1) == [#"{"parameters":{}}"#])
            fits.close()
            let tooLong = try await RawClient.open(path)
            tooLong.send(call + String(repeating: " ", count: 10_001 - call.utf8.count) + end)
            await tooLong.disconnected()
        }
    }

    @Test func anUnfinishedMessageTimesOut() async throws {
        var limits = ControlLimits.patient
        limits.messageTime = .milliseconds(50)
        try await withServer(limits: limits) { path in
            let client = try await RawClient.open(path)
            client.send(#"{"method":"io.awaitd.Rel"#)
            await client.disconnected()
        }
    }

    @Test func anIdleClientIsDisconnected() async throws {
        var limits = ControlLimits.patient
        limits.idleTime = .milliseconds(80)
        try await withServer(limits: limits) { path in
            let client = try await RawClient.open(path)
            await client.disconnected()
        }
    }

    @Test func aClientThatNeverReadsIsDisconnected() async throws {
        var limits = ControlLimits.patient
        limits.queuedBytes = 10_000
        limits.stallTime = .milliseconds(100)
        try await withServer(limits: limits) { path in
            let client = try await RawClient.open(path, reading: false)
            for _ in 0..<3_000 { client.send(#"{"method":"io.awaitd.GetStatus"}"# + "\0") }
            await client.disconnected()
            let watches = try await ControlClient(path: path).status().watches
            #expect(watches.count == 3)
        }
    }

    @Test(arguments: [false, true])
    func tooManyConnectionsLockNoOneOut(listening: Bool) async throws {
        var limits = ControlLimits.patient
        limits.connections = 8
        try await withServer(limits: limits) { path in
            var clients: [RawClient] = []
            for _ in 0..<100 {
                let client = try await RawClient.open(path)
                clients.append(client)
                if listening { client.send(#"{"method":"io.awaitd.Monitor","more":true}"# + "\0") }
            }
            let watches = try await ControlClient(path: path).status().watches
            #expect(watches.count == 3)
            // Idle connections are closed first, the longest idle one before the others.
            if !listening { for client in clients.prefix(80) { await client.disconnected() } }
            for client in clients { client.close() }
        }
    }
}

extension ControlLimits {
    /// The daemon's limits with long times: no client is too slow unless a test sets a limit.
    fileprivate static var patient: ControlLimits {
        var limits = ControlLimits()
        limits.messageTime = .hours(1)
        limits.idleTime = .seconds(3_600)
        limits.stallTime = .hours(1)
        return limits
    }
}
