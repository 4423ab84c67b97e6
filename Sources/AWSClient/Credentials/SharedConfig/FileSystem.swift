// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

/// The files that settings, keys and tokens are read from: the machine's own, or a test's.
package protocol FileSystem: Sendable {
    /// What changes whenever the file does; nil if it does not exist or may not be looked at.
    func fingerprint(_ path: String) -> FileFingerprint?

    /// The bytes of a file that has at most `limit` of them.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]
}

/// Files of which some can be replaced: the tokens of IAM Identity Center.
package protocol WritableFileSystem: FileSystem {
    /// Replaces a file as a whole, readable by its owner alone.
    ///
    /// Readers see either the old bytes or the new ones. Throws if it cannot be written.
    func replace(_ path: String, with bytes: [UInt8]) throws(FileError)
}

/// A file's identity and version: what stat(2) says of its last change, its size and its inode.
package struct FileFingerprint: Sendable, Hashable {
    /// When it was last written, in nanoseconds since the epoch.
    package let modified: Int64
    /// When its inode last changed, in nanoseconds since the epoch: changed permissions count too.
    package let changed: Int64
    /// Its size in bytes.
    package let size: Int64
    /// The inode.
    package let inode: UInt64

    /// A fingerprint.
    package init(modified: Int64, changed: Int64 = 0, size: Int64, inode: UInt64) {
        self.modified = modified
        self.changed = changed
        self.size = size
        self.inode = inode
    }
}

/// Why a file cannot be read, parsed or written.
package enum FileError: Error, Hashable {
    /// There is no such file.
    case missing
    /// It exists and cannot be used; words that end a sentence: `may not be read by awaitd's user (permission denied)`.
    case unusable(String)
}

/// The machine's files.
package struct LocalFileSystem: WritableFileSystem {
    /// The machine's files.
    package init() {}

    package func fingerprint(_ path: String) -> FileFingerprint? {
        guard let status = try? FileStatus(path) else { return nil }
        return FileFingerprint(
            modified: status.modified,
            changed: status.changed,
            size: status.size,
            inode: status.identity.inode
        )
    }

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try BoundedFile(path).bytes(limit: limit)
        } catch {
            throw Self.readError(error)
        }
        guard let bytes else { throw .unusable("is larger than \(limit / 1_024) KiB") }
        return bytes
    }

    package func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
        // In the same folder, so that rename(2) can put it in the other's place atomically.
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.writeError() }
        var isDone = false
        defer { if !isDone { unsafe _ = unlink(temporary) } }
        try Self.write(bytes, to: descriptor)
        guard unsafe rename(temporary, path) == 0 else { throw Self.writeError() }
        isDone = true
    }

    /// Writes bytes and closes the file.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(FileError) {
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw writeError()
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw writeError() }
    }

    private static func readError(_ error: SystemError) -> FileError {
        switch error.code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .unusable("may not be read by awaitd's user (permission denied)")
        case EISDIR: .unusable("is a folder")
        case EAGAIN: .unusable("is a pipe, not a file")
        default: .unusable("cannot be read (\(error))")
        }
    }

    private static func writeError() -> FileError {
        .unusable("cannot be written (\(SystemError()))")
    }
}
