// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads a file that nobody vouches for: never blocking on a FIFO, never more than its cap.
enum FileReader {
    /// The most that a watch file may have: 8 MiB.
    static let mostBytes = 8 << 20

    /// Why a file was not read, as the end of a message; `isMissing` if it is not there.
    struct Refusal: Error {
        let message: String
        let isMissing: Bool

        init(_ message: String, isMissing: Bool = false) {
            self.message = message
            self.isMissing = isMissing
        }

        /// The words for an `errno` (errno(3)).
        init(errno code: Int32) {
            self.init("cannot be read: \(unsafe String(cString: strerror(code)))", isMissing: code == ENOENT)
        }
    }

    /// The bytes of a regular file.
    ///
    /// Its size is looked at before anything is read, and again while reading.
    static func read(_ path: String) throws(Refusal) -> [UInt8] {
        // Without O_NONBLOCK, opening a FIFO waits for somebody to write into it.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Refusal(errno: errno) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Refusal(errno: errno) }
        try checkType(status.st_mode)
        guard status.st_size <= mostBytes else { throw tooLarge("\(status.st_size) bytes") }
        var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size), 4_096) + 1)
        var filled = 0
        while true {
            if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Refusal(errno: errno) }
            if count == 0 { break }
            filled += count
            guard filled <= mostBytes else { throw tooLarge("more than \(mostBytes) bytes") }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// Whether a path is a directory, following links.
    static func isDirectory(_ path: String) throws(Refusal) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw Refusal(errno: errno) }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    private static func checkType(_ mode: mode_t) throws(Refusal) {
        switch mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR: throw Refusal("is a directory, not a file")
        case S_IFIFO: throw Refusal("is a FIFO, not a file")
        default: throw Refusal("is not a regular file")
        }
    }

    private static func tooLarge(_ size: String) -> Refusal {
        Refusal("has \(size), and at most 8 MiB (\(mostBytes) bytes) are allowed")
    }
}
