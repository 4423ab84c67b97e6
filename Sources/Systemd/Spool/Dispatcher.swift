// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc

/// Empties the spool: starts what may be started, hands each unit what it is started for, and tells both.
///
/// Runs as root, so it believes the spool nothing: names, sizes, links and contents are checked, and which units may be
/// started the administrator alone decides.
package struct Dispatcher: Sendable {
    /// Where everything is.
    package struct Places: Sendable {
        /// The spool.
        package let spool: Spool
        /// The folder of the environment files.
        package let environment: String
        /// The file that names the units which may be started.
        package let allow: String

        /// Places.
        package init(spool: Spool, environment: String, allow: String) {
            self.spool = spool
            self.environment = environment
            self.allow = allow
        }
    }

    private let places: Places
    private let allowed: AllowedUnits
    private let starter: any UnitStarter
    private let tell: @Sendable (Notice) async -> Void

    /// How many entries one run takes at most; the path unit starts the next run.
    private static let mostAtOnce = 500
    /// How many traces of what was started are kept, and environment files: more than one run leaves
    /// (``StartRules/mostUnits`` of each entry, two files each), so that no unit loses its file to the next run.
    private static let mostTraces = 10_000

    /// A dispatcher.
    package init(
        _ places: Places,
        allowed: AllowedUnits,
        starter: any UnitStarter,
        tell: @escaping @Sendable (Notice) async -> Void
    ) {
        self.places = places
        self.allowed = allowed
        self.starter = starter
        self.tell = tell
    }

    /// The folders, opened.
    private struct Folders: ~Copyable {
        let waiting: SpoolFolder
        let starting: SpoolFolder
        let started: SpoolFolder
        let environment: SpoolFolder

        init(_ places: Places) throws(SpoolFault) {
            let waiting = try SpoolFolder(places.spool.waiting)
            let starting = try SpoolFolder(places.spool.starting)
            let started = try SpoolFolder(places.spool.started)
            environment = try SpoolFolder(places.environment)
            self.waiting = waiting
            self.starting = starting
            self.started = started
        }
    }

    /// Takes what an earlier run was interrupted in, then what waits, oldest first; how many entries that were.
    ///
    /// Throws if a folder cannot be read or written, and at its end if there is an entry that cannot be taken away, so
    /// that the unit fails where people see it. Nothing is started that could not be moved first: whatever goes wrong,
    /// and however often this is run, an entry's units are started twice at most.
    @discardableResult
    package func run() async throws(SpoolFault) -> Int {
        let folders = try Folders(places)
        try folders.started.prune(keeping: Self.mostTraces)
        try folders.environment.prune(keeping: Self.mostTraces)
        var stuck: SpoolFault?
        let interrupted = try folders.starting.names(limit: Self.mostAtOnce)
        let waiting = try folders.waiting.names(limit: Self.mostAtOnce)
        for (name, isInterrupted) in interrupted.map({ ($0, true) }) + waiting.map({ ($0, false) }) {
            do throws(SpoolFault) {
                if isInterrupted { try await resume(name, folders) } else { try await take(name, folders) }
            } catch {
                guard error.isOfOneEntry else { throw error }
                stuck = error
            }
        }
        if let stuck { throw stuck }
        return interrupted.count + waiting.count
    }

    /// Takes an entry that waits.
    private func take(_ name: String, _ folders: borrowing Folders) async throws(SpoolFault) {
        guard SpoolEntry.isName(name), !folders.started.has(name) else { return try folders.waiting.discard(name) }
        guard folders.waiting.hasFile(name) else {
            try folders.waiting.discard(name)
            return await tell(Self.refusal(name, "is no file"))
        }
        try folders.waiting.move(name, to: folders.starting, as: name)
        try await finish(name, as: name, telling: start(name, folders), folders)
    }

    /// Takes an entry that an earlier run began with: once more, and not a third time.
    private func resume(_ claim: String, _ folders: borrowing Folders) async throws(SpoolFault) {
        if SpoolEntry.isName(claim) {
            let again = Spool.again(claim)
            try folders.starting.move(claim, to: folders.starting, as: again)
            try await finish(again, as: claim, telling: start(again, folders), folders)
        } else if let name = Spool.begunBefore(claim), SpoolEntry.isName(name) {
            let refusal = Self.refusal(name, "was begun with twice, and interrupted twice")
            try await finish(claim, as: name, telling: [refusal], folders)
        } else {
            try folders.starting.discard(claim)
        }
    }

    /// Puts an entry where the finished ones are, and only then tells: the journal may be slow, or hang.
    private func finish(
        _ claim: String,
        as name: String,
        telling notices: [Notice],
        _ folders: borrowing Folders
    ) async throws(SpoolFault) {
        var fault: SpoolFault?
        do throws(SpoolFault) {
            do throws(SpoolFault) {
                try folders.starting.move(claim, to: folders.started, as: name)
            } catch {
                guard error.isOfOneEntry else { throw error }
                try folders.starting.discard(claim)
            }
        } catch {
            fault = error
        }
        for notice in notices { await tell(notice) }
        if let fault { throw fault }
    }

    /// Starts the units of an entry; what is to be told of them.
    private func start(_ claim: String, _ folders: borrowing Folders) -> [Notice] {
        let bytes: [UInt8]
        do throws(SpoolFault) {
            bytes = try folders.starting.read(claim, limit: SpoolEntry.byteLimit)
        } catch {
            return [Self.refusal(claim, "cannot be read: \(error.reason)")]
        }
        guard let entry = SpoolEntry(bytes) else { return [Self.refusal(claim, "is no entry")] }
        return entry.units.map { start($0, entry, folders.environment) }
    }

    private func start(_ unit: String, _ entry: SpoolEntry, _ environment: borrowing SpoolFolder) -> Notice {
        guard UnitName.isStartable(unit) else {
            return .unitRefused(unit, reason: "that is no unit's name", for: entry.cause)
        }
        guard allowed.allows(unit) else {
            let template = UnitName.template(of: unit)
            let reason =
                "it is not allowed; allow it with a line `\(template)` in \(places.allow.cleaned(limit: 300))"
            return .unitRefused(unit, reason: reason, for: entry.cause)
        }
        do throws(SpoolFault) {
            let text = EnvironmentFile.text(unit: unit, entry.fields)
            for name in Self.environmentNames(unit) { try environment.write(Array(text.utf8), to: name, mode: 0o640) }
        } catch {
            return .unitRefused(unit, reason: "its environment file: \(error.reason)", for: entry.cause)
        }
        do throws(UnitNotStarted) {
            try starter.start(unit)
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
    /// `EnvironmentFile=` takes a glob (systemd.exec(5)), in which a backslash of an escaped name only escapes; the file
    /// stands under the name that such a pattern finds as well.
    static func environmentNames(_ unit: String) -> [String] {
        let name = "\(unit).env"
        let found = name.filter { $0 != "\\" }
        return name == found ? [name] : [name, found]
    }
}
