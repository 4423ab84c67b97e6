// SPDX-License-Identifier: Apache-2.0

import Core

/// The metrics that SageMaker's jobs have left, which have names of their own: `validation:auc`.
///
/// Source: Amazon SageMaker API Reference, "DescribeTrainingJob" (FinalMetricDataList, 40 at most),
/// "DescribeHyperParameterTuningJob" (BestTrainingJob), "DescribeAutoMLJobV2" (BestCandidate).
enum FinalMetrics {
    /// Where they are, each an object with a name and a value: a job's own before those of the best of its jobs.
    static let paths = [
        "FinalMetricDataList[]", "BestTrainingJob.FinalHyperParameterTuningJobObjectiveMetric",
        "BestCandidate.FinalAutoMLJobObjectiveMetric",
    ]
    private static let places = paths.map { JSONPath($0) }
    /// The most metrics that are kept.
    private static let mostKept = 100

    /// The metrics in a response, each once; of several with one name the last in the list counts, which is the newest.
    static func metrics(in json: JSONValue) -> [Detail] {
        var metrics: [Detail] = []
        for place in places {
            let known = metrics.count
            for value in json.values(at: place) {
                guard let members = value.members, let name = members["MetricName"]?.text, !name.isEmpty,
                    let number = members["Value"].flatMap(text)
                else { continue }
                let metric = Detail(member: name, value: number)
                if let index = metrics.firstIndex(where: { $0.member == name }) {
                    if index >= known { metrics[index] = metric }
                } else if metrics.count < mostKept {
                    metrics.append(metric)
                }
            }
        }
        return metrics
    }

    /// A number, or what stands in its place, such as "NaN"; nil for null and structures.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null, .array, .object: nil
        case .string(let text): text.truncated(toBytes: DetailReader.valueLimit)
        case .bool, .integer, .number: JSONWriter.compact(value, member: "Value", limit: 100) { _, text in text }
        }
    }
}
