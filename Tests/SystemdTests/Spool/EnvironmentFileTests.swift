// SPDX-License-Identifier: Apache-2.0

import Core
import Systemd
import Testing

/// What is written for `EnvironmentFile=`, read by systemd's rules (src/basic/env-file.c of systemd 252).
struct EnvironmentFileTests {
    /// A file that systemd refuses as a whole.
    private struct Refused: Error {
        let reason: String
    }

    /// Reads a file as systemd does, as far as our files go: a name, `=`, a value in double quotes, a line's end.
    private static func read(_ text: String) throws(Refused) -> [String: String] {
        for scalar in text.unicodeScalars {
            // utf8_is_valid, and the file is read as a C string.
            let value = scalar.value
            if value == 0 || (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE {
                throw Refused(reason: "invalid UTF-8 value: \(scalar.quoted)")
            }
        }
        var variables: [String: String] = [:]
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let name = String(String.UnicodeScalarView(rest.prefix { $0 != "=" }))
            rest = rest.dropFirst(name.unicodeScalars.count + 1)
            guard rest.popFirst() == "\"" else { throw Refused(reason: "\(name) has no quote") }
            var value = String.UnicodeScalarView()
            while let scalar = rest.popFirst(), scalar != "\"" {
                guard scalar == "\\", let next = rest.popFirst() else {
                    value.append(scalar)
                    continue
                }
                // Only what a shell needs escaped loses its backslash.
                if !"\"\\`$".unicodeScalars.contains(next) { value.append("\\") }
                value.append(next)
            }
            guard rest.popFirst() == "\n" else { throw Refused(reason: "\(name) has something after its value") }
            variables[name] = String(value)
        }
        return variables
    }

    @Test
    func `Every character there is leaves a file that systemd reads, as it was written`() throws {
        // Many in one value, so that it is quick; each between others, where nothing is trimmed. Of the planes without a
        // character the last 256 suffice, where the noncharacters are.
        for start in stride(from: UInt32(0), to: 0x110000, by: 0x100) {
            guard !(0x40000..<0xE0000).contains(start) || start & 0xFF00 == 0xFF00 else { continue }
            var value = "a"
            for scalar in (start..<start + 0x100).compactMap(Unicode.Scalar.init) { value += "\(scalar)b" }
            let variables = try Self.read(EnvironmentFile.text(unit: "u@a.service", [Notice.Field("AWAITD_A", value)]))
            #expect(variables == ["AWAITD_A": value.cleaned(), "AWAITD_UNIT": "u@a.service"])
        }
    }

    @Test
    func `What systemd refuses makes a blank`() throws {
        let text = EnvironmentFile.text(unit: "u.service", [Notice.Field("MESSAGE", "row 18 \u{FFFF} has \u{1FFFE}11")])
        #expect(text == "AWAITD_MESSAGE=\"row 18 has 11\"\nAWAITD_UNIT=\"u.service\"\n")
    }
}
