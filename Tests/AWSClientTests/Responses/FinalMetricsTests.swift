// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

@testable import AWSClient

/// The metrics that SageMaker's jobs have left.
@Suite struct FinalMetricsTests {
    private func observation(_ kind: String, _ body: String) throws -> Observation {
        let kind = try #require(Kind.builtIn(named: kind))
        return try ResponseReader(kind).observation(of: HTTPResponse(200, body))
    }

    private func metrics(_ kind: String, _ members: String) throws -> [String] {
        let status = kind == "training-job" ? "TrainingJobStatus" : "HyperParameterTuningJobStatus"
        return try observation(kind, #"{"\#(status)":"Completed",\#(members)}"#).metrics
            .map { "\($0.member)=\($0.value)" }
    }

    static let lists: [(list: String, metrics: [String])] = [
        ("[]", []), ("null", []), ("{}", []), (#""x""#, []), ("[1,null,[]]", []),
        (
            #"[{"MetricName":"validation:auc","Value":0.9300000071525574,"Timestamp":1.4e9},{"MetricName":"loss","Value":1}]"#,
            ["validation:auc=0.9300000071525574", "loss=1"]
        ),
        (#"[{"MetricName":"a","Value":"NaN"},{"MetricName":"b","Value":"Infinity"}]"#, ["a=NaN", "b=Infinity"]),
        (#"[{"MetricName":"a","Value":null},{"MetricName":"b"},{"Value":1},{"MetricName":"","Value":1}]"#, []),
        (#"[{"MetricName":"a","Value":{}},{"MetricName":"b","Value":[1]},{"MetricName":3,"Value":1}]"#, []),
        // The last one is the newest.
        (#"[{"MetricName":"a","Value":1},{"MetricName":"b","Value":2},{"MetricName":"a","Value":3}]"#, ["a=3", "b=2"]),
        (#"[{"MetricName":"train:token_accuracy","Value":1e-7}]"#, ["train:token_accuracy=1e-07"]),
    ]

    @Test(arguments: lists)
    func aListOfMetricsIsReadByTheirNames(list: String, metrics: [String]) throws {
        #expect(try self.metrics("training-job", #""FinalMetricDataList":\#(list)"#) == metrics)
    }

    @Test func theBestTrainingJobsObjectiveIsAMetric() throws {
        let best =
            #"{"TrainingJobName":"t","FinalHyperParameterTuningJobObjectiveMetric":"#
            + #"{"Type":"Maximize","MetricName":"validation:auc","Value":0.5}}"#
        #expect(try metrics("hyper-parameter-tuning-job", #""BestTrainingJob":\#(best)"#) == ["validation:auc=0.5"])
        #expect(try metrics("hyper-parameter-tuning-job", #""BestTrainingJob":null"#) == [])
    }

    @Test func theDetailsStayAsTheyWere() throws {
        let body = #"{"TrainingJobStatus":"Completed","FinalMetricDataList":[{"MetricName":"auc","Value":0.5}]}"#
        let read = try observation("training-job", body)
        #expect(read.details.map(\.key) == ["FINAL_METRIC_DATA_LIST"])
        #expect(read.details.first?.value == #"[{"MetricName":"auc","Value":0.5}]"#)
    }

    @Test func metricsAreFoundHoweverMuchElseThereIs() throws {
        let others = (0..<30_000).map { #""Other\#($0)":{"a":[1,2,3]}"# }.joined(separator: ",")
        let list = #"[{"MetricName":"validation:auc","Value":0.93}]"#
        #expect(
            try metrics("training-job", #"\#(others),"FinalMetricDataList":\#(list)"#) == ["validation:auc=0.93"])
    }

    @Test func atMostAHundredAreKept() throws {
        let list = (0..<240).map { #"{"MetricName":"m\#($0)","Value":\#($0)}"# }.joined(separator: ",")
        let metrics = try metrics("training-job", #""FinalMetricDataList":[\#(list)]"#)
        #expect(metrics.count == 100 && metrics.first == "m0=0")
    }
}
