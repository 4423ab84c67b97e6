// SPDX-License-Identifier: Apache-2.0

import CSystemd
package import Core
import Glibc

/// Empties the spool: starts the units that may be started, passes each the fields that it is started for, and reports
/// what was started and what was refused.
///
/// Runs as root, so it trusts nothing in the spool: names, sizes, links and contents are checked, and only the
/// administrator decides which units may be started.
package struct Dispatcher: Sendable {
    /// Where everything is.
    package struct Paths: Sendable {
        /// The spool.
        package let spool: Spool
        /// The folder of the environment files.
        package let environment: String
        /// The file that names the units that may be started.
        package let allow: String

        /// Paths.
        package init(spool: Spool, environment: String, allow: String) {
            self.spool = spool
            self.environment = environment
            self.allow = allow
        }
    }

    private let paths: Paths
    private let allowed: AllowedUnits
    private let starter: any UnitStarter
    private let deliver: @Sendable (Notice) async -> Void

    /// How many entries one run handles at most; the path unit starts the next run.
    private static let mostAtOnce = 500
    /// How many finished entries are kept, and how many environment files: more than one run leaves
    /// (``StartRules/maxUnits`` of each entry, two files each), so that no unit loses its file to the next run.
    private static let mostTraces = 10_000

    /// A dispatcher; `deliver` takes a notice about each unit.
    package init(
        _ paths: Paths,
        allowed: AllowedUnits,
        starter: any UnitStarter,
        deliver: @escaping @Sendable (Notice) async -> Void
    ) {
        self.paths = paths
        self.allowed = allowed
        self.starter = starter
        self.deliver = deliver
    }

    /// The folders, opened.
    private struct Folders: ~Copyable {
        let waiting: SpoolFolder
        let starting: SpoolFolder
        let started: SpoolFolder
        let environment: SpoolFolder

        init(_ paths: Paths) throws(SpoolError) {
            let waiting = try SpoolFolder(paths.spool.waiting)
            let starting = try SpoolFolder(paths.spool.starting)
            let started = try SpoolFolder(paths.spool.started)
            environment = try SpoolFolder(paths.environment)
            self.waiting = waiting
            self.starting = starting
            self.started = started
        }
    }

    /// Handles the entries that an earlier run was interrupted in, then those that wait, oldest first; returns how many.
    ///
    /// Throws if a folder cannot be read or written, and at the end if an entry cannot be removed, so that the unit fails
    /// visibly. Nothing is started that could not be moved first: whatever goes wrong, and however often this is run, an
    /// entry's units are started twice at most.
    @discardableResult
    package func run() async throws(SpoolError) -> Int {
        let folders = try Folders(paths)
        try folders.started.prune(keeping: Self.mostTraces)
        try folders.environment.prune(keeping: Self.mostTraces)
        var stuck: SpoolError?
        let interrupted = try folders.starting.names(limit: Self.mostAtOnce)
        let waiting = try folders.waiting.names(limit: Self.mostAtOnce)
        for (name, isInterrupted) in interrupted.map({ ($0, true) }) + waiting.map({ ($0, false) }) {
            do throws(SpoolError) {
                if isInterrupted { try await resume(name, folders) } else { try await take(name, folders) }
            } catch {
                guard error.isOfOneEntry else { throw error }
                stuck = error
            }
        }
        if let stuck { throw stuck }
        return interrupted.count + waiting.count
    }

    /// Handles an entry that waits.
    private func take(_ name: String, _ folders: borrowing Folders) async throws(SpoolError) {
        guard SpoolEntry.isName(name), !folders.started.has(name) else { return try folders.waiting.discard(name) }
        guard folders.waiting.hasFile(name) else {
            try folders.waiting.discard(name)
            return await deliver(Self.refusal(name, "is not a regular file"))
        }
        try folders.waiting.move(name, to: folders.starting, as: name)
        try await finish(name, as: name, delivering: await start(name, folders), folders)
    }

    /// Handles an entry that an earlier run was interrupted in: a second time, but not a third.
    private func resume(_ claim: String, _ folders: borrowing Folders) async throws(SpoolError) {
        if SpoolEntry.isName(claim) {
            let retry = Spool.retryName(of: claim)
            try folders.starting.move(claim, to: folders.starting, as: retry)
            try await finish(retry, as: claim, delivering: await start(retry, folders), folders)
        } else if let name = Spool.name(ofRetry: claim), SpoolEntry.isName(name) {
            let refusal = Self.refusal(name, "was interrupted twice while its units were being started")
            try await finish(claim, as: name, delivering: [refusal], folders)
        } else {
            try folders.starting.discard(claim)
        }
    }

    /// Moves an entry to the finished ones, and only then delivers its notices: the journal may be slow, or hang.
    private func finish(
        _ claim: String,
        as name: String,
        delivering notices: [Notice],
        _ folders: borrowing Folders
    ) async throws(SpoolError) {
        var failure: SpoolError?
        do throws(SpoolError) {
            do throws(SpoolError) {
                try folders.starting.move(claim, to: folders.started, as: name)
            } catch {
                guard error.isOfOneEntry else { throw error }
                try folders.starting.discard(claim)
            }
        } catch {
            failure = error
        }
        for notice in notices { await deliver(notice) }
        if let failure { throw failure }
    }

    /// Starts the units of an entry; returns the notices about them.
    private func start(_ claim: String, _ folders: borrowing Folders) async -> [Notice] {
        let bytes: [UInt8]
        do throws(SpoolError) {
            bytes = try folders.starting.read(claim, limit: SpoolEntry.byteLimit)
        } catch {
            return [Self.refusal(claim, "cannot be read: \(error.reason)")]
        }
        guard let entry = SpoolEntry(bytes) else { return [Self.refusal(claim, "is not a valid entry")] }
        var notices: [Notice] = []
        for unit in entry.units { notices.append(await start(unit, entry, folders.environment)) }
        return notices
    }

    private func start(_ unit: String, _ entry: SpoolEntry, _ environment: borrowing SpoolFolder) async -> Notice {
        guard UnitName.isStartable(unit) else {
            return .unitRefused(unit, reason: "that is not a unit name", for: entry.cause)
        }
        guard allowed.allows(unit) else {
            let template = UnitName.template(of: unit)
            let reason =
                "it is not allowed; allow it with a line `\(template)` in \(paths.allow.cleaned(limit: 300))"
            return .unitRefused(unit, reason: reason, for: entry.cause)
        }
        do throws(SpoolError) {
            let text = EnvironmentFile.text(unit: unit, entry.fields)
            for name in Self.environmentNames(unit) { try environment.write(Array(text.utf8), to: name, mode: 0o640) }
        } catch {
            return .unitRefused(unit, reason: "its environment file: \(error.reason)", for: entry.cause)
        }
        do throws(UnitStartError) {
            try await starter.start(unit)
        } catch {
            return .unitRefused(unit, reason: error.reason, for: entry.cause)
        }
        return .unitStarted(unit, for: entry.cause)
    }

    private static func refusal(_ name: String, _ what: String) -> Notice {
        .unitRefused("a unit", reason: "\(name.cleaned(limit: 110)) in the spool \(what)", for: .unknown)
    }

    /// The names of a unit's environment file: `%n.env` in unit files.
    ///
    /// `EnvironmentFile=` takes a glob (systemd.exec(5)), in which the backslashes of an escaped name are escape characters;
    /// so the file also exists under the name that such a pattern matches.
    static func environmentNames(_ unit: String) -> [String] {
        let name = "\(unit).env"
        let found = name.filter { $0 != "\\" }
        return name == found ? [name] : [name, found]
    }
}
