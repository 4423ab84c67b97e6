// SPDX-License-Identifier: Apache-2.0

package import Glibc

/// A folder opened once, with files that are only ever named relative to it: what is above it may be moved or linked
/// elsewhere meanwhile without any harm.
package struct SpoolFolder: ~Copyable {
    private let descriptor: Int32

    /// Why something in the folder could not be done.
    package struct Fault: Error, Hashable {
        /// What `errno` says (errno(3)).
        package let code: Int32

        /// In words.
        package var reason: String { unsafe String(cString: strerror(code)) }
    }

    /// Opens a folder; one that is a link in its last part is refused.
    ///
    /// With `creating`, makes it first if it is not there: for its owner and group.
    package init(_ path: String, creating: Bool = false) throws(Fault) {
        if creating, unsafe mkdir(path, 0o770) != 0, errno != EEXIST { throw Fault(code: errno) }
        let opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw Fault(code: errno) }
        descriptor = opened
        // The daemon's mask would keep the group out, and with it whoever starts the units.
        if creating { fchmod(descriptor, 0o770) }
    }

    deinit { close(descriptor) }

    /// The names in it, the dotted ones left out, sorted; at most so many.
    package func names(limit: Int) throws(Fault) -> [String] {
        // Another descriptor, since a reading position belongs to one.
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else { throw Fault(code: errno) }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether there is something of this name.
    package func has(_ name: String) -> Bool {
        unsafe faccessat(descriptor, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// The bytes of a regular file that is no longer than so many; links and all else are refused.
    package func read(_ name: String, limit: Int) throws(Fault) -> [UInt8] {
        let file = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard file >= 0 else { throw Fault(code: errno) }
        defer { close(file) }
        var facts = stat()
        guard unsafe fstat(file, &facts) == 0 else { throw Fault(code: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw Fault(code: EINVAL) }
        guard facts.st_size <= limit else { throw Fault(code: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Fault(code: errno) }
            if count == 0 { break }
            filled += count
        }
        guard filled <= limit else { throw Fault(code: EFBIG) }
        return Array(bytes.prefix(filled))
    }

    /// Writes a file that is there as a whole or not at all, also after a power cut.
    package func write(_ bytes: [UInt8], to name: String, mode: mode_t) throws(Fault) {
        let draft = ".\(name).new"
        _ = unsafe unlinkat(descriptor, draft, 0)
        let file = unsafe openat(descriptor, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw Fault(code: errno) }
        defer { close(file) }
        fchmod(file, mode)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed(draft) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0, unsafe renameat(descriptor, draft, descriptor, name) == 0 else { throw failed(draft) }
        fsync(descriptor)
    }

    /// Removes a file; one that is not there is no fault.
    package func remove(_ name: String) throws(Fault) {
        guard unsafe unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw Fault(code: errno) }
    }

    /// Moves a file into another folder of the same file system.
    package func move(_ name: String, to other: borrowing SpoolFolder) throws(Fault) {
        guard unsafe renameat(descriptor, name, other.descriptor, name) == 0 else { throw Fault(code: errno) }
        fsync(other.descriptor)
        fsync(descriptor)
    }

    private func failed(_ draft: String) -> Fault {
        let fault = Fault(code: errno)
        _ = unsafe unlinkat(descriptor, draft, 0)
        return fault
    }
}
