// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Reads JSON (RFC 8259) into a ``JSONValue``, with Foundation's decoder and its bound on nesting (512 levels).
package enum JSONReader {
    /// Why bytes are not JSON.
    package struct Fault: Error, Hashable {
        /// Words that end a sentence: `is empty`.
        package let reason: String
    }

    private static let decoder = JSONDecoder()

    /// The one value that `bytes` are, in UTF-8.
    ///
    /// A byte order mark in front and a comma behind the last element are passed over; of a member that comes twice, the first counts.
    /// Characters that are broken are read as U+FFFD.
    package static func value(of bytes: [UInt8]) throws(Fault) -> JSONValue {
        guard !bytes.isEmpty else { throw Fault(reason: "is empty") }
        // The decoder would take UTF-16 and UTF-32 too, and guesses them by the zeros.
        guard !bytes.prefix(4).contains(0) else { throw Fault(reason: "is not UTF-8") }
        if let value = try? decoder.decode(JSONValue.self, from: Data(bytes)) { return value }
        do {
            return try decoder.decode(JSONValue.self, from: Data(BrokenCharacters.mended(bytes)))
        } catch {
            throw Fault(reason: "breaks off or has something else in it")
        }
    }
}
