// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Synchronization
import Systemd
import TestSupport

/// A temporary spool, with a dispatcher that starts nothing.
final class SpoolFixture {
    let folder: TemporaryFolder
    let spool: Spool
    let inner = TakenNotices()

    init() throws {
        folder = try TemporaryFolder()
        spool = Spool(stateFolder: folder.path)
        folder.makeFolder("environment")
    }

    deinit { folder.remove() }

    /// Makes the folders of the spool, as the daemon does with its first entry.
    func makeSpool() throws {
        for path in [spool.waiting, spool.starting, spool.started] { _ = try SpoolFolder(path, creatingFor: .owner) }
    }

    /// A notice that starts units.
    func notice(_ number: Int64, _ units: [String], reason: String = "row 18") -> Notice {
        Notice(
            event: .transition,
            priority: .error,
            message: "a: INPROGRESS → FAILED",
            fields: [
                .init("AWAITD_WATCH", "a"), .init("AWAITD_STATE", "failed"), .init("AWAITD_REASON", reason),
            ]
        )
        .starting(units)
        .stamped(.init(eventID: "e\(number)", sequence: number, observedAt: Timestamp(microseconds: 0)))
    }

    /// Puts an entry into a folder under any name.
    func put(_ text: String, _ name: String, in path: String) throws {
        try SpoolFolder(path).write(Array(text.utf8), to: name, mode: 0o600)
    }

    /// Puts what is left of a budget where the dispatcher keeps it.
    func put(_ budget: StartBudget, at name: String) throws {
        try SpoolFolder("\(folder.path)/environment").write(budget.bytes, to: name, mode: 0o600)
    }

    /// The names in a folder of the state folder.
    func names(_ name: String) -> [String] { (try? SpoolFolder("\(folder.path)/\(name)").names()) ?? [] }

    /// The text of a unit's environment file.
    func environment(_ unit: String) throws -> String {
        let bytes = try SpoolFolder("\(folder.path)/environment").read("\(unit).env", limit: 10_000)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Runs the dispatcher until nothing waits; returns the units started and the notices delivered.
    func dispatch(
        _ starter: RecordingStarter = RecordingStarter(),
        allowed: String = "*.service\npage.service\nretrain@.service"
    ) async throws -> (started: [String], notices: [Notice]) {
        let sink = TakenNotices()
        let dispatcher = dispatcher(starter, allowed: allowed) { try? await sink.deliver($0) }
        while try await dispatcher.run().handled > 0 {}
        return (starter.units, sink.notices)
    }

    /// A dispatcher of this spool.
    func dispatcher(
        _ starter: RecordingStarter,
        allowed: String = "page.service",
        distrust: String? = nil,
        deliver: @escaping @Sendable (Notice) async -> Void = { _ in },
        now: @escaping @Sendable () -> Int64 = { StartBudget.now() }
    ) -> Dispatcher {
        let environment = "\(folder.path)/environment"
        return Dispatcher(
            .init(spool: spool, environment: environment, allow: "/etc/awaitd/units.allow"),
            allowed: AllowedUnits(allowed),
            distrust: distrust,
            starter: starter,
            deliver: deliver,
            now: now
        )
    }
}

/// Accepts every notice.
final class TakenNotices: NoticeSink {
    private let taken = Mutex<[Notice]>([])

    var notices: [Notice] { taken.withLock { $0 } }

    func deliver(_ notice: Notice) async throws(DeliveryError) { taken.withLock { $0.append(notice) } }
}

/// Starts nothing and records which units it was asked to start.
final class RecordingStarter: UnitStarter {
    private let failing: String?
    private let meanwhile: @Sendable () -> Void
    private let asked = Mutex<[String]>([])

    /// Fails for one unit; calls `meanwhile` during each start.
    init(failing: String? = nil, meanwhile: @escaping @Sendable () -> Void = {}) {
        self.failing = failing
        self.meanwhile = meanwhile
    }

    var units: [String] { asked.withLock { $0 } }

    func start(_ unit: String) throws(DeliveryError) {
        meanwhile()
        guard unit != failing else { throw DeliveryError(reason: "there is no such unit") }
        asked.withLock { $0.append(unit) }
    }
}
