// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Puts together the members that AWS would tell about a resource at one moment.
struct ResourceAnswer {
    let resource: SimulatedResource
    /// When the resource's clock started.
    let start: Date
    let now: Date
    /// Whether the request asked for the verbose form.
    let verbose: Bool

    /// The members, or nil where the resource does not exist yet.
    var members: [String: JSONValue]? {
        guard let progress = Progress(of: resource, startedAt: start, now: now) else { return nil }
        var members =
            switch resource.kind {
            case .evaluation: evaluation(progress)
            case .mlModel: mlModel(progress)
            case .batchPrediction: batchPrediction(progress)
            case .dataSource: dataSource(progress)
            case .evaluationJob: evaluationJob(progress)
            }
        for (name, value) in resource.members.merging(progress.step.members, uniquingKeysWith: { $1 }) {
            members[name] = value == .null ? nil : value
        }
        return members
    }
}
