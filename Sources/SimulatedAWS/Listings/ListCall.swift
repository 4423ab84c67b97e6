// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// One request for a page of a list, as the log has it.
package struct ListCall: Sendable, Hashable {
    /// The operation: `ListTrainingJobs`.
    package let operation: String
    /// The number of the listing, the same on all of its pages; nil if no page was found.
    package let listing: Int?
    /// The page that was asked for; the first is 1; nil if the token is none of ours.
    package let page: Int?
    /// The members as they were sent, without the token: page size, filters, order.
    package let members: [String: JSONValue]
    /// How many items the page has.
    package let items: Int
    /// Whether no page follows.
    package let isLast: Bool
    /// The response's HTTP status, after faults.
    package let status: Int
    /// AWS's error code, if the list was refused otherwise than by a fault that replaces the response.
    package let error: String?
    /// When it was received, by the simulator's clock.
    package let time: Date
}

extension ListCall {
    /// The call as the control API returns it.
    var json: JSONValue {
        [
            "operation": .string(operation),
            "listing": listing.map { .integer(Int64($0)) } ?? .null,
            "page": page.map { .integer(Int64($0)) } ?? .null,
            "members": .object(members),
            "items": .integer(Int64(items)),
            "last": .bool(isLast),
            "status": .integer(Int64(status)),
            "error": error.map { .string($0) } ?? .null,
            "time": .decimal(AWSTime.epochSeconds(time)),
        ]
    }
}
