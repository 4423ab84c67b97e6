// SPDX-License-Identifier: Apache-2.0

import Platform

/// What the files of a list look like from outside: differs after any of them was written, replaced, added or removed.
package struct WatchListStamp: Sendable, Hashable {
    /// One file or directory: which it is, its size, and when it and its inode were changed.
    private struct Mark: Sendable, Hashable {
        let identity: FileStatus.Identity
        let size: Int64
        let times: [Int64]
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
        guard let status = try? FileStatus(path) else { return nil }
        return Mark(identity: status.identity, size: status.size, times: [status.changed, status.modified])
    }
}
