// SPDX-License-Identifier: Apache-2.0

package import Core

/// One wish to start units, as it lies in the spool: a field a line, `NAME=VALUE`.
///
/// Whoever starts units trusts nothing in it: the daemon that writes it is the one that talks to the network.
package struct SpoolEntry: Sendable, Hashable {
    /// The most bytes of an entry.
    package static let byteLimit = 128 * 1_024
    /// The most fields of one.
    package static let fieldLimit = 256

    /// The units to be started.
    package let units: [String]
    /// What they are started for: the fields of the notice.
    package let fields: [Notice.Field]
    /// The same, as the cause of the starts.
    package let cause: Notice.Cause

    /// What a notice has started; nil if that is nothing, or if it is no recorded notice.
    package init?(_ notice: Notice) {
        guard notice.stamp != nil, !notice.starts.isEmpty else { return nil }
        units = notice.starts
        fields = JournalFieldRules.bounded(notice.journalFields)
        cause = Notice.Cause(notice)
    }

    /// Reads an entry; nil if it is none.
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
        guard !units.isEmpty, units.count <= StartRules.mostUnits else { return nil }
        self.units = units
        self.fields = fields
        cause = Notice.Cause(fields)
    }

    /// The entry as it is written.
    package var bytes: [UInt8] {
        Array(fields.map { "\($0.name)=\($0.value.cleaned())\n" }.joined().utf8)
    }

    /// The name of a notice's entry, so that the older ones come first: its place in the record and its identity.
    package static func name(of stamp: Notice.Stamp) -> String {
        let digits = String(stamp.sequence)
        return String(repeating: "0", count: max(0, 19 - digits.count)) + digits + "-" + stamp.eventID
    }

    /// Whether a file's name may be an entry's; what has another one is no business of the spool's, and is removed.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100
            && name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
