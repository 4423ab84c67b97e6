// SPDX-License-Identifier: Apache-2.0

package import Core

/// One request to start units, as a file in the spool: a field a line, `NAME=VALUE`.
///
/// The dispatcher trusts nothing in it: the daemon that writes it is the process that talks to the network.
package struct SpoolEntry: Sendable, Hashable {
    /// The most bytes of an entry.
    package static let byteLimit = 128 * 1_024
    /// The most fields of one.
    package static let fieldLimit = 256

    /// The units to start.
    package let units: [String]
    /// What they are started for: the fields of the notice.
    package let fields: [Notice.Field]
    /// The same, as the cause of the starts.
    package let cause: Notice.Cause

    /// The units that a notice starts; nil if it starts none, or is not recorded.
    package init?(_ notice: Notice) {
        guard notice.stamp != nil, !notice.starts.isEmpty else { return nil }
        units = notice.starts
        fields = JournalFieldRules.bounded(notice.journalFields)
        cause = Notice.Cause(notice)
    }

    /// Reads an entry; nil if the bytes are not a valid one.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.byteLimit, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var fields: [Notice.Field] = []
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "="), fields.count < Self.fieldLimit else { return nil }
            let name = String(line[..<equals])
            let value = String(line[line.index(after: equals)...])
            guard JournalFieldRules.isValid(name: name), !value.unicodeScalars.contains(where: \.isUnsafeInText) else {
                return nil
            }
            fields.append(Notice.Field(name, value))
        }
        let units = fields.first { $0.name == Notice.startsField }?.value.split(separator: " ").map(String.init) ?? []
        guard !units.isEmpty, units.count <= StartRules.maxUnits else { return nil }
        self.units = units
        self.fields = fields
        cause = Notice.Cause(fields)
    }

    /// The content of its file.
    package var bytes: [UInt8] {
        Array(fields.map { "\($0.name)=\($0.value.cleaned())\n" }.joined().utf8)
    }

    /// The name of a notice's entry: its sequence number, so that older ones sort first, and its event id.
    package static func name(of stamp: Notice.Stamp) -> String {
        let digits = String(stamp.sequence)
        return String(repeating: "0", count: max(0, 19 - digits.count)) + digits + "-" + stamp.eventID
    }

    /// Whether a file's name may be an entry's; files with other names do not belong in the spool, and are removed.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100
            && name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }
    }
}

/// The fields that a started unit gets, as a file for `EnvironmentFile=` (systemd.exec(5)), which a shell can read as well.
package enum EnvironmentFile {
    /// The text of a file: the notice's own fields, with `MESSAGE` and `PRIORITY` renamed to begin like the others.
    ///
    /// Each value is in double quotes, with special characters escaped.
    package static func text(unit: String, _ fields: [Notice.Field]) -> String {
        let renamed = ["MESSAGE": "AWAITD_MESSAGE", "PRIORITY": "AWAITD_PRIORITY"]
        let variables = fields.compactMap { field -> (String, String)? in
            if let name = renamed[field.name] { return (name, field.value) }
            guard field.name.hasPrefix("AWAITD_"), field.name != Notice.startsField else { return nil }
            return (field.name, field.value)
        }
        return (variables + [("AWAITD_UNIT", unit)]).map { "\($0)=\"\(quoted($1))\"\n" }.joined()
    }

    private static func quoted(_ value: String) -> String {
        var text = ""
        for scalar in value.cleaned().unicodeScalars where isAccepted(scalar) {
            if ["\"", "\\", "$", "`"].contains(scalar) { text.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// Whether systemd loads a file with this character: one that it refuses keeps the unit from starting.
    ///
    /// The rule of systemd's `unichar_is_valid`, which `EnvironmentFile=` applies, less the controls that would end or change
    /// the line. Asked once more here, whatever was cleaned before.
    private static func isAccepted(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && !(0xFDD0...0xFDEF).contains(scalar.value) && scalar.value & 0xFFFE != 0xFFFE
    }
}
