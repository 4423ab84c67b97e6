// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Where to find what in the response: dotted paths from the top of its JSON.
    ///
    /// `[0]` after a list's name stands for its first element: `jobs[0].status`. A list that is there and empty says that
    /// there is no such resource.
    package struct Response: Sendable, Hashable {
        /// The status.
        package let status: String
        /// The status of a response that lacks the status' parent object, unless such a response is unreadable; for a
        /// status at the top, the status of a response that lacks the status itself.
        package let statusWhenAbsent: String?
        /// AWS's reasons, joined in this order: each a string, or a list of strings or of objects with a `message`.
        ///
        /// `[]` after a list's name stands for each of its elements: `ValidationStatuses[].FailureReason`.
        package let reasons: [String]
        /// The resource's own name.
        package let name: String?
        /// When it was created.
        package let created: String?
        /// When the work began.
        package let started: String?
        /// When the work ended.
        package let finished: String?
        /// When AWS last changed the resource: its end, more or less, where AWS gives no other.
        package let modified: String?
        /// Objects whose members are details of their own: `PerformanceMetrics.Properties`.
        package let opened: [String]
        /// Details that appear in the message of a good end, most important first: `BinaryAUC`.
        package let highlights: [String]
        /// Details that appear in the message of a bad end and say why: `SecondaryStatus`.
        package let causes: [String]
        /// Further members that become details, by their paths; where ``keepsOthers`` holds, members within others, and
        /// under those paths.
        package let details: [String]
        /// Whether all members that are not omitted become details, or only those that the kind names.
        package let keepsOthers: Bool
        /// Members that are never reported, at whatever depth: the notice has them elsewhere, such as the id, or AWS's
        /// models mark them as sensitive, such as an agent's instruction.
        package let omitted: [String]

        /// Paths in a response.
        package init(
            status: String,
            statusWhenAbsent: String? = nil,
            reason: String? = nil,
            moreReasons: [String] = [],
            name: String? = nil,
            created: String? = nil,
            started: String? = nil,
            finished: String? = nil,
            modified: String? = nil,
            opened: [String] = [],
            highlights: [String] = [],
            causes: [String] = [],
            details: [String] = [],
            keepsOthers: Bool = true,
            omitted: [String] = []
        ) {
            self.status = status
            self.statusWhenAbsent = statusWhenAbsent
            self.reasons = (reason.map { [$0] } ?? []) + moreReasons
            self.name = name
            self.created = created
            self.started = started
            self.finished = finished
            self.modified = modified
            self.opened = opened
            self.highlights = highlights
            self.causes = causes
            self.details = details
            self.keepsOthers = keepsOthers
            self.omitted = omitted
        }

        /// The same paths within an object that wraps the whole response: `knowledgeBase`, `jobs[0]`.
        func within(_ wrapper: String) -> Response {
            func inside(_ path: String) -> String { "\(wrapper).\(path)" }
            return Response(
                status: inside(status),
                statusWhenAbsent: statusWhenAbsent,
                moreReasons: reasons.map(inside),
                name: name.map(inside),
                created: created.map(inside),
                started: started.map(inside),
                finished: finished.map(inside),
                modified: modified.map(inside),
                opened: [wrapper] + opened.map(inside),
                highlights: highlights,
                causes: causes,
                details: details.map(inside),
                keepsOthers: keepsOthers,
                omitted: omitted.map(inside)
            )
        }
    }
}
