// SPDX-License-Identifier: Apache-2.0

/// The files that credentials are read from: the machine's own, or a test's.
package protocol FileSystem: Sendable {
    /// What tells whether a file has changed; nil if there is none, or none that we may look at.
    func fingerprint(_ path: String) -> FileFingerprint?

    /// The bytes of a file that has at most `limit` of them.
    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8]
}

/// What changes when a file does: the time of its last change, its size, and which file it is.
package struct FileFingerprint: Sendable, Hashable {
    /// When it was last written, in nanoseconds since the epoch.
    package let modified: Int64
    /// When its inode last changed, in nanoseconds since the epoch: rights count too.
    package let changed: Int64
    /// Its size in bytes.
    package let size: Int64
    /// The inode.
    package let inode: UInt64

    /// A fingerprint.
    package init(modified: Int64, changed: Int64 = 0, size: Int64, inode: UInt64) {
        self.modified = modified
        self.changed = changed
        self.size = size
        self.inode = inode
    }
}

/// Why a file cannot be read.
package enum FileFault: Error, Hashable {
    /// There is no such file.
    case missing
    /// It is there and cannot be used; words that end a sentence: `may not be read by awaitd (permission denied)`.
    case unusable(String)
}
