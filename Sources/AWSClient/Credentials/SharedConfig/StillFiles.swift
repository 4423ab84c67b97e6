// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc
import Platform
import Synchronization

/// Files that are read once they have stood still, so that nothing is believed that a writer is still at work on.
///
/// A changed file is taken when it has been left alone for ``stillness``. One that is less than before (gone, unreadable,
/// empty, only the beginning of what it was, or refused by the parser) is not believed for ``patience``; until then its last
/// good content serves. A look costs one `stat` and never waits; ``settled(_:until:)`` waits.
package final class StillFiles<Content: Sendable>: Sendable {
    /// What was read of a file.
    package struct Version: Sendable {
        /// Its content, or why there is none.
        package let content: Result<Content, FileError>
        /// What it looked like when it was read; nil if it was missing.
        package let fingerprint: FileFingerprint?
        /// When it was first seen like this, by the steady clock.
        package let seenAt: Duration
    }

    /// What one look at a file gave.
    package struct Look: Sendable {
        /// What to go by; nil if the file has not stood still since it was first looked at.
        package let version: Version?
        /// Whether that is what the file is now, and not what it was before.
        package let isCurrent: Bool
        /// How much longer a change has to stand still before it is taken; nil if none is under way.
        package let settlesIn: Duration?
    }

    private struct Entry {
        /// What the last look saw, and when.
        var seen: FileFingerprint?
        var seenAt: Duration
        var lookedAt: Duration
        /// When something else was seen last; nil for never.
        var differedAt: Duration?
        var version: Version?
        /// The bytes of `version`, to recognize their beginning.
        var bytes: [UInt8] = []
        /// What was read since `seenAt` and is less than `version`.
        var lesser: Version?
        /// Since when the file has been less than `version`, whatever was written to it meanwhile.
        var lessSince: Duration?
        var mustReadAgain = false
    }

    /// How long a changed file has to stand still.
    package static var stillness: Duration { .seconds(1) }
    /// For how long a file that is less than before is not believed.
    package static var patience: Duration { .seconds(60) }
    /// How long ``settled(_:until:)`` waits at most for a file that is written again and again.
    package static var longestWait: Duration { .seconds(5) }

    private let fileSystem: any FileSystem
    private let clock: FileClock
    private let limit: Int
    private let parse: @Sendable ([UInt8]) throws(FileError) -> Content
    private let entries = Mutex<[String: Entry]>([:])

    /// Files of at most `limit` bytes; `parse` throws if what they contain is of no use.
    package init(
        in fileSystem: any FileSystem,
        clock: FileClock,
        limit: Int,
        parse: @escaping @Sendable ([UInt8]) throws(FileError) -> Content
    ) {
        self.fileSystem = fileSystem
        self.clock = clock
        self.limit = limit
        self.parse = parse
    }

    /// Looks at a file, and reads it if it has changed and stood still.
    package func look(_ path: String) -> Look {
        let fingerprint = fileSystem.fingerprint(path)
        let now = clock.now()
        return entries.withLock { entries in
            var entry = entries[path] ?? Entry(seen: fingerprint, seenAt: now.steady, lookedAt: now.steady)
            defer { entries[path] = entry }
            return look(path, fingerprint, in: &entry, at: now)
        }
    }

    /// A file once it stands still; waits for a change under way, but for no longer than ``longestWait``.
    ///
    /// Nil if it was never seen to stand still.
    package func settled(_ path: String, until deadline: Deadline) async -> Version? {
        var waited: Duration = .zero
        while true {
            let look = look(path)
            guard let rest = look.settlesIn, waited < Self.longestWait, !deadline.hasPassed, !Task.isCancelled else {
                return look.version
            }
            await clock.sleep(rest)
            waited += rest
        }
    }

    /// What is in a file at this moment, whoever is writing it; for callers that cannot wait.
    package func unsettled(_ path: String) -> Result<Content, FileError> { read(path).content }

    /// Has every file read again at its next look, whether it seems to have changed or not.
    package func forget() {
        entries.withLock { entries in
            for path in entries.keys { entries[path]?.mustReadAgain = true }
        }
    }

    /// Takes a file that we have just replaced ourselves, without waiting for it to stand still.
    package func adopt(_ path: String, _ bytes: [UInt8]) {
        let fingerprint = fileSystem.fingerprint(path)
        let now = clock.now().steady
        let (content, found) = read(path)
        // If it is not what we wrote, another program was quicker.
        guard found == bytes, fileSystem.fingerprint(path) == fingerprint else { return }
        let version = Version(content: content, fingerprint: fingerprint, seenAt: now)
        entries.withLock {
            $0[path] = Entry(seen: fingerprint, seenAt: now, lookedAt: now, version: version, bytes: bytes)
        }
    }

    private func look(
        _ path: String,
        _ fingerprint: FileFingerprint?,
        in entry: inout Entry,
        at now: Moment
    ) -> Look {
        if entry.seen != fingerprint {
            entry.differedAt = entry.lookedAt
            (entry.seen, entry.seenAt, entry.lesser) = (fingerprint, now.steady, nil)
        }
        entry.lookedAt = now.steady
        if let version = entry.version, version.fingerprint == fingerprint {
            // A missing file is looked for each time: its folder may have become readable.
            if fingerprint != nil, !entry.mustReadAgain {
                return Look(version: version, isCurrent: true, settlesIn: nil)
            }
            entry.seenAt = now.steady
        } else if entry.version != nil || fingerprint != nil {
            let rest = Self.stillness - stillness(of: entry, at: now)
            if rest > .zero { return Look(version: entry.version, isCurrent: false, settlesIn: rest) }
            if let lesser = entry.lesser { return believed(lesser, in: &entry, at: now) }
        }
        let (content, bytes) = read(path)
        // A file that was missing, and cannot be read, is missing still.
        let isGone = if fingerprint == nil, case .failure = content { true } else { false }
        let after = isGone ? nil : fileSystem.fingerprint(path)
        guard after == fingerprint else {
            // It was changed while it was read.
            (entry.seen, entry.seenAt, entry.differedAt) = (after, now.steady, now.steady)
            return Look(version: entry.version, isCurrent: false, settlesIn: Self.stillness)
        }
        entry.mustReadAgain = false
        if isLess(content, bytes, than: entry) {
            let since = entry.lessSince ?? entry.seenAt
            let lesser = Version(content: content, fingerprint: fingerprint, seenAt: since)
            (entry.lesser, entry.lessSince) = (lesser, since)
            return believed(lesser, in: &entry, at: now)
        }
        let new = Version(content: content, fingerprint: fingerprint, seenAt: entry.seenAt)
        (entry.version, entry.bytes, entry.lesser, entry.lessSince) = (new, bytes, nil, nil)
        return Look(version: new, isCurrent: true, settlesIn: nil)
    }

    /// What serves while a file is less than before: the last good content, and after a while what there is.
    private func believed(_ lesser: Version, in entry: inout Entry, at now: Moment) -> Look {
        guard now.steady - lesser.seenAt >= Self.patience else {
            return Look(version: entry.version, isCurrent: false, settlesIn: nil)
        }
        (entry.version, entry.bytes, entry.lesser, entry.lessSince) = (lesser, [], nil, nil)
        return Look(version: lesser, isCurrent: true, settlesIn: nil)
    }

    private func isLess(_ content: Result<Content, FileError>, _ bytes: [UInt8], than entry: Entry) -> Bool {
        guard case .success = entry.version?.content else { return false }
        guard case .success = content else { return true }
        return bytes.count < entry.bytes.count && entry.bytes.starts(with: bytes)
    }

    /// For how long a file has stood still: as long as its own times say, within what we have seen ourselves, since the
    /// clock of a file server may differ from ours.
    private func stillness(of entry: Entry, at now: Moment) -> Duration {
        let least = now.steady - entry.seenAt
        let most = entry.differedAt.map { now.steady - $0 }
        guard let fingerprint = entry.seen else { return least }
        let changed = max(fingerprint.modified, fingerprint.changed)
        let age = now.wall.since(Timestamp(microseconds: changed / 1_000))
        let longest = max(least, age)
        return most.map { min($0, longest) } ?? longest
    }

    private func read(_ path: String) -> (content: Result<Content, FileError>, bytes: [UInt8]) {
        do throws(FileError) {
            let bytes = try fileSystem.read(path, limit: limit)
            return (.success(try parse(bytes)), bytes)
        } catch {
            return (.failure(error), [])
        }
    }
}

/// The clocks that decide whether a file has stood still, and a way to wait.
package struct FileClock: Sendable {
    /// This moment.
    package let now: @Sendable () -> Moment
    /// Waits for a while, or until the task is cancelled.
    package let sleep: @Sendable (Duration) async -> Void
    /// The same, by blocking the thread; for use before anything else runs.
    package let block: @Sendable (Duration) -> Void

    /// Clocks of a test.
    package init(
        now: @escaping @Sendable () -> Moment,
        sleep: @escaping @Sendable (Duration) async -> Void,
        block: @escaping @Sendable (Duration) -> Void
    ) {
        (self.now, self.sleep, self.block) = (now, sleep, block)
    }

    /// The machine's clocks.
    package static let system: FileClock = {
        let start = ContinuousClock.now
        return FileClock(
            now: {
                Moment(wall: Timestamp(microseconds: KernelTime.wall), steady: ContinuousClock.now - start)
            },
            // A cancelled wait ends early, which its caller checks.
            sleep: { try? await Task.sleep(for: $0, clock: .timer) },
            block: { usleep(UInt32(clamping: $0.wholeMicroseconds)) }
        )
    }()
}
