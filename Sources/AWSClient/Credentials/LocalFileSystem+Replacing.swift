// SPDX-License-Identifier: Apache-2.0

import Glibc

extension LocalFileSystem: CredentialFiles {
    package func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        // In the same folder, so that renaming it is all there is to putting it in the other's place.
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.writingFault() }
        var isDone = false
        defer { if !isDone { unsafe _ = unlink(temporary) } }
        try Self.write(bytes, to: descriptor)
        guard unsafe rename(temporary, path) == 0 else { throw Self.writingFault() }
        isDone = true
    }

    /// Writes bytes and closes the file.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(FileFault) {
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw writingFault()
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw writingFault() }
    }

    private static func writingFault() -> FileFault {
        .unusable("cannot be written (\(unsafe String(cString: strerror(errno))))")
    }
}
