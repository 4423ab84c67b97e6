// SPDX-License-Identifier: Apache-2.0

/// What sort of resource a watch follows: which operation reads it and how its answer is understood.
///
/// A kind is data. Adding one adds a value to a file in `Table/` and a recorded answer for its test. It is an object that
/// never changes, so that a hundred thousand watches can share one; kinds that say the same are equal.
package final class Kind: Sendable {
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
    /// Where the answer has what.
    package let answer: Answer
    /// Which status means which state.
    package let statuses: StatusRules
    /// What a policy must name for the operation to be allowed.
    package let authorization: Authorization
    /// The List* or Describe* operation that reads many at once, where there is one.
    package let sweep: String?

    /// A kind.
    package init(
        name: String,
        title: String,
        service: AWSService,
        operation: String,
        request: Request,
        id: IDRule,
        answer: Answer,
        statuses: StatusRules,
        authorization: Authorization = .itself,
        sweep: String? = nil
    ) {
        self.name = name
        self.title = title
        self.service = service
        self.operation = operation
        self.request = request
        self.id = id
        self.answer = answer
        self.statuses = statuses
        self.authorization = authorization
        self.sweep = sweep
    }

    /// How an operation is asked for one resource.
    package enum Request: Sendable, Hashable {
        /// A JSON body with the parts of the id as members, and with a flag that asks for more where there is one.
        case body(verboseMember: String? = nil)
        /// A request without a body for this path; each `{member}` in it is replaced by that part of the id.
        case path(String, method: Method = .get)

        /// What REST-JSON reads by.
        package enum Method: String, Sendable, Hashable {
            /// As nearly all do.
            case get = "GET"
            /// As some services do even for reading.
            case post = "POST"
        }
    }
}

extension Kind: Hashable {
    package static func == (one: Kind, other: Kind) -> Bool {
        one === other
            || (one.name == other.name && one.title == other.title && one.operation == other.operation
                && one.request == other.request && one.id == other.id && one.answer == other.answer
                && one.statuses == other.statuses && one.authorization == other.authorization
                && one.sweep == other.sweep && one.service == other.service)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
