// SPDX-License-Identifier: Apache-2.0

package import Core

/// What the journal accepts as a field (systemd.journal-fields(7), sd_journal_sendv(3)), and awaitd's own limits.
///
/// journald silently drops a field with an invalid name, so such fields are left out here, where a test can see it.
package enum JournalFieldRules {
    /// The longest name in bytes.
    package static let nameLimit = 64
    /// The most fields of one entry; journald's own limit is 1,024.
    package static let fieldLimit = 256
    /// The most bytes of one value.
    ///
    /// `journalctl -o json` shows a field over 4,096 bytes as null; name and `=` count with it.
    package static let valueLimit = 4_000
    /// The most bytes of an entry, names and values; one datagram holds it whatever the host's settings.
    package static let entryLimit = 48 * 1_024

    /// Whether journald accepts the name from a program: upper-case letters, digits and underscores, a letter first.
    package static func isValid(name: String) -> Bool {
        guard let first = name.utf8.first, isUpper(first), name.utf8.count <= nameLimit else { return false }
        return name.utf8.allSatisfy { isUpper($0) || (48...57).contains($0) || $0 == 95 }
    }

    /// The fields that are sent: without invalid names, long values cut at a character, later fields dropped beyond the
    /// limits.
    ///
    /// Of a value only line ends and tabs are kept besides text, as journalctl shows anything else as a number of bytes; a
    /// record that an older version wrote may have more.
    package static func bounded(_ fields: [Notice.Field]) -> [Notice.Field] {
        var result: [Notice.Field] = []
        var room = entryLimit
        for field in fields where isValid(name: field.name) {
            guard result.count < fieldLimit else { break }
            let value = field.value.keepingLines.truncated(toBytes: valueLimit)
            let size = field.name.utf8.count + 1 + value.utf8.count
            guard size <= room else { continue }
            room -= size
            result.append(Notice.Field(field.name, value))
        }
        return result
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
}
