// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The machine's files.
package struct LocalFileSystem: FileSystem {
    /// The machine's files.
    package init() {}

    package func fingerprint(_ path: String) -> FileFingerprint? {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return nil }
        return FileFingerprint(
            modified: Self.nanoseconds(facts.st_mtim),
            changed: Self.nanoseconds(facts.st_ctim),
            size: Int64(facts.st_size),
            inode: UInt64(facts.st_ino)
        )
    }

    package func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        // Without O_NONBLOCK a named pipe would hold us until somebody writes into it.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.fault(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.fault(errno)
            }
            guard bytes.count + count <= limit else {
                throw .unusable("is larger than \(limit / 1_024) KiB, which no file of credentials is")
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    private static func fault(_ code: Int32) -> FileFault {
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .unusable("may not be read by awaitd's user (permission denied)")
        case EISDIR: .unusable("is a folder")
        case EAGAIN: .unusable("is not a file but a pipe that nobody writes into")
        default: .unusable("cannot be read (\(unsafe String(cString: strerror(code))))")
        }
    }
}
