// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The right to work in a state folder, which one process has at a time.
///
/// The kernel gives it up with the process, however that ends (flock(2)), so nothing has to be cleaned up.
final class StateLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock; throws ``OpenFault/Cause/inUse`` with the holder's process id if somebody has it.
    init(_ folder: StateFolder) throws(OpenFault) {
        let path = folder.lock
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            let whose = FileFacts(path).map { " (\($0.ownership))" } ?? ""
            throw OpenFault(.unwritable, "\(path) cannot be opened: \(errorText(errno))\(whose)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.read(descriptor)
            close(descriptor)
            throw OpenFault(
                .inUse,
                "another awaitd works in \(folder.path)\(holder.map { ": process \($0)" } ?? ""); "
                    + "stop it, or name another folder with --state-directory"
            )
        }
        self.descriptor = descriptor
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        // Without the number, a second daemon only cannot name this one.
        _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit { close(descriptor) }

    private static func read(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count), as: UTF8.self).prefix { $0.isNumber })
    }
}
