// SPDX-License-Identifier: Apache-2.0

package import Core

/// Why there is no record to work with, and what to do about it.
package struct OpenFault: Error, Hashable {
    /// What sort of trouble it is; decides the exit status.
    package enum Cause: Sendable, Hashable {
        /// The folder or a file in it cannot be made, read or written.
        case unwritable
        /// Something is in the database's place that awaitd must not touch.
        case foreign
        /// Another daemon works in the folder.
        case inUse
    }

    /// What sort of trouble it is.
    package let cause: Cause
    /// What is wrong and what to do, in a sentence or two.
    package let message: String

    init(_ cause: Cause, _ message: String) {
        self.cause = cause
        self.message = message
    }

    /// Nothing says where the folder is.
    package static let noFolder = OpenFault(
        .unwritable,
        "nothing says where to keep the record: give --state-directory, or set STATE_DIRECTORY or HOME"
    )

    /// The record was opened and cannot be used.
    package static func unusable(_ error: StateStoreError) -> OpenFault {
        OpenFault(.unwritable, "the record cannot be used: \(error.reason)")
    }
}
