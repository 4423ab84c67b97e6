// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Platform

/// The database as a file: everything that has to be right about it before SQLite may touch it.
struct DatabaseFile {
    let path: String

    /// What the file's first bytes say (sqlite.org/fileformat2.html, "The Database Header").
    enum Inspection: Hashable {
        /// There is no file, or an empty one.
        case empty
        /// It is one of our databases, or one that has no content yet.
        case ours
        /// It is no longer a database.
        case damaged(String)
    }

    /// Inspects the file; throws if it is something that awaitd must leave alone.
    func inspect() throws(StateStoreError) -> Inspection {
        guard let status = FileStatus.entry(path) else { return .empty }
        guard status.kind == .regular else {
            throw StateStoreError(
                .foreign,
                reason: "\(path) is no file; move it away, or name another folder with --state-directory"
            )
        }
        guard status.size > 0 else { return .empty }
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw StateStoreError(
                reason: "\(path) cannot be opened: \(SystemError()) (\(status.ownership)); give it to this user")
        }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = unsafe header.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            return .damaged("it does not begin as a database does")
        }
        try check(version: Self.number(header[60..<64]), application: Self.number(header[68..<72]))
        return .ours
    }

    /// Checks the two numbers by which programs mark their databases; throws unless the database is one of ours.
    func check(version: Int64, application: Int64) throws(StateStoreError) {
        guard application == Schema.applicationID || (application == 0 && version == 0) else {
            throw StateStoreError(
                .foreign,
                reason:
                    "\(path) is another program's database; move it away, or name another folder with --state-directory"
            )
        }
        guard version <= Schema.version else {
            throw StateStoreError(
                .foreign,
                reason: "\(path) is from a newer awaitd (its schema is \(version), this one knows \(Schema.version)); "
                    + "install that version again, or move the file away to start over"
            )
        }
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Creates an empty file that only its owner may read, if there is none; SQLite gives its other files the same mode.
    ///
    /// True if other users could read what was there; they no longer can.
    func prepare() throws(StateStoreError) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let error = SystemError()
            let owner = FileStatus.entry(path).map { " (\($0.ownership)); give it to this user" } ?? ""
            throw StateStoreError(reason: "\(path) cannot be opened to write: \(error)\(owner)")
        }
        defer { close(descriptor) }
        guard FileStatus.entry(path)?.isOpenToOthers == true else { return false }
        guard fchmod(descriptor, 0o600) == 0 else {
            throw StateStoreError(
                reason: "others can read \(path), and that cannot be changed; give it to this user")
        }
        return true
    }

    /// Moves a database out of the way that cannot be used, with its other files; returns its new path, which says `why`.
    func setAside(at now: Timestamp, as why: String = "corrupt") throws(StateStoreError) -> String {
        let target = freePath(at: now, why)
        // The database first: a log without one is thrown away, but one without its log would look sound and be old.
        for suffix in ["", "-wal", "-shm"] where FileStatus.entry(path + suffix) != nil {
            guard unsafe rename(path + suffix, target + suffix) == 0 else {
                throw StateStoreError(reason: "\(path + suffix) cannot be moved away: \(SystemError())")
            }
        }
        return target
    }

    /// Moves a log and its index out of the way that are not those of the database.
    ///
    /// SQLite would take what is in them for newer than the database, or remove them together with the database's own.
    func setAsideLogs(at now: Timestamp) throws(StateStoreError) {
        let target = freePath(at: now, "replaced")
        for suffix in ["-wal", "-shm"] where (FileStatus.entry(path + suffix)?.size ?? 0) > 0 {
            guard unsafe rename(path + suffix, target + suffix) == 0 else {
                throw StateStoreError(reason: "\(path + suffix) cannot be moved away: \(SystemError())")
            }
        }
    }

    /// A path for a file that is set aside.
    private func freePath(at now: Timestamp, _ why: String) -> String {
        let beginning = "\(path).\(why)-\(now.basicISO8601)"
        var target = beginning
        var number = 1
        while ["", "-wal", "-shm"].contains(where: { FileStatus.entry(target + $0) != nil }) {
            number += 1
            target = "\(beginning)-\(number)"
        }
        return target
    }

    /// Whether a damaged database was ever set aside in this folder and is still there.
    var wasSetAside: Bool {
        guard let slash = path.lastIndex(of: "/"), let folder = unsafe opendir(String(path[..<slash])) else {
            return false
        }
        defer { unsafe closedir(folder) }
        let beginning = path[path.index(after: slash)...] + ".corrupt-"
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    unsafe String(cString: $0)
                }
            }
            if name.hasPrefix(beginning) { return true }
        }
        return false
    }
}

extension FileStatus {
    /// Whether its mode gives other users any access.
    var isOpenToOthers: Bool { permissions & 0o077 != 0 }

    /// Owner and mode, for people: `owner 0, mode 600, and this is user 998`.
    var ownership: String {
        "owner \(owner), mode \(String(permissions, radix: 8)), and this is user \(geteuid())"
    }
}
