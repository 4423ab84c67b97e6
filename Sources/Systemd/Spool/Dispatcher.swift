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
        /// The name in ``environment`` of the file with what is left of the budget.
        fileprivate let budget: String

        /// Paths; each `daemon`, by the name of its unit, has a budget of its own.
        package init(spool: Spool, environment: String, allow: String, daemon: String = "awaitd.service") {
            self.spool = spool
            self.environment = environment
            self.allow = allow
            budget = ".budget-\(daemon.filter { $0 != "/" })"
        }
    }

    /// What became of the entries.
    package struct Outcome: Sendable, Hashable {
        /// How many were handled.
        package let handled: Int
        /// How many wait because the budget is used up.
        package let held: Int
        /// Whether it is the first run since there was room that leaves some waiting: it is said once.
        package let isFirstToHold: Bool
    }

    private let paths: Paths
    private let allowed: AllowedUnits
    private let distrust: String?
    private let starter: any UnitStarter
    private let now: @Sendable () -> Int64
    private let deliver: @Sendable (Notice) async -> Void

    /// How many entries one run handles at most; the path unit starts the next run.
    private static let mostAtOnce = 500
    /// How many finished entries are kept, and how many environment files: more than one run leaves
    /// (``StartRules/maxUnits`` of each entry, two files each), so that no unit loses its file to the next run.
    private static let mostTraces = 10_000

    /// A dispatcher; `deliver` takes a notice about each unit, `distrust` says why the list of what is allowed counts for
    /// nothing, and `now` gives microseconds of a steady clock (``StartBudget/now()``).
    package init(
        _ paths: Paths,
        allowed: AllowedUnits,
        distrust: String? = nil,
        starter: any UnitStarter,
        deliver: @escaping @Sendable (Notice) async -> Void,
        now: @escaping @Sendable () -> Int64 = { StartBudget.now() }
    ) {
        self.paths = paths
        self.allowed = allowed
        self.distrust = distrust
        self.starter = starter
        self.now = now
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

    /// Handles the entries that an earlier run was interrupted in, then those that wait, oldest first, as far as the budget
    /// goes; the others stay where they are.
    ///
    /// Throws if a folder cannot be read or written, and at the end if an entry cannot be removed, so that the unit fails
    /// visibly. Nothing is started that could not be moved first: whatever goes wrong, and however often this is run, an
    /// entry's units are started twice at most.
    @discardableResult
    package func run() async throws(SpoolError) -> Outcome {
        let folders = try Folders(paths)
        try folders.started.prune(keeping: Self.mostTraces)
        try folders.environment.prune(keeping: Self.mostTraces)
        var budget = readBudget(folders.environment)
        let wasHolding = budget.isHolding
        var (stuck, handled): (SpoolError?, Int) = (nil, 0)
        let hasUnreadable = try await discardUnreadable(folders, &budget)
        let interrupted = try folders.starting.names(limit: Self.mostAtOnce)
        let waiting = try folders.waiting.names(limit: Self.mostAtOnce)
        let entries = interrupted.map { ($0, true) } + waiting.map { ($0, false) }
        // An entry is begun only if all of its units fit.
        for (name, isInterrupted) in entries {
            guard budget.left(at: now()) >= StartRules.maxUnits else { break }
            handled += 1
            do throws(SpoolError) {
                if isInterrupted {
                    try await resume(name, folders, &budget)
                } else {
                    try await take(name, folders, &budget)
                }
            } catch {
                guard error.isOfOneEntry else { throw error }
                stuck = error
            }
        }
        let held = entries.count - handled + (hasUnreadable ? 1 : 0)
        budget.isHolding = held > 0
        try folders.environment.write(budget.bytes, to: paths.budget, mode: 0o600)
        if let stuck { throw stuck }
        return Outcome(handled: handled, held: held, isFirstToHold: held > 0 && !wasHolding)
    }

    /// Takes away what has a name that is not UTF-8, as far as the budget goes; returns whether there is more.
    private func discardUnreadable(
        _ folders: borrowing Folders,
        _ budget: inout StartBudget
    ) async throws(SpoolError) -> Bool {
        let first = try folders.starting.discardUnreadable(limit: budget.left(at: now()))
        budget.take(first.names.count, at: now())
        let second = try folders.waiting.discardUnreadable(limit: budget.left(at: now()))
        budget.take(second.names.count, at: now())
        for name in first.names + second.names { await deliver(Self.refusal(name, "has a name that is not UTF-8")) }
        return first.hasMore || second.hasMore
    }

    /// The budget as the last run left it; a whole one if there was none.
    private func readBudget(_ environment: borrowing SpoolFolder) -> StartBudget {
        guard environment.hasFile(paths.budget), let bytes = try? environment.read(paths.budget, limit: 100) else {
            return StartBudget(at: now())
        }
        return StartBudget(bytes, at: now())
    }

    /// Handles an entry that waits.
    private func take(
        _ name: String,
        _ folders: borrowing Folders,
        _ budget: inout StartBudget
    ) async throws(SpoolError) {
        guard folders.waiting.hasFile(name) else { return try await takeAway(name, folders.waiting, &budget) }
        guard SpoolEntry.isName(name), !folders.started.has(name) else { return try folders.waiting.discard(name) }
        try folders.waiting.move(name, to: folders.starting, as: name)
        try await finish(name, as: name, delivering: try await start(name, folders, &budget), folders)
    }

    /// Takes away what is no entry.
    private func takeAway(
        _ name: String,
        _ folder: borrowing SpoolFolder,
        _ budget: inout StartBudget
    ) async throws(SpoolError) {
        budget.take(1, at: now())
        try folder.discard(name)
        await deliver(Self.refusal(name, "is not a regular file"))
    }

    /// Handles an entry that an earlier run was interrupted in: a second time, but not a third.
    private func resume(
        _ claim: String,
        _ folders: borrowing Folders,
        _ budget: inout StartBudget
    ) async throws(SpoolError) {
        guard folders.starting.hasFile(claim) else { return try await takeAway(claim, folders.starting, &budget) }
        if SpoolEntry.isName(claim) {
            let retry = Spool.retryName(of: claim)
            if folders.starting.has(retry), !folders.starting.hasFile(retry) { try folders.starting.discard(retry) }
            try folders.starting.move(claim, to: folders.starting, as: retry)
            try await finish(retry, as: claim, delivering: try await start(retry, folders, &budget), folders)
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
    ///
    /// They are taken from the budget, and that is written, before anything is started: dying on the way gains nothing.
    private func start(
        _ claim: String,
        _ folders: borrowing Folders,
        _ budget: inout StartBudget
    ) async throws(SpoolError) -> [Notice] {
        let bytes: [UInt8]
        do throws(SpoolError) {
            bytes = try folders.starting.read(claim, limit: SpoolEntry.byteLimit)
        } catch {
            budget.take(1, at: now())
            return [Self.refusal(claim, "cannot be read: \(error.reason)")]
        }
        let entry = SpoolEntry(bytes)
        budget.take(entry?.units.count ?? 1, at: now())
        try folders.environment.write(budget.bytes, to: paths.budget, mode: 0o600)
        guard let entry else { return [Self.refusal(claim, "is not a valid entry")] }
        var notices: [Notice] = []
        for unit in entry.units { notices.append(await start(unit, entry, folders.environment)) }
        return notices
    }

    private func start(_ unit: String, _ entry: SpoolEntry, _ environment: borrowing SpoolFolder) async -> Notice {
        guard UnitName.isUnit(unit) else {
            return .unitRefused(unit, reason: "that is not a unit name", for: entry.cause)
        }
        if let (reason, help) = UnitName.refusal(of: unit) {
            return .unitRefused(unit, reason: "\(reason); \(help)", for: entry.cause)
        }
        guard allowed.allows(unit) else {
            return .unitRefused(unit, reason: notAllowed(unit), for: entry.cause)
        }
        do throws(SpoolError) {
            let text = EnvironmentFile.text(unit: unit, entry.fields)
            for name in Self.environmentNames(unit) { try environment.write(Array(text.utf8), to: name, mode: 0o640) }
        } catch {
            return .unitRefused(unit, reason: "its environment file: \(error.reason)", for: entry.cause)
        }
        do throws(DeliveryError) {
            try await starter.start(unit)
        } catch {
            return .unitRefused(unit, reason: error.reason, for: entry.cause)
        }
        return .unitStarted(unit, for: entry.cause)
    }

    private func notAllowed(_ unit: String) -> String {
        let list = paths.allow.cleaned(limit: 300)
        if let distrust { return "it is not allowed, since \(list) is not trusted: \(distrust.cleaned(limit: 400))" }
        return "it is not allowed; allow it with a line `\(UnitName.template(of: unit))` in \(list)"
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
