// SPDX-License-Identifier: Apache-2.0

import CXattr
import Glibc

/// A file that is replaced as a whole: whoever reads it sees the old one or the new one.
///
/// The new one is written beside the old one and takes its name (rename(2)). It keeps mode, owner, ACL and extended
/// attributes. Of a link, the file is replaced that it points to.
package struct ReplaceableFile: ~Copyable {
    /// Its path, without links at its end.
    private let path: String
    private let folder: Int32
    private let name: String

    /// The most links that are followed (path_resolution(7)).
    private static let mostLinks = 40
    /// Extended attributes that are about a file's bytes, not about who may do what with it.
    private static let ofContent: Set<String> = ["security.ima", "security.evm", "security.capability"]

    /// The file at a path, which need not exist; its folder has to.
    ///
    /// Throws if this user may not replace it.
    package init(_ path: String) throws(FileReplacementError) {
        let path = try Self.target(of: path)
        let parts = Self.parts(of: path)
        folder = try Self.folder(parts.folder, with: parts.name)
        (self.path, name) = (path, parts.name)
    }

    /// Opens a folder in which this user may replace a file.
    private static func folder(_ path: String, with name: String) throws(FileReplacementError) -> Int32 {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw FileReplacementError(path, SystemError()) }
        // Who may write in the folder could replace a file that is not for him to write.
        if unsafe faccessat(folder, name, W_OK, AT_EACCESS) < 0, errno != ENOENT {
            let error = SystemError()
            close(folder)
            throw FileReplacementError("\(path)/\(name)", error)
        }
        if unsafe faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) < 0 {
            let error = SystemError()
            close(folder)
            throw FileReplacementError(path, error)
        }
        return folder
    }

    deinit { close(folder) }

    /// Puts bytes in the place of the file; a new one has the mode 0644, whatever the umask.
    ///
    /// They are on the disk when this returns. Throws if they cannot be written, or the file would not keep its owner.
    package borrowing func replace(with bytes: [UInt8]) throws(FileReplacementError) {
        // The folder's lock keeps others from using the same name.
        let draft = ".\(name).new"
        unsafe unlinkat(folder, draft, 0)
        let new = unsafe openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard new >= 0 else { throw FileReplacementError(path, SystemError()) }
        defer { close(new) }
        do throws(SystemError) {
            try write(bytes, to: new)
            try adopt(new)
            try check(fsync(new))
            try check(unsafe renameat(folder, draft, folder, name))
        } catch {
            unsafe unlinkat(folder, draft, 0)
            throw FileReplacementError(path, error)
        }
        // The file is in place; that its name survives a loss of power is all that can still be missing.
        fsync(folder)
    }

    private borrowing func write(_ bytes: [UInt8], to file: Int32) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError() }
            rest = rest.dropFirst(count)
        }
    }

    /// Gives a new file what the old one has besides its bytes.
    private borrowing func adopt(_ new: Int32) throws(SystemError) {
        let old = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard old >= 0 else {
            guard errno == ENOENT else { throw SystemError() }
            return try check(fchmod(new, 0o644))
        }
        defer { close(old) }
        let (was, now) = (try FileStatus(of: old), try FileStatus(of: new))
        guard was.kind == .regular else { throw SystemError(EINVAL) }
        if (was.owner, was.group) != (now.owner, now.group) { try check(fchown(new, was.owner, was.group)) }
        try check(fchmod(new, was.permissions))
        let kept = ExtendedAttributes.names(of: old)
        for name in kept where !Self.ofContent.contains(name) {
            guard let value = ExtendedAttributes.value(name, of: old) else { continue }
            let result = unsafe fsetxattr(new, name, value, value.count, 0)
            // What the kernel keeps for itself is not always for this user to set.
            if result < 0, name.hasPrefix("user.") || name.hasPrefix("system.") { throw SystemError() }
        }
        // An ACL that the folder gives to its new files.
        for name in ExtendedAttributes.names(of: new) where name.hasPrefix("system.") && !kept.contains(name) {
            try check(unsafe fremovexattr(new, name))
        }
    }

    private borrowing func check(_ result: Int32) throws(SystemError) {
        if result < 0 { throw SystemError() }
    }

    /// What a path leads to, which need not exist.
    private static func target(of path: String) throws(FileReplacementError) -> String {
        var path = path
        for _ in 0..<mostLinks {
            var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe $0.withMemoryRebound(to: CChar.self) { name in
                    unsafe name.baseAddress.map { unsafe readlink(path, $0, name.count) } ?? -1
                }
            }
            guard count > 0 else { return path }
            let target = String(decoding: buffer[..<count], as: UTF8.self)
            path = target.hasPrefix("/") ? target : "\(parts(of: path).folder)/\(target)"
        }
        throw FileReplacementError(path, SystemError(ELOOP))
    }

    private static func parts(of path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }
}

/// A folder that one process at a time changes: a lock on the folder itself (flock(2)), which leaves no file behind.
package struct LockedFolder: ~Copyable {
    private let descriptor: Int32

    /// Locks a folder, and waits as long as another process has it; makes it first, with the mode 0755, if it is missing.
    package init(_ path: String) throws(FileReplacementError) {
        descriptor = try Self.locked(path)
    }

    private static func locked(_ path: String) throws(FileReplacementError) -> Int32 {
        let isNew = unsafe mkdir(path, 0o755) == 0
        let failure = SystemError()
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            let error = SystemError()
            throw FileReplacementError(path, error.code == ENOENT ? failure : error)
        }
        // Whatever the umask.
        if isNew { fchmod(folder, 0o755) }
        while flock(folder, LOCK_EX) < 0 {
            guard errno != EINTR else { continue }
            let error = SystemError()
            close(folder)
            throw FileReplacementError(path, error)
        }
        return folder
    }

    deinit { close(descriptor) }
}

/// Why a file is not replaced.
package struct FileReplacementError: Error, Sendable, Hashable {
    /// A sentence without its full stop, which says who may if this user may not.
    package let reason: String

    init(_ path: String, _ error: SystemError) {
        var words = "cannot write \(path): \(error)"
        if [EACCES, EPERM].contains(error.code) {
            let folder = path.lastIndex(of: "/").map { path[..<$0] }.map(String.init) ?? "."
            if let status = (try? FileStatus(path)) ?? (try? FileStatus(folder.isEmpty ? "/" : folder)) {
                let mode = String(status.permissions, radix: 8)
                let (user, group) = (Accounts.user(status.owner), Accounts.group(status.group))
                let others = status.owner == 0 ? "" : "\(user) or "
                words += "; it belongs to \(user):\(group) (mode 0\(mode)), and only \(others)root may"
            }
        }
        reason = words
    }
}

/// The extended attributes of an open file (xattr(7)), ACLs among them (acl(5)).
private enum ExtendedAttributes {
    static func names(of file: Int32) -> [String] {
        let bytes = unsafe read { unsafe flistxattr(file, $0, $1) } ?? []
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    static func value(_ name: String, of file: Int32) -> [UInt8]? {
        unsafe read { unsafe fgetxattr(file, name, $0, $1) }
    }

    /// What a call gives that says first how much it would be; nil if it fails.
    private static func read(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> [UInt8]? {
        let size = call(nil, 0)
        guard size > 0 else { return size == 0 ? [] : nil }
        var bytes = [CChar](repeating: 0, count: size)
        let count = unsafe bytes.withUnsafeMutableBufferPointer { unsafe call($0.baseAddress, $0.count) }
        return count < 0 ? nil : bytes.prefix(count).map(UInt8.init(bitPattern:))
    }
}
