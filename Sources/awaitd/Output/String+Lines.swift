// SPDX-License-Identifier: Apache-2.0

import Core

extension String {
    /// The text as it is, but for what could be a command to the terminal: lines and columns stay where they are.
    var keepingLines: String {
        let scalars = unicodeScalars.map { $0.isUnsafeInText && $0 != "\n" && $0 != "\t" ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
