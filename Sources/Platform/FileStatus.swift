// SPDX-License-Identifier: Apache-2.0

import CKernel
package import Glibc

/// What stat(2) says of a file.
package struct FileStatus: Sendable, Hashable {
    /// What a name stands for (inode(7)).
    package enum Kind: Sendable, Hashable {
        /// A regular file.
        case regular
        /// A directory.
        case directory
        /// A link; seen only where links are not followed.
        case link
        /// A socket.
        case socket
        /// A pipe with a name.
        case fifo
        /// A device that is read character by character, such as a terminal.
        case characterDevice
        /// Anything else.
        case other
    }

    /// Which file it is, whatever its names are.
    package struct Identity: Sendable, Hashable {
        /// The number of its file system.
        package let device: UInt64
        /// Its number there.
        package let inode: UInt64

        /// A file by its numbers.
        package init(device: UInt64, inode: UInt64) {
            self.device = device
            self.inode = inode
        }
    }

    /// What it is.
    package let kind: Kind
    /// Which one it is.
    package let identity: Identity
    /// How many names it has.
    package let links: UInt64
    /// Its size in bytes.
    package let size: Int64
    /// When it was last written, in nanoseconds since 1970.
    package let modified: Int64
    /// When its inode last changed, in nanoseconds since 1970: changed permissions count too.
    package let changed: Int64
    /// Who may do what with it, the sticky and set-id bits included: `0o7777` at most.
    package let permissions: UInt32
    /// Its user.
    package let owner: uid_t
    /// Its group.
    package let group: gid_t

    /// What a path leads to, or the link itself that is there; throws what stat(2) does.
    ///
    /// A relative path begins in an open `folder`, or in the working directory.
    package init(
        _ path: String,
        in folder: Int32 = AT_FDCWD,
        followingLinks: Bool = true
    ) throws(SystemError) {
        var status = awaitd_file_status()
        guard unsafe awaitd_status_at(folder, path, followingLinks, &status) == 0 else { throw SystemError() }
        self.init(status)
    }

    /// What a descriptor is open on; throws what fstat(2) does.
    package init(of descriptor: Int32) throws(SystemError) {
        var status = awaitd_file_status()
        guard unsafe awaitd_status_of(descriptor, &status) == 0 else { throw SystemError() }
        self.init(status)
    }

    /// What is at a path, the link itself if it is one; nil if nothing is, or it cannot be told.
    package static func entry(_ path: String) -> FileStatus? { try? FileStatus(path, followingLinks: false) }

    private init(_ status: awaitd_file_status) {
        kind =
            switch status.mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .link
            case S_IFSOCK: .socket
            case S_IFIFO: .fifo
            case S_IFCHR: .characterDevice
            default: .other
            }
        identity = Identity(device: status.device, inode: status.inode)
        links = status.links
        size = status.size
        modified = status.modified
        changed = status.changed
        permissions = status.mode & 0o7777
        owner = status.owner
        group = status.group
    }
}
