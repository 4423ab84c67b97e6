// SPDX-License-Identifier: Apache-2.0

/// What sort of resource a watch follows: which operation reads it and how its answer is understood.
///
/// A kind is data. Adding one adds a value to the table in `Kind+Table.swift` and a recorded answer for its test.
package struct Kind: Sendable, Hashable {
    /// The name in the watch file and in `AWAITD_KIND`: `evaluation-job`.
    package let name: String
    /// What it is, in a few words for people.
    package let title: String
    /// The service that has it.
    package let service: AWSService
    /// The operation that reads it: `GetEvaluation`.
    package let operation: String
    /// How the operation is asked.
    package let request: Request
    /// What its ids look like.
    package let id: IDRule
    /// The ARN's resource type in front of the id (`evaluation-job`), or nil if this kind's ARN is another kind's.
    package let arnResource: String?
    /// Where the answer has what.
    package let answer: Answer
    /// Which status means which state.
    package let statuses: StatusRules
    /// The List* or Describe* operation that reads many at once.
    package let sweep: String

    /// How an operation is asked for one resource.
    package enum Request: Sendable, Hashable {
        /// A JSON body with the id under this name, and with a flag that asks for more where there is one.
        case body(idMember: String, verboseMember: String? = nil)
        /// A GET of this path, `{id}` in it replaced by the percent-encoded id.
        case path(String)
    }

    /// What an id looks like.
    package enum IDRule: Sendable, Hashable {
        /// 1 to 64 of `a-z A-Z 0-9 _ . -`: Amazon ML's EntityId.
        case entityID
        /// An ARN whose resource is this kind's type, and whose id is so many characters of `a-z 0-9`.
        case arn(idLength: Int)
    }

    /// Where an answer has what: dotted paths from the top of its JSON.
    package struct Answer: Sendable, Hashable {
        /// The status.
        package let status: String
        /// What an answer without the status' parent object means, where that is not an unreadable answer.
        package let statusWhenAbsent: String?
        /// AWS's words about it: a string, or a list of strings that are joined.
        package let reason: String?
        /// The resource's own name.
        package let name: String?
        /// When it was created.
        package let created: String
        /// When the work began.
        package let started: String?
        /// When the work ended.
        package let finished: String?
        /// Objects whose members are details of their own: `PerformanceMetrics.Properties`.
        package let opened: [String]
        /// Details that stand in the message, best first: `BinaryAUC`.
        package let highlights: [String]
        /// Members that are not told because the notice has them elsewhere: the id.
        package let omitted: [String]

        /// Where an answer has what.
        package init(
            status: String,
            statusWhenAbsent: String? = nil,
            reason: String?,
            name: String?,
            created: String,
            started: String? = nil,
            finished: String? = nil,
            opened: [String] = [],
            highlights: [String] = [],
            omitted: [String] = []
        ) {
            self.status = status
            self.statusWhenAbsent = statusWhenAbsent
            self.reason = reason
            self.name = name
            self.created = created
            self.started = started
            self.finished = finished
            self.opened = opened
            self.highlights = highlights
            self.omitted = omitted
        }
    }
}
