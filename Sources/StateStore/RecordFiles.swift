// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

/// Which files the names of a record stand for, so that one that is removed or replaced while it is in use is noticed:
/// an open file can be written for ever after its name is gone.
struct RecordFiles: Hashable {
    private let database: FileIdentity
    private let log: FileIdentity
    private let index: FileIdentity
    private let lock: FileIdentity

    /// The files that a folder has now; a few microseconds.
    init(_ folder: StateFolder) {
        database = FileIdentity(folder.database)
        log = FileIdentity(folder.database + "-wal")
        index = FileIdentity(folder.database + "-shm")
        lock = FileIdentity(folder.lock)
    }

    /// What has become of the record whose files were `opened`; nil if its names still stand for them.
    func damage(since opened: RecordFiles) -> RecordDamage? {
        if database.hasChanged(since: opened.database) {
            let what = database == .none ? "removed" : "replaced by another"
            return RecordDamage(cause: .removed, reason: "its file was \(what) while it was in use")
        }
        if !hasLog(of: opened) {
            return RecordDamage(cause: .detached, reason: "its log was removed while it was in use")
        }
        if lock.hasChanged(since: opened.lock) {
            return RecordDamage(cause: .detached, reason: "its lock was removed while it was in use")
        }
        return nil
    }

    /// Whether the log and its index are those of `opened`; what did not exist then SQLite has made since.
    func hasLog(of opened: RecordFiles) -> Bool {
        let isOtherLog = opened.log != .none && log.hasChanged(since: opened.log)
        let isOtherIndex = opened.index != .none && index.hasChanged(since: opened.index)
        return !isOtherLog && !isOtherIndex
    }
}

/// What a name stands for.
private enum FileIdentity: Hashable {
    /// Nothing.
    case none
    /// This file, whatever its names are, or the link itself if it is one.
    case file(FileStatus.Identity)
    /// It cannot be told now, as when the disk does not answer.
    case unknown

    init(_ path: String) {
        do throws(SystemError) {
            self = .file(try FileStatus(path, followingLinks: false).identity)
        } catch {
            self = error.code == ENOENT || error.code == ENOTDIR ? .none : .unknown
        }
    }

    /// Whether it stands for another file than before, or for none.
    func hasChanged(since before: FileIdentity) -> Bool {
        self != before && self != .unknown && before != .unknown
    }
}

extension SQLiteStore {
    /// Notes it if the record's names no longer stand for the files that are open.
    ///
    /// Looks at four names, and wakes nobody: it is called when something is written or polled anyway.
    package func comparePresence() {
        guard !isDamaged, let damage = RecordFiles(folder).damage(since: files) else { return }
        health.setDamage(damage)
    }
}
