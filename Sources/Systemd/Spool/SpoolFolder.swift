// SPDX-License-Identifier: Apache-2.0

package import Glibc

/// A folder opened once, with files that are only ever named relative to it: what is above it may be moved or linked
/// elsewhere meanwhile without any harm.
package struct SpoolFolder: ~Copyable {
    /// Its path, for people.
    package let path: String
    let descriptor: Int32
    /// Whose it is.
    let owner: uid_t

    /// Opens a folder; one that is a link in its last part is refused.
    ///
    /// With `creating`, makes it first if it is not there, and in any case keeps all others out.
    package init(_ path: String, creating: Bool = false) throws(SpoolFault) {
        if creating, unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw SpoolFault(errno, at: path) }
        let opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw SpoolFault(errno, at: path) }
        var facts = stat()
        _ = unsafe fstat(opened, &facts)
        self.path = path
        descriptor = opened
        owner = facts.st_uid
        if creating, facts.st_mode & 0o777 != 0o700 { fchmod(opened, 0o700) }
    }

    deinit { close(descriptor) }

    /// Why something of a name could not be done, by `errno`.
    func fault(_ name: String? = nil) -> SpoolFault {
        SpoolFault(errno, at: name.map { "\(path)/\($0)" } ?? path)
    }

    /// Whether there is something of this name.
    package func has(_ name: String) -> Bool {
        unsafe faccessat(descriptor, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Whether there is a file of this name: no folder, link, pipe or socket.
    package func hasFile(_ name: String) -> Bool { facts(name).map { $0.st_mode & S_IFMT == S_IFREG } ?? false }

    /// The bytes of a regular file that is the folder's owner's and no longer than so many; links and all else are
    /// refused.
    package func read(_ name: String, limit: Int) throws(SpoolFault) -> [UInt8] {
        let file = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard file >= 0 else { throw fault(name) }
        defer { close(file) }
        var facts = stat()
        guard unsafe fstat(file, &facts) == 0 else { throw fault(name) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw SpoolFault(EINVAL, at: "\(path)/\(name)") }
        guard facts.st_uid == owner else { throw SpoolFault(EPERM, at: "\(path)/\(name)") }
        guard facts.st_size <= limit else { throw SpoolFault(EFBIG, at: "\(path)/\(name)") }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault(name) }
            if count == 0 { break }
            filled += count
        }
        guard filled <= limit else { throw SpoolFault(EFBIG, at: "\(path)/\(name)") }
        return Array(bytes.prefix(filled))
    }

    /// Writes a file that is there as a whole or not at all, also after a power cut.
    package func write(_ bytes: [UInt8], to name: String, mode: mode_t) throws(SpoolFault) {
        // Of this process alone, since several dispatchers have one folder of environment files; and short, since a
        // file's name may be as long as names can be.
        let draft = ".\(getpid()).new"
        _ = unsafe unlinkat(descriptor, draft, 0)
        let file = unsafe openat(descriptor, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw fault(name) }
        defer { close(file) }
        fchmod(file, mode)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed(draft, name) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0, unsafe renameat(descriptor, draft, descriptor, name) == 0 else {
            throw failed(draft, name)
        }
        fsync(descriptor)
    }

    /// Moves a file, into another folder of the same file system or to another name.
    package func move(_ name: String, to other: borrowing SpoolFolder, as newName: String) throws(SpoolFault) {
        guard unsafe renameat(descriptor, name, other.descriptor, newName) == 0 else { throw fault(name) }
        fsync(other.descriptor)
        if other.descriptor != descriptor { fsync(descriptor) }
    }

    /// What stat(2) says of a name; nil if there is nothing.
    func facts(_ name: String) -> stat? {
        var facts = stat()
        return unsafe fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 ? facts : nil
    }

    private func failed(_ draft: String, _ name: String) -> SpoolFault {
        let fault = fault(name)
        _ = unsafe unlinkat(descriptor, draft, 0)
        return fault
    }
}
