// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the files of a list look like from outside: differs whenever one of them was written, replaced, added or removed.
package struct WatchListStamp: Sendable, Hashable {
    /// One file or folder; nil where there is none, or none that may be looked at.
    private struct Mark: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let changed: Nanoseconds
        let written: Nanoseconds
    }

    /// A time of a file, as stat(2) gives it.
    private struct Nanoseconds: Sendable, Hashable {
        let seconds: Int
        let rest: Int

        init(_ time: timespec) {
            seconds = time.tv_sec
            rest = time.tv_nsec
        }
    }

    private var marks: [String: Mark?] = [:]

    /// The list whose main file is at `path`, with the drop-ins beside it, as they are now.
    package init(of path: String) {
        let dropIns = WatchListLoader.dropIns(beside: path)
        let files = (try? DirectoryReader.list(dropIns).files) ?? []
        for file in [path, dropIns] + files { marks[file] = .some(Self.mark(file)) }
    }

    private static func mark(_ path: String) -> Mark? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Mark(
            device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            changed: Nanoseconds(status.st_ctim),
            written: Nanoseconds(status.st_mtim)
        )
    }
}
