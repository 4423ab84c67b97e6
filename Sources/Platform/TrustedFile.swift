// SPDX-License-Identifier: Apache-2.0

package import Glibc

/// A file that is believed only if certain users alone can have written it.
///
/// Every folder on the way to it counts: whoever may write to one of them can put another file in its place.
package enum TrustedFile {
    /// The bytes of a file; nil if there is none.
    ///
    /// Each part of the path, from `/` on, has to belong to one of the `owners` and to be writable for its owner alone; a
    /// sticky folder such as `/tmp` is no exception. Links are not followed. Throws ``TrustedFileError`` otherwise, and if
    /// the file is no regular one, has more than `limit` bytes or cannot be read.
    package static func bytes(
        of path: String,
        trusting owners: Set<uid_t>,
        limit: Int
    ) throws(TrustedFileError) -> [UInt8]? {
        let names = try absolute(path).split(separator: "/").filter { $0 != "." }.map(String.init)
        guard let last = names.last else { throw TrustedFileError(reason: "\(path) is a folder") }
        var folder = try Folder.root()
        // What is in doubt counts only once there is a file to be believed.
        var doubt = try folder.doubt(owners)
        for name in names.dropLast() {
            guard let next = try folder.folder(name) else { return nil }
            folder = next
            if doubt == nil { doubt = try folder.doubt(owners) }
        }
        return try folder.bytes(last, doubt, owners, limit)
    }

    private static func absolute(_ path: String) throws(TrustedFileError) -> String {
        if path.hasPrefix("/") { return path }
        guard let current = unsafe getcwd(nil, 0) else { throw TrustedFileError(reason: "\(path): \(SystemError())") }
        defer { unsafe free(current) }
        return unsafe String(cString: current) + "/" + path
    }
}

/// Why a file is not believed.
package struct TrustedFileError: Error, Hashable {
    /// A sentence without its full stop, such as `/etc/awaitd is a link`.
    package let reason: String
}

/// A folder on the way to a file.
private struct Folder: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// `O_PATH` of open(2), which Swift's Glibc lacks: a folder on the way may be one that we can pass and not read.
    private static let pathOnly: Int32 = 0o10_000_000

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    static func root() throws(TrustedFileError) -> Folder {
        let opened = unsafe open("/", pathOnly | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw TrustedFileError(reason: "/: \(SystemError())") }
        return Folder(path: "/", descriptor: opened)
    }

    private func path(of name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

    /// The folder of this name in it; nil if there is none.
    func folder(_ name: String) throws(TrustedFileError) -> Folder? {
        let opened = unsafe openat(descriptor, name, Self.pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if opened < 0 {
            let error = SystemError()
            if error.code == ENOENT { return nil }
            throw failure(name, error)
        }
        return Folder(path: path(of: name), descriptor: opened)
    }

    /// The bytes of the file of this name in it; nil if there is none.
    func bytes(
        _ name: String,
        _ doubt: TrustedFileError?,
        _ owners: Set<uid_t>,
        _ limit: Int
    ) throws(TrustedFileError) -> [UInt8]? {
        let found: (status: FileStatus, bytes: [UInt8]?)
        do throws(SystemError) {
            let file = try BoundedFile(name, in: descriptor, flags: O_NOFOLLOW)
            let status = try file.status()
            found = (status, status.kind == .regular ? try file.bytes(limit: limit) : nil)
        } catch {
            if error.code == ENOENT { return nil }
            throw doubt ?? failure(name, error)
        }
        let path = path(of: name)
        if let doubt = doubt ?? Self.doubt(path, found.status, owners) { throw doubt }
        guard found.status.kind == .regular else {
            throw TrustedFileError(reason: "\(path) is no regular file")
        }
        guard let bytes = found.bytes else { throw TrustedFileError(reason: "\(path) has more than \(limit) bytes") }
        return bytes
    }

    /// Why others than the owners may write in it; nil if they may not.
    func doubt(_ owners: Set<uid_t>) throws(TrustedFileError) -> TrustedFileError? {
        do throws(SystemError) {
            return Self.doubt(path, try FileStatus(of: descriptor), owners)
        } catch {
            throw TrustedFileError(reason: "\(path): \(error)")
        }
    }

    private static func doubt(_ path: String, _ status: FileStatus, _ owners: Set<uid_t>) -> TrustedFileError? {
        guard owners.contains(status.owner) else {
            let owner = owners == [0] ? "root" : "its user"
            return TrustedFileError(
                reason: "\(path) belongs to the user with the id \(status.owner), not to \(owner)")
        }
        guard status.permissions & 0o022 == 0 else {
            return TrustedFileError(reason: "\(path) can be written by others than its owner")
        }
        return nil
    }

    private func failure(_ name: String, _ error: SystemError) -> TrustedFileError {
        let isLink = (try? FileStatus(name, in: descriptor, followingLinks: false))?.kind == .link
        return TrustedFileError(reason: isLink ? "\(path(of: name)) is a link" : "\(path(of: name)): \(error)")
    }
}
