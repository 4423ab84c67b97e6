// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc
import Platform

/// The folder that a daemon keeps its record in, and the names of its files.
package struct StateFolder: Sendable, Hashable {
    /// The folder's path.
    package let path: String

    /// A folder, which may not exist yet.
    package init(_ path: String) {
        self.path = path
    }

    /// The database.
    package var database: String { "\(path)/awaitd.sqlite" }

    /// The file that a running daemon holds locked, with its process id in it.
    var lock: String { "\(path)/awaitd.lock" }

    /// Creates the folder and its missing parents, for its owner alone.
    func create() throws(StateStoreError) {
        for folder in missingFolders where unsafe mkdir(folder, 0o700) != 0 && errno != EEXIST {
            throw error("cannot be created: \(SystemError())")
        }
        // The folder may be a link to one: systemd makes it so for DynamicUser=.
        guard let status = try? FileStatus(path), status.kind == .directory else {
            throw error("is no folder")
        }
        guard unsafe access(path, R_OK | W_OK | X_OK) == 0 else {
            throw error("cannot be written: \(SystemError()) (\(status.ownership))")
        }
    }

    private func error(_ what: String) -> StateStoreError {
        StateStoreError(
            reason: "the state folder \(path) \(what); "
                + "name another with --state-directory, or let this user write there"
        )
    }

    /// This folder and its parents that do not exist, the topmost first.
    private var missingFolders: [String] {
        var missing: [String] = []
        var rest = path[...]
        while !rest.isEmpty, (try? FileStatus(String(rest))) == nil {
            missing.append(String(rest))
            guard let slash = rest.lastIndex(of: "/") else { break }
            rest = rest[..<slash]
        }
        return missing.reversed()
    }
}

extension StateStoreError {
    /// Nothing says where the folder is.
    package static let noFolder = StateStoreError(
        reason: "nothing says where to keep the record: give --state-directory, or set STATE_DIRECTORY or HOME")
}

/// The right to work in a state folder, which one process has at a time.
///
/// The kernel releases it with the process, however that ends (flock(2)), so nothing has to be cleaned up.
final class StateLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock; throws ``StateStoreError/Cause/inUse`` with the holder's process id if it is taken.
    init(_ folder: StateFolder) throws(StateStoreError) {
        let path = folder.lock
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            let error = SystemError()
            let owner = FileStatus.entry(path).map { " (\($0.ownership))" } ?? ""
            throw StateStoreError(reason: "\(path) cannot be opened: \(error)\(owner)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.read(descriptor)
            close(descriptor)
            throw StateStoreError(
                .inUse,
                reason: "another awaitd works in \(folder.path)\(holder.map { ": process \($0)" } ?? ""); "
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

    /// Whether the folder's lock is still the one that was taken, and not another file of its name.
    func isHeld(in folder: StateFolder) -> Bool {
        guard let held = try? FileStatus(of: descriptor) else { return false }
        return FileStatus.entry(folder.lock)?.identity == held.identity
    }

    private static func read(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count), as: UTF8.self).prefix { $0.isNumber })
    }
}
