// SPDX-License-Identifier: Apache-2.0

import Control
import Core
import Synchronization

/// A fake daemon: three watches or as many as the test wants, a history of two notices, and a reload whose outcome the
/// test sets.
final class ScriptedHandler: ControlHandler {
    private let reloadError: Mutex<ControlError?>
    private let count = Mutex(0)
    private let polledNames = Mutex<[String]>([])
    private let snapshotCount = Mutex(0)
    private let watches: [WatchStatus]
    /// Holds up each snapshot and history; nil lets them pass.
    private let gate: Gate?
    /// The notices that monitors receive.
    let monitored: [Notice]

    init(
        watches: [WatchStatus] = ScriptedHandler.watches,
        gate: Gate? = nil,
        reload error: ControlError? = nil,
        monitored: [Notice] = []
    ) {
        self.watches = watches
        self.gate = gate
        reloadError = Mutex(error)
        self.monitored = monitored
    }

    /// How many snapshots were taken or begun.
    var snapshots: Int { snapshotCount.withLock { $0 } }
    var reloads: Int { count.withLock { $0 } }
    var polled: [String] { polledNames.withLock { $0 } }

    static let watches = ["a", "b\u{1B}[2J", "ü"].map(watch)

    static func watch(_ name: String) -> WatchStatus {
        WatchStatus(
            name: name,
            kind: "evaluation",
            resourceID: "ev-1",
            region: "us-east-1",
            state: .inProgress,
            status: "INPROGRESS",
            since: Timestamp(microseconds: 1_000_000),
            visibility: .notFound,
            nextPoll: nil,
            reason: "no \"such\" thing"
        )
    }

    static let notices = (0..<2).map { number in
        Notice(event: .transition, priority: .notice, message: "notice \(number)", fields: [.init("AWAITD_WATCH", "a")])
    }

    func status() async throws(ControlError) -> StatusReport {
        snapshotCount.withLock { $0 += 1 }
        await gate?.pass()
        return StatusReport(watches: watches)
    }

    func history(of name: String?, since: Timestamp?, last: Int) async throws(ControlError) -> [Notice] {
        await gate?.pass()
        if let name, name != "a" { throw .unknownWatch(name) }
        return since == nil ? Self.notices.suffix(last) : []
    }

    func reload() async throws(ControlError) {
        count.withLock { $0 += 1 }
        if let error = reloadError.withLock({ $0 }) { throw error }
    }

    func pollNow(_ name: String) async throws(ControlError) {
        guard name == "a" else { throw .unknownWatch(name) }
        polledNames.withLock { $0.append(name) }
    }

    func poll(_ names: [String]) async throws(ControlError) -> [String: String] {
        for name in names { try await pollNow(name) }
        return ["a": "ThrottlingException"]
    }

    func record(_ name: String) async throws(ControlError) -> RecordedResponse {
        guard name == "a" else { throw .unknownWatch(name) }
        return RecordedResponse(recording: "{}", failure: nil)
    }

    static let findings = CredentialFindings(
        viewpoint: .init(
            user: "awaitd", environment: ["HOME": "/h", "AWS_PROFILE": "SECRET", "PATH": "x", "AWS_REGION": ""]),
        credentials: [
            CredentialFinding(
                title: "the default chain", watches: 2, skipped: ["the environment: not\u{1B}[2J set"], source: nil,
                keyID: nil, isTemporary: false, expires: nil, usesBedrockKey: false, withholdsBedrockKey: false,
                failure: "none")
        ],
        omitted: 1
    )

    func credentials() async throws(ControlError) -> CredentialFindings { Self.findings }

    static let metrics = "# TYPE a counter\na{b=\"c\"} 1\n"

    func metrics() async throws(ControlError) -> String { Self.metrics }

    func notices() -> AsyncStream<Notice> {
        AsyncStream { continuation in
            for notice in monitored { continuation.yield(notice) }
        }
    }
}

/// Holds up those that pass until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// How many have come to it.
    var arrivals: Int { state.withLock { $0.arrived } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
