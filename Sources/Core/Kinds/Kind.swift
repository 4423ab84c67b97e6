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
    /// Which status means which state.
    package let statuses: StatusRules
    /// What an IAM policy must name to allow the operation.
    package let authorization: Authorization
    /// The List* or Describe* operation that reads many resources at once, if there is one.
    package let listOperation: String?
    /// Whether a watch file declares it: such a kind can name any operation that reads, so only what it names is kept of
    /// a response.
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
        authorization: Authorization = .itself,
        listOperation: String? = nil,
        isUserDefined: Bool = false
    ) {
        self.name = name
        self.title = title
        self.service = service
        self.operation = operation
        self.request = request
        self.id = id
        self.response = response
        self.statuses = statuses
        self.authorization = authorization
        self.listOperation = listOperation
        self.isUserDefined = isUserDefined
    }

    /// How an operation is called for one resource.
    package enum Request: Sendable, Hashable {
        /// A JSON body with the parts of the id as members, and with a flag that asks for more detail if there is one.
        case body(verboseMember: String? = nil)
        /// A request without a body for this path; each `{member}` in it is replaced by that part of the id.
        case path(String, method: Method = .get)

        /// The HTTP method of a REST-JSON operation.
        package enum Method: String, Sendable, Hashable {
            /// What nearly all operations use.
            case get = "GET"
            /// What some services use even for reading.
            case post = "POST"
        }
    }

    /// What IAM checks when a kind's operation is called, and what a policy must therefore name.
    ///
    /// Source: AWS Service Authorization Reference, "Actions, resources, and condition keys" of each service.
    package enum Authorization: Sendable, Hashable {
        /// The resource itself.
        case itself
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
                && one.statuses == other.statuses && one.authorization == other.authorization
                && one.listOperation == other.listOperation && one.service == other.service
                && one.isUserDefined == other.isUserDefined)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Feeds a hasher all that `==` compares, where a hash stands for the contents.
    fileprivate func hashContents(into hasher: inout Hasher) {
        for text in [name, title, operation, listOperation] { hasher.combine(text) }
        hasher.combine(request)
        hasher.combine(id)
        hasher.combine(response)
        hasher.combine(statuses)
        hasher.combine(authorization)
        hasher.combine(service)
    }
}

extension WatchList {
    /// A number that differs, but for an unlikely accident, for lists that are not equal, during one run of a program.
    package var digest: Int {
        var hasher = Hasher()
        hasher.combine(self)
        var kinds: Set<ObjectIdentifier> = []
        for watch in watches where kinds.insert(ObjectIdentifier(watch.kind)).inserted {
            watch.kind.hashContents(into: &hasher)
        }
        return hasher.finalize()
    }
}

extension Kind {
    /// Where to find what in the response: dotted paths from the top of its JSON.
    package struct Response: Sendable, Hashable, Encodable {
        /// The status.
        package let status: String
        /// The status of a response that lacks the status' parent object, unless such a response is unreadable; for a
        /// status at the top, the status of a response that lacks the status itself.
        package let statusWhenAbsent: String?
        /// AWS's reason: a string, or a list of strings or of objects with a `message`, which are joined.
        package let reason: String?
        /// The resource's own name.
        package let name: String?
        /// When it was created.
        package let created: String?
        /// When the work began.
        package let started: String?
        /// When the work ended.
        package let finished: String?
        /// Objects whose members are details of their own: `PerformanceMetrics.Properties`.
        package let opened: [String]
        /// Details that appear in the message, most important first: `BinaryAUC`.
        package let highlights: [String]
        /// Members that are never reported, at whatever depth: the notice has them elsewhere, such as the id, or AWS's
        /// models mark them as sensitive, such as an agent's instruction.
        package let omitted: [String]

        /// Paths in a response.
        package init(
            status: String,
            statusWhenAbsent: String? = nil,
            reason: String? = nil,
            name: String? = nil,
            created: String? = nil,
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

        /// The same paths within an object that wraps the whole response: `knowledgeBase`.
        func within(_ wrapper: String) -> Response {
            func inside(_ path: String) -> String { "\(wrapper).\(path)" }
            return Response(
                status: inside(status),
                statusWhenAbsent: statusWhenAbsent,
                reason: reason.map(inside),
                name: name.map(inside),
                created: created.map(inside),
                started: started.map(inside),
                finished: finished.map(inside),
                opened: [wrapper] + opened.map(inside),
                highlights: highlights,
                omitted: omitted.map(inside)
            )
        }
    }
}
