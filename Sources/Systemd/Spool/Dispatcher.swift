// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Lifecycle

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
    private static let mostAtOnce = 1_000
    /// How many traces of what was started are kept, and environment files with them.
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

    /// Takes what waits, oldest first; how many entries that were.
    ///
    /// Throws if a folder cannot be read or written, so that the unit fails where people see it.
    @discardableResult
    package func run() async throws(SpoolFolder.Fault) -> Int {
        let waiting = try SpoolFolder(places.spool.waiting)
        let started = try SpoolFolder(places.spool.started)
        let environment = try SpoolFolder(places.environment)
        let names = try waiting.names(limit: Self.mostAtOnce)
        for name in names {
            guard SpoolEntry.isName(name), !started.has(name) else {
                try waiting.remove(name)
                continue
            }
            if let bytes = try? waiting.read(name, limit: SpoolEntry.byteLimit), let entry = SpoolEntry(bytes) {
                for unit in entry.units { await take(unit, entry, environment) }
            } else {
                await tell(.unitRefused("a unit", reason: "\(name) in the spool cannot be read as an entry", for: []))
            }
            // Moved at last: what a crash interrupts is started again rather than not at all.
            try waiting.move(name, to: started)
        }
        try prune(started)
        try prune(environment)
        return names.count
    }

    private func take(_ unit: String, _ entry: SpoolEntry, _ environment: borrowing SpoolFolder) async {
        guard UnitName.isStartable(unit) else {
            await tell(.unitRefused(unit, reason: "that is no unit's name", for: entry.fields))
            return
        }
        guard allowed.allows(unit) else {
            let template = UnitName.template(of: unit)
            let reason =
                "it is not allowed; allow it with a line `\(template)` in \(places.allow.cleaned(limit: 300))"
            await tell(.unitRefused(unit, reason: reason, for: entry.fields))
            return
        }
        do {
            let text = EnvironmentFile.text(unit: unit, entry.fields)
            for name in Self.environmentNames(unit) { try environment.write(Array(text.utf8), to: name, mode: 0o640) }
            try starter.start(unit)
            await tell(.unitStarted(unit, for: entry.fields))
        } catch let fault as SpoolFolder.Fault {
            await tell(.unitRefused(unit, reason: "its environment file: \(fault.reason)", for: entry.fields))
        } catch let failure as UnitNotStarted {
            await tell(.unitRefused(unit, reason: failure.reason, for: entry.fields))
        } catch {
            await tell(.unitRefused(unit, reason: "\(error)".cleaned(limit: 300), for: entry.fields))
        }
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

    /// Removes the oldest beyond what is kept.
    ///
    /// Names begin with a growing number, or are those of units.
    private func prune(_ folder: borrowing SpoolFolder) throws(SpoolFolder.Fault) {
        let names = try folder.names(limit: Self.mostTraces * 3)
        guard names.count > Self.mostTraces * 2 else { return }
        for name in names.dropLast(Self.mostTraces) { try folder.remove(name) }
    }
}
