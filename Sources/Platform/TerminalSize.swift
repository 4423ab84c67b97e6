// SPDX-License-Identifier: Apache-2.0

import CKernel

/// How much a terminal shows at once.
package struct TerminalSize: Sendable, Hashable {
    /// Characters a line; nil if the terminal does not know.
    package let columns: Int?
    /// Lines; nil if the terminal does not know.
    package let rows: Int?

    /// The size of what a descriptor is open on (`TIOCGWINSZ` in ioctl_tty(2)); nil if that is no terminal.
    package init?(of descriptor: Int32) {
        var (columns, rows): (UInt16, UInt16) = (0, 0)
        guard unsafe awaitd_terminal_size(descriptor, &columns, &rows) == 0 else { return nil }
        self.columns = columns > 0 ? Int(columns) : nil
        self.rows = rows > 0 ? Int(rows) : nil
    }
}
