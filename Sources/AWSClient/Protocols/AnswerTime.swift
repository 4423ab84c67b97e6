// SPDX-License-Identifier: Apache-2.0

package import Core

/// Times as AWS's protocols write them.
package enum AnswerTime {
    /// A time from an epoch number (`1410793700.124`, `1.4354E9`), the same as text, or an ISO 8601 date.
    ///
    /// Nil for what is none of them, and for times that no calendar shows. Source: Smithy 2.0, "timestampFormat trait".
    package static func timestamp(_ value: JSONValue?) -> Timestamp? {
        switch value {
        case .integer(let seconds): Timestamp(epochSeconds: Double(seconds))
        case .number(let seconds): Timestamp(epochSeconds: seconds)
        case .string(let text): Timestamp(rfc3339: text) ?? epoch(text)
        case .null, .bool, .array, .object, nil: nil
        }
    }

    /// A member's value as RFC 3339, if the member's name and value say that it is a time.
    ///
    /// `…At` holds a time in any form, and so do SageMaker's `…CreationTime`, `…StartTime` and the like. `…Time` by itself
    /// holds one only as a date: Amazon ML's ComputeTime is a number of milliseconds.
    package static func text(member: some StringProtocol, value: JSONValue) -> String? {
        if member.hasSuffix("At") || moments.contains(where: member.hasSuffix) { return timestamp(value)?.rfc3339 }
        guard member.hasSuffix("Time"), case .string(let text) = value else { return nil }
        return Timestamp(rfc3339: text)?.rfc3339
    }

    private static let moments = [
        "CreationTime", "StartTime", "EndTime", "ModifiedTime", "CompletionTime", "SubmissionTime",
    ]

    private static func epoch(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 32, text.utf8.allSatisfy({ "0123456789.+-eE".utf8.contains($0) }) else { return nil }
        return Double(text).flatMap(Timestamp.init(epochSeconds:))
    }
}
