// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc

/// The database as a file: what has to be right about it before SQLite may touch it.
struct DatabaseFile {
    let path: String

    /// What a look at the file's first bytes says (sqlite.org/fileformat2.html, "The Database Header").
    enum Look: Hashable {
        /// There is no file, or an empty one.
        case empty
        /// It is a database of ours, or one that nobody has begun to use.
        case ours
        /// It is no database any more.
        case damaged(String)
    }

    /// Looks at the file; throws if it is something that awaitd must leave alone.
    func look() throws(OpenFault) -> Look {
        guard let facts = FileFacts(path) else { return .empty }
        guard facts.isFile else {
            throw OpenFault(.foreign, "\(path) is no file; move it away, or name another folder with --state-directory")
        }
        guard facts.size > 0 else { return .empty }
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw OpenFault(
                .unwritable,
                "\(path) cannot be opened: \(errorText(errno)) (\(facts.ownership)); give it to this user"
            )
        }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = unsafe header.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            return .damaged("it does not begin as a database does")
        }
        return try judge(version: Self.number(header[60..<64]), application: Self.number(header[68..<72]))
    }

    /// Judges the two numbers by which programs mark their databases.
    func judge(version: Int64, application: Int64) throws(OpenFault) -> Look {
        guard application == Schema.applicationID || (application == 0 && version == 0) else {
            throw OpenFault(
                .foreign,
                "\(path) is another program's database; move it away, or name another folder with --state-directory"
            )
        }
        guard version <= Schema.version else {
            throw OpenFault(
                .foreign,
                "\(path) is from a newer awaitd (its schema is \(version), this one knows \(Schema.version)); "
                    + "install that version again, or move the file away to start over"
            )
        }
        return .ours
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Makes an empty file that only its owner may read, if there is none; SQLite gives its other files the same mode.
    ///
    /// True if others could read what was there; they no longer can.
    func prepare() throws(OpenFault) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let reason = errorText(errno)
            let whose = FileFacts(path).map { " (\($0.ownership)); give it to this user" } ?? ""
            throw OpenFault(.unwritable, "\(path) cannot be opened to write: \(reason)\(whose)")
        }
        defer { close(descriptor) }
        guard FileFacts(path)?.isOpenToOthers == true else { return false }
        guard fchmod(descriptor, 0o600) == 0 else {
            throw OpenFault(
                .unwritable, "others can read \(path), and that cannot be changed; give it to this user")
        }
        return true
    }

    /// Moves a damaged database out of the way, with what belongs to it; gives its new path.
    func setAside(at now: Timestamp) throws(OpenFault) -> String {
        var target = "\(path).corrupt-\(now.basicISO8601)"
        var number = 1
        while FileFacts(target) != nil {
            number += 1
            target = "\(path).corrupt-\(now.basicISO8601)-\(number)"
        }
        // The database first: a log without one is thrown away, but one without its log would look sound and be old.
        for suffix in ["", "-wal", "-shm"] where FileFacts(path + suffix) != nil {
            guard unsafe rename(path + suffix, target + suffix) == 0 else {
                throw OpenFault(.unwritable, "the damaged \(path + suffix) cannot be moved away: \(errorText(errno))")
            }
        }
        return target
    }

    /// Whether a damaged database was ever set aside in this folder, and still lies there.
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
