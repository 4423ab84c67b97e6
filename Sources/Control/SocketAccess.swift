// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Platform

/// Who may connect to a control socket, by its owner and its group.
struct SocketAccess {
    private let path: String
    private let owner: (user: uid_t, group: gid_t)?

    /// The access to the socket at a path; if that may not be looked at, to its folder, which decides then.
    init(_ path: String) {
        self.path = path
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        owner = ((try? FileStatus(path)) ?? (try? FileStatus(folder))).map { ($0.owner, $0.group) }
    }

    /// What a user is told who may not connect: who may, and how to become one of them.
    var refusal: String {
        let daemon = "you may not ask the daemon at \(path.cleaned(limit: 300))"
        guard let owner else { return "\(daemon): only root and the members of its socket's group may" }
        let user = owner.user == 0 ? "" : ", its user \(Accounts.user(owner.user).cleaned(limit: 100))"
        guard owner.group != 0 else { return "\(daemon): only root\(user) may" }
        let group = Accounts.group(owner.group).cleaned(limit: 100)
        return """
            \(daemon): only root\(user) and the members of the group \(group) may
            To become one of them, have root run `usermod -aG \(group) \(Accounts.user(getuid()).cleaned(limit: 100))`, and \
            log in again.
            """
    }
}
