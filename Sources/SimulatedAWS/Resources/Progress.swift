// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// How far a resource has come at one moment: its current step, and the times that AWS would tell.
struct Progress {
    let step: TimelineStep
    let created: Date
    /// When it left the waiting queue; nil while it waits.
    let started: Date?
    /// When it completed or failed; nil before, and when it is deleted.
    let finished: Date?
    let updated: Date

    /// Where the resource is now; nil where its first step has not come yet.
    ///
    /// - Parameters:
    ///   - resource: The resource.
    ///   - start: When its clock started.
    ///   - now: The moment asked about.
    init?(of resource: SimulatedResource, startedAt start: Date, now: Date) {
        let elapsed = now.timeIntervalSince(start)
        let reached = resource.timeline.prefix { $0.at <= elapsed }
        guard let step = reached.last, let first = reached.first else { return nil }
        // The step at which the present status was reached: steps that only change members keep it.
        let sameStatus = reached.reversed().prefix { $0.status == step.status }
        let since = sameStatus.last ?? step
        self.step = step
        self.created = start.addingTimeInterval(first.at)
        self.updated = start.addingTimeInterval(step.at)
        self.started = reached.first { $0.status != "PENDING" }.map { start.addingTimeInterval($0.at) }
        self.finished = Self.isFinished(step.status) ? start.addingTimeInterval(since.at) : nil
    }

    private static func isFinished(_ status: String) -> Bool {
        status == "COMPLETED" || status == "FAILED"
    }
}
