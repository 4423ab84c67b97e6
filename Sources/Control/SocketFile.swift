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
        if let status = FileStatus.entry(path) {
            guard status.kind == .socket else {
                throw .unavailable("something that is no socket is in its place; remove it")
            }
            if await Self.answers(path) { throw .unavailable("another awaitd answers there") }
        }
        _ = unsafe unlink(draft)
    }

    /// Moves the created socket to its path; returns what ``remove(_:)`` takes.
    func publish() throws(ControlError) -> FileStatus.Identity {
        do throws(SystemError) {
            guard unsafe chmod(draft, Self.mode) == 0 else { throw SystemError() }
            let status = try FileStatus(draft, followingLinks: false)
            guard unsafe rename(draft, path) == 0 else { throw SystemError() }
            return status.identity
        } catch {
            _ = unsafe unlink(draft)
            throw .unavailable("it cannot be put in its place: \(error)")
        }
    }

    /// Removes the socket, unless another daemon has replaced it with its own.
    func remove(_ socket: FileStatus.Identity) {
        if FileStatus.entry(path)?.identity == socket { _ = unsafe unlink(path) }
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
