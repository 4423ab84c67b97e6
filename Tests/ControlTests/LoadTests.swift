// SPDX-License-Identifier: Apache-2.0

import Control
import Core
import NIOCore
import Testing

/// Many clients at once, and clients that do not wait or read.
@Suite(.timeLimit(.minutes(3))) struct LoadTests {
    private static let call = #"{"method":"io.awaitd.GetStatus"}"# + "\0"

    private static func watches(_ count: Int) -> [WatchStatus] {
        (0..<count).map { ScriptedHandler.watch("job-\($0)") }
    }

    @Test func aLongReplyIsCompleteAndInOrder() async throws {
        let watches = Self.watches(5_000)
        try await withServer(ScriptedHandler(watches: watches)) { path in
            let received = try await ControlClient(path: path).status().watches
            #expect(received == watches)
        }
    }

    @Test func noWatchesAtAllAreAReplyToo() async throws {
        try await withServer(ScriptedHandler(watches: [])) { path in
            let client = try await RawClient.open(path)
            client.send(Self.call)
            #expect(await client.messages(1) == [#"{"parameters":{"listings":[],"matchers":[],"watches":[]}}"#])
            client.close()
        }
    }

    @Test func allThatAskDuringASnapshotShareTheNextOne() async throws {
        let gate = Gate()
        let handler = ScriptedHandler(gate: gate)
        try await withServer(handler) { path in
            var clients: [RawClient] = []
            for _ in 0..<30 {
                let client = try await RawClient.open(path)
                client.send(Self.call)
                clients.append(client)
                // The first snapshot has begun: it is not what the others have asked for.
                while handler.snapshots == 0 { await Task.yield() }
            }
            gate.open()
            for client in clients {
                #expect(await client.messages(1).count == 1)
                client.close()
            }
            // All that came in time share one; one that the server read later may need another.
            #expect((2...4).contains(handler.snapshots), "\(handler.snapshots)")
        }
    }

    @Test func clientsThatHangUpAreNotServed() async throws {
        let gate = Gate()
        let handler = ScriptedHandler(watches: Self.watches(5_000), gate: gate)
        try await withServer(handler) { path in
            for _ in 0..<400 {
                let client = try await RawClient.open(path)
                client.send(Self.call)
                client.close()
            }
            gate.open()
            let watches = try await ControlClient(path: path).status().watches
            #expect(watches.count == 5_000)
            #expect(handler.snapshots < 10, "\(handler.snapshots)")
        }
    }

    @Test func historyIsReadForOneClientAtATime() async throws {
        let gate = Gate()
        try await withServer(ScriptedHandler(gate: gate)) { path in
            var clients: [RawClient] = []
            for number in 0..<20 {
                let client = try await RawClient.open(path)
                client.send(#"{"method":"io.awaitd.GetHistory"}"# + "\0")
                clients.append(client)
                if number % 2 == 1 { client.close() }
            }
            while gate.arrivals == 0 { await Task.yield() }
            for _ in 0..<1_000 { await Task.yield() }
            #expect(gate.arrivals == 1)
            gate.open()
            for number in stride(from: 0, to: 20, by: 2) {
                #expect(await clients[number].messages(1).count == 1)
                clients[number].close()
            }
        }
    }

    @Test func clientsThatDoNotReadLockNoOneOut() async throws {
        var limits = ControlLimits()
        limits.readTime = .milliseconds(300)
        // Together with a socket's own buffer far less than a reply.
        limits.queuedBytes = 100_000
        let handler = ScriptedHandler(watches: Self.watches(5_000))
        try await withServer(handler, limits: limits) { path in
            var clients: [RawClient] = []
            for number in 0..<8 {
                let client = try await RawClient.open(path, reading: false)
                client.send(Self.call)
                clients.append(client)
                // Each gets a snapshot of its own, as long as those before are few.
                while handler.snapshots < min(number + 1, 3) { await Task.yield() }
            }
            let watches = try await ControlClient(path: path).status().watches
            #expect(watches.count == 5_000)
            for client in clients { await client.disconnected() }
        }
    }

    @Test func theServerEndsWhileClientsWait() async throws {
        let gate = Gate()
        try await withServer(ScriptedHandler(gate: gate)) { path in
            for method in ["GetStatus", "GetHistory", "Monitor"] {
                for _ in 0..<5 {
                    let client = try await RawClient.open(path, reading: false)
                    client.send(#"{"method":"io.awaitd.\#(method)","more":true}"# + "\0")
                }
            }
            while gate.arrivals < 2 { await Task.yield() }
            // The daemon's poller and store answer when they stop.
            gate.open()
        }
    }

    @Test func theServerEndsWhileClientsConnect() async throws {
        for _ in 0..<10 {
            try await withServer { path in
                // Some are served by now, some accepted, and some wait to be.
                for _ in 0..<50 { _ = try await RawClient.open(path) }
            }
        }
    }

    @Test func aDaemonThatHangsIsNotWaitedForForever() async throws {
        let gate = Gate()
        try await withServer(ScriptedHandler(gate: gate)) { path in
            let client = ControlClient(path: path, patience: .milliseconds(100))
            let words = "the daemon at \(path) does not answer; see `journalctl -u awaitd -n 20`"
            await #expect(throws: ControlError.unavailable(words)) { _ = try await client.status() }
            gate.open()
        }
    }
}
