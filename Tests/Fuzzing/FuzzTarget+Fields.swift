// SPDX-License-Identifier: Apache-2.0

import Core
import Systemd

/// Notices and environment files.
extension FuzzTarget {
    /// The fields of an input: `NAME=VALUE`, separated by NULs.
    private static func fields(_ input: [UInt8]) -> [Notice.Field] {
        input.split(separator: 0).compactMap { line in
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let value = String(decoding: line[(equals + 1)...], as: UTF8.self)
            return Notice.Field(String(decoding: line[..<equals], as: UTF8.self), value)
        }
    }

    /// Renders a notice with these fields for the journal and for the spool, and reads both back.
    static func readNotice(_ input: [UInt8]) throws(Finding) {
        var names: Set<String> = []
        let fields = fields(input).filter { names.insert($0.name).inserted }
        let stamp = Notice.Stamp(
            eventID: "0123456789abcdef0123456789abcdef", sequence: 7, observedAt: Timestamp(microseconds: 0))
        let own = fields.filter { $0.name.hasPrefix("AWAITD_") }
        let notice = Notice(
            event: .transition,
            priority: .notice,
            message: fields.first { $0.name == "MESSAGE" }?.value ?? "",
            fields: own,
            stamp: stamp
        )
        try require(Set(notice.fields) == Set(own), "a field is lost or made up")
        let again = Notice(
            event: notice.event, priority: notice.priority, message: notice.message, fields: notice.fields, stamp: stamp
        )
        try require(again == notice, "a notice that is read back as another")

        let journal = JournalFieldRules.bounded(notice.journalFields)
        try require(journal.count <= JournalFieldRules.fieldLimit, "\(journal.count) fields")
        for field in journal {
            try require(JournalFieldRules.isValid(name: field.name), "the field \(field.name)")
            try require(field.value.utf8.count <= JournalFieldRules.valueLimit, "a value of \(field.value.utf8.count)")
        }
        let size = journal.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 1 }
        try require(size <= JournalFieldRules.entryLimit, "an entry of \(size) bytes")

        _ = SpoolEntry(input)
        guard let entry = SpoolEntry(notice) else { return }
        try require(!entry.bytes.contains(0), "a NUL in the spool")
        guard let read = SpoolEntry(entry.bytes) else { return }
        try require(
            read.units == entry.units.joined(separator: " ").cleaned().split(separator: " ").map(String.init),
            "other units")
        for (one, other) in zip(read.fields, entry.fields) {
            try require(one.name == other.name && one.value == other.value.cleaned(), "the field \(other.name) differs")
        }
    }

    /// Renders an environment file, and reads it as systemd does.
    static func readEnvironment(_ input: [UInt8]) throws(Finding) {
        let fields = fields(input).filter { JournalFieldRules.isValid(name: $0.name) }
        let text = EnvironmentFile.text(unit: "a@b.service", fields)
        guard let variables = EnvironmentReader.variables(in: text) else {
            throw Finding(message: "systemd cannot read it")
        }
        let renamed = ["MESSAGE": "AWAITD_MESSAGE", "PRIORITY": "AWAITD_PRIORITY"]
        let expected = fields.compactMap { field -> Notice.Field? in
            guard renamed[field.name] != nil || field.name.hasPrefix("AWAITD_"), field.name != Notice.startsField
            else { return nil }
            return Notice.Field(renamed[field.name] ?? field.name, field.value.cleaned())
        }
        try require(
            variables == expected + [Notice.Field("AWAITD_UNIT", "a@b.service")], "systemd reads something else")
    }
}

/// Reads an environment file as systemd does (systemd.exec(5), "EnvironmentFile="; its `parse_env_file`), as far as
/// values in double quotes go.
private enum EnvironmentReader {
    /// The variables; nil if systemd refuses the file.
    static func variables(in text: String) -> [Notice.Field]? {
        var rest = text.unicodeScalars[...]
        var variables: [Notice.Field] = []
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = String(rest[..<equals])
            rest = rest[equals...].dropFirst()
            guard JournalFieldRules.isValid(name: name), rest.popFirst() == "\"" else { return nil }
            guard let value = value(&rest), rest.popFirst() == "\n" else { return nil }
            variables.append(Notice.Field(name, value))
        }
        return variables
    }

    /// A value through its closing quote.
    private static func value(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(value)
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                if next == "\n" { continue }
                if !["\"", "\\", "$", "`"].contains(next) { value.append(scalar) }
                value.append(next)
            case _ where !isText(scalar): return nil
            default: value.append(scalar)
            }
        }
        return nil
    }

    /// Whether systemd takes a character in a text: not if it is a control or a noncharacter.
    private static func isText(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0x7F && !(0xFDD0...0xFDEF).contains(scalar.value)
            && scalar.value & 0xFFFE != 0xFFFE
    }
}
