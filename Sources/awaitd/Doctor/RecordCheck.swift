// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Platform
import StateStore

/// Whether the record can be read, how large it is, and whether its disk has room.
struct RecordCheck: Sendable {
    let installation: Installation

    /// Makes the check; reads, and changes nothing.
    func findings() async -> [Finding] {
        for folder in installation.stateFolders {
            do throws(StateStoreError) {
                guard let reader = try RecordReader(StateFolder(folder)) else { continue }
                _ = try reader.history(HistoryQuery(limit: 1, prefersNewest: true))
                return [RecordVerdict.finding(folder, size: size(of: folder), free: Self.free(at: folder))]
            } catch {
                guard unsafe access(StateFolder(folder).database, R_OK) != 0, errno == EACCES else {
                    return [Finding("record", .wrong, error.reason)]
                }
                let user = Accounts.user(geteuid())
                return [Finding("record", .unknown, "\(folder) is not for \(user)", fix: "sudo awaitd doctor")]
            }
        }
        return [Finding("record", .off, "none yet in \(installation.stateFolders.joined(separator: " or in "))")]
    }

    private func size(of folder: String) -> Int64 {
        let database = StateFolder(folder).database
        var size: Int64 = 0
        for path in [database, database + "-wal"] {
            size += (try? FileStatus(path))?.size ?? 0
        }
        return size
    }

    /// Bytes that an unprivileged user may still write there (statvfs(3)); nil if that is not known.
    private static func free(at folder: String) -> Int64? {
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0 else { return nil }
        return Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize)
    }
}

/// What the size of a record and of its disk's room mean.
package enum RecordVerdict {
    /// Below this much room a disk counts as full: 16 MiB.
    package static let least: Int64 = 16 << 20

    /// What to say of a record.
    package static func finding(_ folder: String, size: Int64, free: Int64?) -> Finding {
        let room = free.map { ", \(text($0)) free" } ?? ""
        guard let free, free < least else { return Finding("record", .well, "\(folder): \(text(size))\(room)") }
        return Finding(
            "record", .wrong, "the disk of \(folder) is full (\(text(free)) free): changes wait in memory",
            fix: ShellCommand("sudo du -xhd 3 -t 100M", [mount(of: folder)]).line)
    }

    /// `1.5 MB`, `12 kB`.
    package static func text(_ bytes: Int64) -> String {
        var (value, unit) = (Double(bytes), "B")
        for next in ["kB", "MB", "GB", "TB"] where value >= 1_000 { (value, unit) = (value / 1_000, next) }
        let rounded = (value * 10).rounded() / 10
        return unit == "B" || rounded >= 10 ? "\(Int(rounded.rounded())) \(unit)" : "\(rounded) \(unit)"
    }

    /// The topmost folder, below which something must go.
    private static func mount(of folder: String) -> String {
        "/" + (folder.split(separator: "/").first.map(String.init) ?? "")
    }
}
