// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix

/// The control socket's place in the file system.
///
/// The socket is made under another name, given its mode, and then moved into place: nobody ever finds it with a mode
/// that is not meant, and what a killed daemon left behind is replaced in one step.
struct SocketFile: Sendable {
    let path: String
    /// The name under which it is made.
    let draft: String

    /// The mode: whoever is in its group may ask.
    private static let mode: mode_t = 0o660
    /// The longest path that a socket can have: `sun_path` of unix(7), less its NUL.
    private static let longestPath = 107

    init(_ path: String) {
        self.path = path
        draft = "\(path).\(getpid())"
    }

    /// Makes the folder, and sees that the place is free.
    func prepare() async throws(ControlSocketError) {
        guard draft.utf8.count <= Self.longestPath else {
            throw ControlSocketError("the path is too long for a socket; name a shorter --runtime-directory")
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if unsafe mkdir(folder, 0o750) != 0, errno != EEXIST {
            throw ControlSocketError("\(folder) cannot be made: \(Self.error())")
        }
        var about = stat()
        if unsafe lstat(path, &about) == 0 {
            guard about.st_mode & S_IFMT == S_IFSOCK else {
                throw ControlSocketError("something that is no socket is in its place; remove it")
            }
            if await Self.answers(path) { throw ControlSocketError("another awaitd answers there") }
        }
        _ = unsafe unlink(draft)
    }

    /// Moves the socket that was made into its place; gives what ``remove(_:)`` wants.
    func publish() throws(ControlSocketError) -> ino_t {
        var about = stat()
        guard unsafe chmod(draft, Self.mode) == 0, unsafe lstat(draft, &about) == 0,
            unsafe rename(draft, path) == 0
        else {
            let reason = Self.error()
            _ = unsafe unlink(draft)
            throw ControlSocketError("it cannot be put in its place: \(reason)")
        }
        return about.st_ino
    }

    /// Takes the socket away, unless another daemon has put its own there.
    func remove(_ inode: ino_t) {
        var about = stat()
        if unsafe lstat(path, &about) == 0, about.st_ino == inode { _ = unsafe unlink(path) }
    }

    private static func answers(_ path: String) async -> Bool {
        let connecting = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(1))
            .connect(unixDomainSocketPath: path)
        guard let channel = try? await connecting.get() else { return false }
        channel.close(promise: nil)
        return true
    }

    private static func error() -> String {
        unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
    }
}

/// Why there is no control socket.
package struct ControlSocketError: Error, Sendable, Hashable {
    /// The reason, in words that end a sentence.
    package let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
