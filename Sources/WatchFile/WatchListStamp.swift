// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the files of a list look like from outside: differs after any of them was written, replaced, added or removed.
package struct WatchListStamp: Sendable, Hashable {
    /// One file or directory, as stat(2) gives it.
    private struct Mark: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        /// Seconds and nanoseconds of its last change and last modification.
        let times: [Int]
    }

    /// By path; nil for one that does not exist, or may not be looked at.
    private var marks: [String: Mark?] = [:]

    /// The list whose main file is at `path`, with the drop-ins beside it, as they are now.
    package init(of path: String) {
        let dropIns = WatchListLoader.dropIns(beside: path)
        let names = (try? WatchListFiles.names(in: dropIns)) ?? []
        let files = names.filter { $0.hasSuffix(".yaml") }.map { dropIns.appending(pathComponent: $0) }
        for file in [path, dropIns] + files { marks[file] = .some(Self.mark(file)) }
    }

    private static func mark(_ path: String) -> Mark? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        let (changed, written) = (status.st_ctim, status.st_mtim)
        return Mark(
            device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            times: [changed.tv_sec, changed.tv_nsec, written.tv_sec, written.tv_nsec]
        )
    }
}
