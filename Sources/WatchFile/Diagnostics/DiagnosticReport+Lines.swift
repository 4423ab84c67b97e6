// SPDX-License-Identifier: Apache-2.0

extension DiagnosticReport {
    /// A line for each diagnostic: `FILE:LINE:COLUMN: error: …`.
    package var lines: [String] {
        diagnostics.map { "\($0.location): \($0.severity.rawValue): \($0.message)" }
    }
}
