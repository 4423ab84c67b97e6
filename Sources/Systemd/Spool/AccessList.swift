// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc

/// A POSIX access control list (acl(5)) of a folder.
///
/// Root without capabilities is an ordinary user to the kernel: to let its dispatcher into a folder of the daemon's, and no
/// one else, takes a list. A group would do only as long as no person is in it.
struct AccessList {
    private let entries: [(tag: UInt16, permissions: UInt16, id: UInt32)]

    /// The owner and root may do everything, others nothing.
    static let ownerAndRoot = AccessList(entries: [
        (tag: userObject, permissions: all, id: noID), (tag: user, permissions: all, id: 0),
        (tag: groupObject, permissions: none, id: noID), (tag: mask, permissions: all, id: noID),
        (tag: other, permissions: none, id: noID),
    ])

    /// Sets it for an open folder whose `mode` is known, unless it is set already.
    ///
    /// On a file system without such lists the folder is its owner's alone.
    func apply(to descriptor: Int32, mode: mode_t) {
        let wanted = bytes
        var found = [UInt8](repeating: 0, count: wanted.count + 1)
        let count = unsafe fgetxattr(descriptor, Self.attribute, &found, found.count)
        // With a list, the group's bits of the mode are the list's mask.
        if count == wanted.count, found.starts(with: wanted), mode & 0o777 == 0o770 { return }
        if unsafe fsetxattr(descriptor, Self.attribute, wanted, wanted.count, 0) != 0 { fchmod(descriptor, 0o700) }
    }

    /// The list as the kernel takes it (`struct posix_acl_xattr_header` and `…_entry` of linux/posix_acl_xattr.h), little
    /// endian on every machine.
    private var bytes: [UInt8] {
        func parts<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
            (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        return parts(Self.version) + entries.flatMap { parts($0.tag) + parts($0.permissions) + parts($0.id) }
    }

    private static let attribute = "system.posix_acl_access"
    private static let version: UInt32 = 2
    private static let (userObject, user, groupObject, mask, other): (UInt16, UInt16, UInt16, UInt16, UInt16) =
        (0x01, 0x02, 0x04, 0x10, 0x20)
    private static let (all, none): (UInt16, UInt16) = (7, 0)
    private static let noID = UInt32.max
}
