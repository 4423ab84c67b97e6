// SPDX-License-Identifier: Apache-2.0

package import Glibc

/// The names of users and groups, by the system's databases (nsswitch.conf(5)).
package enum Accounts {
    /// The most bytes of an entry: a group may have thousands of members.
    private static let limit = 1 << 20

    /// The name of a user, or `uid 1000` if the system knows none.
    package static func user(_ id: uid_t) -> String {
        name { buffer in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            let error = unsafe getpwuid_r(id, &entry, &buffer, buffer.count, &found)
            return (error, unsafe found == nil ? nil : unsafe String(cString: entry.pw_name))
        } ?? "uid \(id)"
    }

    /// The name of a group, or `gid 1000` if the system knows none.
    package static func group(_ id: gid_t) -> String {
        name { buffer in
            var entry = unsafe Glibc.group()
            var found: UnsafeMutablePointer<group>?
            let error = unsafe getgrgid_r(id, &entry, &buffer, buffer.count, &found)
            return (error, unsafe found == nil ? nil : unsafe String(cString: entry.gr_name))
        } ?? "gid \(id)"
    }

    /// What a lookup gives with a buffer that is large enough.
    private static func name(_ look: (inout [CChar]) -> (error: CInt, name: String?)) -> String? {
        var size = 1_024
        while true {
            var buffer = [CChar](repeating: 0, count: size)
            let result = look(&buffer)
            guard result.error == ERANGE, size < limit else { return result.name }
            size *= 4
        }
    }
}
