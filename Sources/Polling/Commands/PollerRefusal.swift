// SPDX-License-Identifier: Apache-2.0

/// Why a poller does not do what it was asked.
package enum PollerRefusal: Error, Sendable, Hashable {
    /// It ends, or has ended.
    case stopping
    /// The record could not be written, and why; nothing was changed.
    case notRecorded(String)
}
