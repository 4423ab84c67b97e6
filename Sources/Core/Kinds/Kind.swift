// SPDX-License-Identifier: Apache-2.0

/// A kind of resource that a watch can follow: which operation reads it and how to understand the response.
///
/// A kind is data. Adding one adds a value to a file in `Table/` and a recorded response for its test. It is an immutable
/// object, so that a hundred thousand watches can share one; kinds with equal contents are equal.
package final class Kind: Sendable {
    /// The name in the watch file and in `AWAITD_KIND`: `evaluation-job`.
    package let name: String
    /// What it is, in a few words for people.
    package let title: String
    /// The service that has it.
    package let service: AWSService
    /// The operation that reads it: `GetEvaluation`.
    package let operation: String
    /// How to call the operation.
    package let request: Request
    /// The rule for its ids.
    package let id: IDRule
    /// Where to find what in the response.
    package let response: Response
    /// Which status means which state, and what makes a good end a bad one.
    package let statuses: StatusRules
    /// What the operation's error codes mean where AWS's usual names do not say it.
    package let errors: ErrorCodes
    /// What an IAM policy must name to allow the operation.
    package let authorization: Authorization
    /// The List* or Describe* operation that reads many resources at once, if there is one.
    package let listing: Listing?
    /// The operation that reads many resources as well as the kind's own reads one, if there is one.
    package let batch: BatchRead?
    /// Whether a watch file declares it: such a kind can name any operation that reads, so less of it is trusted.
    package let isUserDefined: Bool

    /// A kind.
    package init(
        name: String,
        title: String,
        service: AWSService,
        operation: String,
        request: Request,
        id: IDRule,
        response: Response,
        statuses: StatusRules,
        errors: ErrorCodes = ErrorCodes(),
        authorization: Authorization = .itself,
        listing: Listing? = nil,
        batch: BatchRead? = nil,
        isUserDefined: Bool = false
    ) {
        self.name = name
        self.title = title
        self.service = service
        self.operation = operation
        self.request = request
        self.id = id
        self.response = response
        // A kind of one's own has the caveats that its list says.
        let rules = isUserDefined ? statuses : statuses.doubting(reasons: response.reasons)
        self.statuses = rules.reading(reasons: response.reasons)
        self.errors = errors
        self.authorization = authorization
        self.listing = listing
        self.batch = batch
        self.isUserDefined = isUserDefined
    }

    /// Error codes of an operation that AWS's usual names leave in doubt.
    package struct ErrorCodes: Sendable, Hashable {
        /// Codes that say that there is no such resource: Step Functions' `ExecutionDoesNotExist`.
        package let notFound: [String]
        /// Codes that pass by themselves: Glue's `OperationTimeoutException`.
        package let transient: [String]

        /// Codes, by what they mean.
        package init(notFound: [String] = [], transient: [String] = []) {
            self.notFound = notFound
            self.transient = transient
        }
    }

    /// What IAM checks when a kind's operation is called, and what a policy must therefore name.
    ///
    /// Source: AWS Service Authorization Reference, "Actions, resources, and condition keys" of each service.
    package enum Authorization: Sendable, Hashable {
        /// The resource itself.
        case itself
        /// The resource itself and those that have it: the ARN of each has as many of the id's parts as its pattern takes.
        case itselfWithin([ARNPattern])
        /// Another resource: its ARN contains the first part of the id (`hasID`), or nothing that the id reveals.
        case other(ARNPattern, hasID: Bool)
        /// Unknown: a policy must say `*`.
        case anything
    }

    /// What is wrong with `id` as an id of this kind, as the end of a sentence; nil if it is valid.
    package func problem(inID text: String) -> String? { id.problem(in: text) }

    /// The id that this kind's operation takes for the resource of an ARN; nil if the ARN is of another type.
    package func id(in arn: ARN) -> String? { id.id(in: arn) }
}

extension Kind: Hashable {
    package static func == (one: Kind, other: Kind) -> Bool {
        one === other
            || (one.name == other.name && one.title == other.title && one.operation == other.operation
                && one.request == other.request && one.id == other.id && one.response == other.response
                && one.statuses == other.statuses && one.errors == other.errors
                && one.authorization == other.authorization && one.listing == other.listing
                && one.batch == other.batch && one.service == other.service
                && one.isUserDefined == other.isUserDefined)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
