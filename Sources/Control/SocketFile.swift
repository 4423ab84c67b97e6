// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import NIOCore
import NIOPosix
import Platform

/// The control socket in the file system.
///
/// The socket is created under another name, given its mode and then renamed: it is never visible with another mode,
/// and the socket of a killed daemon is replaced in one step.
struct SocketFile: Sendable {
    let path: String
    /// The path at which the socket is created.
    let draft: String

    /// The mode: the socket's group may connect.
    private static let mode: mode_t = 0o660
    /// The longest path that a socket can have: `sun_path` of unix(7), less its NUL.
    private static let longestPath = 107

    init(_ path: String) {
        self.path = path
        draft = "\(path).\(getpid())"
    }

    /// Creates the folder, and makes sure that no other daemon and nothing but a socket is at the path.
    func prepare() async throws(ControlError) {
        guard draft.utf8.count <= Self.longestPath else {
            throw .unavailable("the path is too long for a socket; name a shorter --runtime-directory")
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if unsafe mkdir(folder, 0o750) != 0, errno != EEXIST {
            throw .unavailable("\(folder) cannot be made: \(SystemError())")
        }
        var about = stat()
        if unsafe lstat(path, &about) == 0 {
            guard about.st_mode & S_IFMT == S_IFSOCK else {
                throw .unavailable("something that is no socket is in its place; remove it")
            }
            if await Self.answers(path) { throw .unavailable("another awaitd answers there") }
        }
        _ = unsafe unlink(draft)
    }

    /// Moves the created socket to its path; returns what ``remove(_:)`` takes.
    func publish() throws(ControlError) -> ino_t {
        var about = stat()
        guard unsafe chmod(draft, Self.mode) == 0, unsafe lstat(draft, &about) == 0,
            unsafe rename(draft, path) == 0
        else {
            let error = SystemError()
            _ = unsafe unlink(draft)
            throw .unavailable("it cannot be put in its place: \(error)")
        }
        return about.st_ino
    }

    /// Removes the socket, unless another daemon has replaced it with its own.
    func remove(_ inode: ino_t) {
        var about = stat()
        if unsafe lstat(path, &about) == 0, about.st_ino == inode { _ = unsafe unlink(path) }
    }

    private static func answers(_ path: String) async -> Bool {
        let connecting = ClientBootstrap(group: ControlLoop.group)
            .connectTimeout(.seconds(1))
            .connect(unixDomainSocketPath: path)
        guard let channel = try? await connecting.get() else { return false }
        channel.close(promise: nil)
        return true
    }
}
