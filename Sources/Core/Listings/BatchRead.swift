// SPDX-License-Identifier: Apache-2.0

/// The operation that reads many resources of a kind at once, as well as the kind's own reads one.
///
/// It names them in a list of the last parts of their ids; the other parts are the same for all.
package struct BatchRead: Sendable, Hashable {
    /// The operation: `BatchGetQueryExecution`.
    package let operation: String
    /// The member that names the resources: `QueryExecutionIds`.
    package let member: String
    /// The most that it takes.
    package let most: Int
    /// The list of the resources in the response: `QueryExecutions`.
    package let list: String
    /// Where one of them says its id, or its ARN.
    package let id: String
    /// Where the response of the kind's own operation has one: `QueryExecution`, `jobs[0]`.
    package let place: String

    /// A batch read.
    package init(_ operation: String, member: String, most: Int, list: String, id: String, place: String) {
        self.operation = operation
        self.member = member
        self.most = most
        self.list = list
        self.id = id
        self.place = place
    }
}

/// What came of reading many resources at once.
package enum BatchOutcome: Sendable, Hashable {
    /// What was read of each, in the order in which they were asked for.
    ///
    /// Nil for those of which the response says nothing, or nothing that can be read: a read of its own tells why.
    case read([Observation?])
    /// Why nothing was read. One resource among them may be the cause: its own read tells that.
    case failed(PollFailure)
}

extension Kind {
    /// What the ids of resources that one call may read have in common: all parts but the last; nil if the kind is not read
    /// in batches, or the id has not as many parts.
    package func batchGroup(ofID text: String) -> String? {
        guard batch != nil else { return nil }
        let values = id.values(of: text)
        guard values.count == id.parts.count else { return nil }
        return values.dropLast().joined(separator: "/")
    }
}
