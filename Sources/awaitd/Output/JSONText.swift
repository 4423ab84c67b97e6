// SPDX-License-Identifier: Apache-2.0

import Core

extension String {
    /// This JSON text with everything that a terminal could take for a command written as `\u` and four
    /// hexadecimal digits; the value is the same.
    ///
    /// That is C1 controls, marks that reverse the direction of writing, and invisible characters. Encoders escape the C0
    /// controls only (RFC 8259, section 7). In JSON, characters outside ASCII occur in strings alone.
    package var escapingUnsafeJSON: String {
        guard utf8.contains(where: { $0 >= 0x7F }) else { return self }
        var result = ""
        result.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            guard scalar.value >= 0x7F, scalar.isUnsafeInText else {
                result.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
        }
        return result
    }
}
