// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Builds the members of AWS's response about a resource at one moment.
struct ResourceResponse {
    let resource: SimulatedResource
    /// When the resource's clock started.
    let start: Date
    let now: Date
    /// Whether the request was for the verbose form.
    var verbose = false
    /// Whether it is an item of a list.
    var isItem = false

    /// The members, or nil if the resource does not exist yet.
    var members: [String: JSONValue]? {
        guard let progress = Progress(of: resource, startedAt: start, now: now) else { return nil }
        var members =
            switch resource.kind {
            case .evaluation: evaluation(progress)
            case .mlModel: mlModel(progress)
            case .batchPrediction: batchPrediction(progress)
            case .dataSource: dataSource(progress)
            case .evaluationJob: isItem ? evaluationJobItem(progress) : evaluationJob(progress)
            case .trainingJob: isItem ? trainingJobItem(progress) : trainingJob(progress)
            }
        guard !resource.members.isEmpty || !progress.step.members.isEmpty else { return members }
        for (name, value) in resource.members.merging(progress.step.members, uniquingKeysWith: { $1 })
        where !isItem || canBeInItem(name) {
            members[name] = value == .null ? nil : value
        }
        return members
    }

    /// Whether an item of a list has such a member.
    private func canBeInItem(_ name: String) -> Bool {
        switch resource.kind.service {
        case .machineLearning: !["LogUri", "Recipe", "Schema", "DataSourceSchema"].contains(name)
        case .bedrock:
            [
                "jobArn", "jobName", "status", "creationTime", "jobType", "evaluationTaskTypes", "modelIdentifiers",
                "ragIdentifiers", "evaluatorModelIdentifiers", "customMetricsEvaluatorModelIdentifiers",
                "inferenceConfigSummary", "applicationType",
            ].contains(name)
        case .sageMaker:
            [
                "TrainingJobName", "TrainingJobArn", "CreationTime", "TrainingEndTime", "LastModifiedTime",
                "TrainingJobStatus", "SecondaryStatus", "WarmPoolStatus", "TrainingPlanArn",
            ].contains(name)
        }
    }

    /// A time as Amazon ML and SageMaker write it.
    func time(_ date: Date) -> JSONValue {
        let seconds = AWSTime.epochSeconds(date)
        return switch resource.times {
        case .decimal: .decimal(seconds)
        case .exponent: .exponent(seconds)
        }
    }
}

/// The progress of a resource at one moment: its current step, and the times that AWS would report.
struct Progress {
    let step: TimelineStep
    let created: Date
    /// When it left the queue; nil while it waits, and for a training job that ended before it ran.
    let started: Date?
    /// When it completed, failed or stopped; nil before that, and if it is deleted.
    let finished: Date?
    let updated: Date

    /// The progress at `now`; nil before the first step.
    ///
    /// - Parameters:
    ///   - resource: The resource.
    ///   - start: When its clock started.
    ///   - now: The moment.
    init?(of resource: SimulatedResource, startedAt start: Date, now: Date) {
        let elapsed = now.timeIntervalSince(start)
        let reached = resource.timeline.prefix { $0.at <= elapsed }
        guard let step = reached.last, let first = reached.first else { return nil }
        // The step that reached the current status: steps that only change members keep the status.
        let sameStatus = reached.reversed().prefix { $0.status == step.status }
        let since = sameStatus.last ?? step
        self.step = step
        self.created = start.addingTimeInterval(first.at)
        self.updated = start.addingTimeInterval(step.at)
        let begins: (TimelineStep) -> Bool =
            resource.kind == .trainingJob ? { $0.isRunning } : { $0.status != "PENDING" }
        self.started = reached.first(where: begins).map { start.addingTimeInterval($0.at) }
        self.finished = Self.isFinished(step.status) ? start.addingTimeInterval(since.at) : nil
    }

    private static func isFinished(_ status: String) -> Bool {
        ["COMPLETED", "FAILED", "Completed", "Failed", "Stopped"].contains(status)
    }
}
