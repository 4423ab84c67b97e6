// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What is at a path.
struct FileFacts {
    private let status: stat

    /// Looks at a path; nil if nothing is there, or nobody may look.
    init?(_ path: String, followingLinks: Bool = false) {
        var status = stat()
        let answer = followingLinks ? unsafe stat(path, &status) : unsafe lstat(path, &status)
        guard answer == 0 else { return nil }
        self.status = status
    }

    /// Whether it is an ordinary file.
    var isFile: Bool { status.st_mode & S_IFMT == S_IFREG }
    /// Whether it is a folder.
    var isDirectory: Bool { status.st_mode & S_IFMT == S_IFDIR }
    /// Its length in bytes.
    var size: Int { Int(status.st_size) }
    /// Whether anybody but its owner may do anything with it.
    var isOpenToOthers: Bool { status.st_mode & 0o077 != 0 }

    /// Whose it is, for people: `owner 0, mode 600, and this is user 998`.
    var ownership: String {
        "owner \(status.st_uid), mode \(String(status.st_mode & 0o7777, radix: 8)), and this is user \(geteuid())"
    }
}

/// An error number in words.
func errorText(_ number: Int32) -> String {
    unsafe String(cString: strerror(number))
}
