// SPDX-License-Identifier: Apache-2.0

import Glibc

extension SpoolFolder {
    /// How many names are looked at at most: what is more comes another time.
    private static let readLimit = 30_000

    /// The names in it, the dotted ones left out: the first so many in their order.
    package func names(limit: Int = .max) throws(SpoolFault) -> [String] {
        // Another descriptor, since a reading position belongs to one.
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else { throw fault() }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while names.count < Self.readLimit, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return Array(names.sorted().prefix(limit))
    }

    /// Removes whatever has this name: a file, a link, a folder with nothing in it.
    ///
    /// One that is not there is a fault too, since then it is called otherwise than it seems: no UTF-8.
    package func discard(_ name: String) throws(SpoolFault) {
        if unsafe unlinkat(descriptor, name, 0) == 0 { return }
        // POSIX has EPERM for folders, Linux EISDIR.
        if errno == EISDIR || errno == EPERM, unsafe unlinkat(descriptor, name, AT_REMOVEDIR) == 0 { return }
        throw fault(name)
    }

    /// Removes the oldest, by when they were written, once there are more than twice as many as are kept.
    package func prune(keeping most: Int) throws(SpoolFault) {
        let names = try names()
        guard names.count > most * 2 else { return }
        let aged = names.map { name in
            let written = facts(name)?.st_mtim ?? timespec()
            return (name: name, seconds: written.tv_sec, nanoseconds: written.tv_nsec)
        }
        let oldestFirst = aged.sorted { ($0.seconds, $0.nanoseconds, $0.name) < ($1.seconds, $1.nanoseconds, $1.name) }
        for old in oldestFirst.dropLast(most) {
            do throws(SpoolFault) { try discard(old.name) } catch { guard error.isOfOneEntry else { throw error } }
        }
    }
}
