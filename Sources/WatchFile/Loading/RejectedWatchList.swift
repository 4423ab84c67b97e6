// SPDX-License-Identifier: Apache-2.0

/// Why a watch list was rejected: nothing of it is used.
package struct RejectedWatchList: Error, Sendable {
    /// All that is wrong with it, and what is doubtful.
    package let report: DiagnosticReport
}
