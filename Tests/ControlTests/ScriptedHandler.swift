// SPDX-License-Identifier: Apache-2.0

import Control
import Core
import Synchronization

/// A fake daemon: three watches, a history of two notices, and a reload whose outcome the test sets.
final class ScriptedHandler: ControlHandler {
    private let reloadError: Mutex<ControlError?>
    private let count = Mutex(0)
    private let polledNames = Mutex<[String]>([])
    /// The notices that monitors receive.
    let monitored: [Notice]

    init(reload error: ControlError? = nil, monitored: [Notice] = []) {
        reloadError = Mutex(error)
        self.monitored = monitored
    }

    var reloads: Int { count.withLock { $0 } }
    var polled: [String] { polledNames.withLock { $0 } }

    static let watches = ["a", "b\u{1B}[2J", "ü"].map {
        WatchStatus(
            name: $0,
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

    func status() async throws(ControlError) -> [WatchStatus] { Self.watches }

    func history(of name: String?, since: Timestamp?, last: Int) async throws(ControlError) -> [Notice] {
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

    func notices() -> AsyncStream<Notice> {
        AsyncStream { continuation in
            for notice in monitored { continuation.yield(notice) }
        }
    }
}
