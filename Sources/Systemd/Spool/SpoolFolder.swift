// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc
import Platform

/// Why something in a folder of the spool failed.
package struct SpoolError: Error, Hashable, CustomStringConvertible {
    /// The `errno` (errno(3)).
    package let code: Int32
    /// The path that it is about.
    package let path: String

    init(_ code: Int32, at path: String) {
        self.code = code
        self.path = path
    }

    /// The C library's words for it.
    package var reason: String { SystemError(code).description }

    package var description: String { "\(path): \(reason)" }

    /// Whether it is about one entry, which is malformed or gone, and not about the folder and so all entries.
    package var isOfOneEntry: Bool {
        [ENOENT, EISDIR, ENOTDIR, ENOTEMPTY, EEXIST, EBUSY, EINVAL, ELOOP, EFBIG, ENAMETOOLONG].contains(code)
    }
}

/// A folder opened once, whose files are only ever named relative to it, so that moving or linking what is above it does
/// no harm.
package struct SpoolFolder: ~Copyable {
    /// Its path, for messages.
    package let path: String
    private let descriptor: Int32
    /// The user id of its owner.
    private let owner: uid_t

    /// How many names are read at most; the rest come another time.
    private static let readLimit = 30_000

    /// Who may access a folder.
    package enum Access: Sendable {
        /// Its owner alone.
        case owner
        /// Its owner and root, also a root without the capability to go where it may not.
        case ownerAndRoot
    }

    /// Opens a folder; throws if its path's last component is a link.
    ///
    /// With `creatingFor`, makes it first if it is missing, and denies all others access in any case.
    package init(_ path: String, creatingFor access: Access? = nil) throws(SpoolError) {
        if access != nil, unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw SpoolError(errno, at: path) }
        let opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw SpoolError(errno, at: path) }
        let status = try? FileStatus(of: opened)
        self.path = path
        descriptor = opened
        // A folder of nobody's has nothing to be read.
        owner = status?.owner ?? uid_t.max
        guard let status else { return }
        switch access {
        case nil: break
        case .owner:
            if status.permissions & 0o777 != 0o700 { fchmod(opened, 0o700) }
        case .ownerAndRoot: AccessList.ownerAndRoot.apply(to: opened, mode: status.permissions)
        }
    }

    deinit { close(descriptor) }

    /// Whether something has this name.
    package func has(_ name: String) -> Bool {
        unsafe faccessat(descriptor, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Whether a regular file has this name, and not a folder, link, pipe or socket.
    package func hasFile(_ name: String) -> Bool { status(of: name)?.kind == .regular }

    /// The bytes of a regular file that belongs to the folder's owner and has at most `limit` bytes.
    ///
    /// Throws for all else, links included.
    package func read(_ name: String, limit: Int) throws(SpoolError) -> [UInt8] {
        do throws(SystemError) {
            let file = try BoundedFile(name, in: descriptor, flags: O_NOFOLLOW)
            let status = try file.status()
            guard status.kind == .regular else { throw SystemError(EINVAL) }
            guard status.owner == owner else { throw SystemError(EPERM) }
            guard let bytes = try file.bytes(limit: limit) else { throw SystemError(EFBIG) }
            return bytes
        } catch {
            throw SpoolError(error.code, at: "\(path)/\(name)")
        }
    }

    /// Writes a file atomically and durably: all of it or nothing, also after a power failure.
    package func write(_ bytes: [UInt8], to name: String, mode: UInt32) throws(SpoolError) {
        // With the process id, since several dispatchers share one folder of environment files; and short, since a
        // file's name may be as long as names can be.
        let draft = ".\(getpid()).new"
        _ = unsafe unlinkat(descriptor, draft, 0)
        let file = unsafe openat(descriptor, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw error(name) }
        defer { close(file) }
        fchmod(file, mode)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed(draft, name) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0, unsafe renameat(descriptor, draft, descriptor, name) == 0 else {
            throw failed(draft, name)
        }
        fsync(descriptor)
    }

    /// Moves a file to another name, or into another folder of the same file system.
    package func move(_ name: String, to other: borrowing SpoolFolder, as newName: String) throws(SpoolError) {
        guard unsafe renameat(descriptor, name, other.descriptor, newName) == 0 else { throw error(name) }
        fsync(other.descriptor)
        if other.descriptor != descriptor { fsync(descriptor) }
    }

    /// Its first `limit` names in sorted order, without the dotted ones and those that are not UTF-8.
    package func names(limit: Int = .max) throws(SpoolError) -> [String] {
        var names: [String] = []
        try eachName { bytes in
            if let name = String(validating: bytes, as: UTF8.self) { names.append(name) }
            return names.count < Self.readLimit
        }
        return Array(names.sorted().prefix(limit))
    }

    /// Takes away what has a name that is not UTF-8, at most `limit` of it.
    ///
    /// Returns the names as far as they can be read, and whether there are more.
    package func discardUnreadable(limit: Int) throws(SpoolError) -> (names: [String], hasMore: Bool) {
        var found: [[UInt8]] = []
        try eachName { bytes in
            if String(validating: bytes, as: UTF8.self) == nil { found.append(bytes) }
            return found.count <= limit
        }
        let taken = found.prefix(limit)
        for name in taken { try discard(name) }
        return (taken.map { String(decoding: $0, as: UTF8.self) }, found.count > limit)
    }

    /// Calls `body` with the bytes of each name that has no leading dot, until it returns false.
    private func eachName(_ body: ([UInt8]) -> Bool) throws(SpoolError) {
        // A new descriptor, since each has one reading position.
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else { throw error() }
        defer { _ = unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if name.first != UInt8(ascii: "."), !body(name) { return }
        }
    }

    /// Takes away whatever has this name: a file, a link, a folder.
    ///
    /// A folder that is not empty is put aside under a dotted name, which is not looked at: to empty it may take any time.
    package func discard(_ name: String) throws(SpoolError) { try discard(Array(name.utf8)) }

    private func discard(_ bytes: [UInt8]) throws(SpoolError) {
        let name = bytes.map { CChar(bitPattern: $0) } + [0]
        if unsafe unlinkat(descriptor, name, 0) == 0 { return }
        // For folders, POSIX specifies EPERM, Linux returns EISDIR.
        if errno == EISDIR || errno == EPERM {
            if unsafe unlinkat(descriptor, name, AT_REMOVEDIR) == 0 { return }
            let aside = ".aside-\(UInt64.random(in: 0...UInt64.max))"
            if errno == ENOTEMPTY, unsafe renameat(descriptor, name, descriptor, aside) == 0 { return }
        }
        throw error(String(decoding: bytes, as: UTF8.self))
    }

    /// Removes the oldest files, by modification time, once there are more than twice as many as are kept.
    package func prune(keeping most: Int) throws(SpoolError) {
        let names = try names()
        guard names.count > most * 2 else { return }
        let aged = names.map { name in
            (name: name, written: status(of: name)?.modified ?? 0)
        }
        let oldestFirst = aged.sorted { ($0.written, $0.name) < ($1.written, $1.name) }
        for old in oldestFirst.dropLast(most) {
            do throws(SpoolError) { try discard(old.name) } catch { guard error.isOfOneEntry else { throw error } }
        }
    }

    /// What stat(2) says about a name; nil if nothing has it.
    private func status(of name: String) -> FileStatus? {
        try? FileStatus(name, in: descriptor, followingLinks: false)
    }

    /// The error by `errno` of the last call, about a name in the folder or the folder itself.
    private func error(_ name: String? = nil) -> SpoolError {
        SpoolError(errno, at: name.map { "\(path)/\($0)" } ?? path)
    }

    private func failed(_ draft: String, _ name: String) -> SpoolError {
        let error = error(name)
        _ = unsafe unlinkat(descriptor, draft, 0)
        return error
    }
}
