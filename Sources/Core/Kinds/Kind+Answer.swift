// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Where an answer has what: dotted paths from the top of its JSON.
    package struct Answer: Sendable, Hashable {
        /// The status.
        package let status: String
        /// What an answer without the status' parent object means, where that is not an unreadable answer; for a status
        /// at the top, what an answer without it means.
        package let statusWhenAbsent: String?
        /// AWS's words about it: a string, or a list of strings or of objects with a `message`, which are joined.
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
        /// Details that stand in the message, best first: `BinaryAUC`.
        package let highlights: [String]
        /// Members that are not told, at whatever depth: the notice has them elsewhere, such as the id, or AWS's models call
        /// them sensitive, such as an agent's instruction.
        package let omitted: [String]

        /// Where an answer has what.
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

        /// The same within an object that the whole answer is wrapped in: `knowledgeBase`.
        package func within(_ wrapper: String) -> Answer {
            func inside(_ path: String) -> String { "\(wrapper).\(path)" }
            return Answer(
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
