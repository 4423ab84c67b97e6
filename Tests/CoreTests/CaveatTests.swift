// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// What makes a good end a bad one: the conditions, how they are worded, and when they are told.
@Suite struct CaveatTests {
    static let conditions: [(DetailCondition, holds: [String], doesNot: [String])] = [
        (.present, ["x", "0", "false", " ", "[0]", "nan"], ["", "[]", "{}", "null"]),
        (.number(.greater, 0), ["1", "0.5", "1e-9", "8.5E1", "9223372036854775808"], ["0", "-1", "0.0", "-0"]),
        (.number(.atLeast, 0.85), ["0.85", "1", "85e-2"], ["0.8499999999999999", "0"]),
        (.number(.less, 1), ["0", "-3", "0.9999999999999999"], ["1", "1.0", "2"]),
        (.number(.atMost, 1), ["1", "-1"], ["1.0000000000000002"]),
        (.number(.equal, 3), ["3", "3.0", "3e0"], ["4", "-3"]),
        (.number(.notEqual, 3), ["4", "3.0000001"], ["3", "3.0"]),
        (.word("Failed"), ["Failed"], ["failed", "Failed ", ""]),
        (.otherWord("Successful"), ["Failed", "successful"], ["Successful", "", "null", "[]"]),
    ]

    @Test(arguments: conditions)
    func aConditionHoldsForTheseValuesOnly(_ row: (DetailCondition, holds: [String], doesNot: [String])) {
        for value in row.holds { #expect(row.0.holds(for: value), "\(row.0.text): \(value)") }
        for value in row.doesNot { #expect(!row.0.holds(for: value), "\(row.0.text): \(value)") }
    }

    @Test(arguments: DetailCondition.Comparison.allCases, [-1.0, 0, .nan, .infinity])
    func whatIsNoNumberHoldsUnderNoComparison(comparison: DetailCondition.Comparison, limit: Double) {
        for value in [
            "", "nan", "NaN", "inf", "-inf", "Infinity", "1e999", "0x10", "1,5", "12 ", "many", "[1]", "true",
        ] {
            #expect(!DetailCondition.number(comparison, limit).holds(for: value), "\(comparison.rawValue) \(value)")
        }
        if limit.isNaN { #expect(!DetailCondition.number(comparison, limit).holds(for: "1")) }
    }

    /// A completion of a kind, with a reason and details, and what is against it.
    static let completions: [(kind: String, Observation, words: String?)] = [
        ("ingestion-job", .with("COMPLETE", ["numberOfDocumentsFailed": "0"]), nil),
        (
            "ingestion-job", .with("COMPLETE", ["numberOfDocumentsFailed": "3"]),
            "numberOfDocumentsFailed is 3"
        ),
        (
            "ingestion-job", .with("COMPLETE", ["numberOfDocumentsFailed": "3"], "No access"),
            "numberOfDocumentsFailed is 3; has failureReasons"
        ),
        ("batch-prediction", .with("COMPLETED", ["InvalidRecordCount": "17"]), "InvalidRecordCount is 17"),
        ("batch-prediction", .with("COMPLETED", [:], "All is well"), nil),
        ("evaluation", .with("COMPLETED", [:], "Current Completion Pending"), nil),
        ("model-invocation-job", .with("Completed", ["errorRecordCount": "2"]), "errorRecordCount is 2"),
        ("model-invocation-job", .with("Completed", ["errorRecordCount": "0"], "Done"), nil),
        ("model-invocation-job", .with("PartiallyCompleted", [:], "Some failed"), "status is PartiallyCompleted"),
        (
            "model-invocation-job", .with("PartiallyCompleted", ["errorRecordCount": "2"], "Some failed"),
            "status is PartiallyCompleted; errorRecordCount is 2"
        ),
        (
            "advanced-prompt-optimization-job", .with("PartiallyCompleted", [:], "Some failed"),
            "status is PartiallyCompleted"
        ),
        (
            "auto-ml-job", .with("Completed", ["PartialFailureReasons": #"[{"PartialFailureMessage":"x"}]"#]),
            #"PartialFailureReasons is [{"PartialFailureMessage":"x"}]"#
        ),
        ("auto-ml-job", .with("Completed", ["PartialFailureReasons": "[]"]), nil),
        ("auto-ml-job-v1", .with("Completed", ["PartialFailureReasons": "[0]"]), "PartialFailureReasons is [0]"),
        ("labeling-job", .with("Completed", ["FailedNonRetryableError": "1"]), "FailedNonRetryableError is 1"),
        ("custom-model-deployment", .with("Active", ["updateStatus": "UpdateFailed"]), "updateStatus is UpdateFailed"),
        ("custom-model-deployment", .with("Active", ["updateStatus": "UpdateCompleted"]), nil),
        ("feature-group", .with("Created", ["LastUpdateStatus.Status": "Failed"]), "Status is Failed"),
        ("feature-group", .with("Created", ["LastUpdateStatus.Status": "Successful"]), nil),
        (
            "marketplace-model-endpoint", .with("InService", ["status": "INCOMPATIBLE_ENDPOINT"]),
            "status is INCOMPATIBLE_ENDPOINT"
        ),
        ("marketplace-model-endpoint", .with("InService", ["status": "REGISTERED"], "Fine"), nil),
        ("sagemaker-endpoint", .with("InService", [:], "No capacity"), "has FailureReason"),
        ("model-package", .with("Completed", [:], "A scan failed"), "has FailureReason"),
        ("edge-packaging-job", .with("COMPLETED", [:], "Packaged"), nil),
        ("flow", .with("Prepared", [:], "A node is not connected"), nil),
        ("agent", .with("PREPARED", [:], "No role"), "has failureReasons"),
        ("training-job", .with("Completed", ["FailureReason": "a detail of the same name"]), nil),
    ]

    @Test(arguments: completions)
    func aCompletionIsDoubtedForThis(_ row: (kind: String, Observation, words: String?)) throws {
        let watch = Watch.sample(kind: row.kind)
        var machine = WatchMachine(rules: watch.kind.statuses)
        let event = try #require(machine.observe(row.1, at: .seconds(0)).events.first)
        let notice = watch.notice(of: event, observation: row.1)
        #expect(notice["AWAITD_STATE"] == "completed")
        #expect(notice["AWAITD_CAVEAT"] == row.words, "\(row.kind)")
        #expect(notice.priority == (row.words == nil ? .notice : .warning))
        #expect(notice.isSuccess == (row.words == nil))
    }

    @Test func onlyCompletionsHaveCaveats() {
        let watch = Watch.sample(kind: "ingestion-job")
        for status in ["STARTING", "IN_PROGRESS", "FAILED", "STOPPING", "STOPPED", "ODD"] {
            var machine = WatchMachine(rules: watch.kind.statuses)
            let observation = Observation.with(status, ["numberOfDocumentsFailed": "3"], "No access")
            for event in machine.observe(observation, at: .seconds(0)).events {
                #expect(watch.notice(of: event, observation: observation)["AWAITD_CAVEAT"] == nil)
            }
        }
    }

    @Test func aCaveatThatComesLaterIsToldOnceAndAgainWhenItComesBack() {
        let watch = Watch.sample("d", kind: "custom-model-deployment")
        var machine = WatchMachine(rules: watch.kind.statuses)
        var messages: [String] = []
        let life = ["UpdateCompleted", "Updating", "UpdateFailed", "UpdateFailed", "Updating", "UpdateFailed"]
        for (second, word) in life.enumerated() {
            let observation = Observation.with("Active", ["updateStatus": word])
            messages += machine.observe(observation, at: .seconds(Double(second))).events
                .map { watch.notice(of: $0, observation: observation).message }
            // A restart in between tells nothing twice.
            machine = WatchMachine(
                rules: watch.kind.statuses, saved: machine.saved(at: .seconds(Double(second))),
                at: .seconds(Double(second)))
        }
        let failed = "d: still Active, but updateStatus is UpdateFailed"
        #expect(messages == ["d: already Active when first seen", failed, failed])
    }

    @Test func ofARecordThatKnowsNoCaveatsNothingIsToldAgain() {
        let rules = Kind.sample("sagemaker-endpoint").statuses
        let saved = SavedMachine(state: .completed, status: "InService")
        var machine = WatchMachine(rules: rules, saved: saved, at: .seconds(0))
        #expect(machine.observe(.with("InService", [:], "No capacity"), at: .seconds(1)).events.isEmpty)
        #expect(machine.observe(.with("InService", [:]), at: .seconds(2)).events.isEmpty)
        #expect(machine.observe(.with("InService", [:], "No capacity"), at: .seconds(3)).events.count == 1)
    }

    @Test func aKindNamesCaveatsByDetailsOrReasons() {
        for kind in Kind.all {
            for caveat in kind.statuses.caveats where caveat.condition == .present {
                let named = kind.response.reasons + kind.response.details
                let isKnown =
                    kind.response.keepsOthers || !kind.response.opened.isEmpty || named.contains(caveat.member)
                #expect(isKnown, "\(kind.name): \(caveat.member)")
            }
            #expect(Set(kind.statuses.caveats.map(\.member)).count == kind.statuses.caveats.count)
        }
    }
}

extension Observation {
    /// A read with these details.
    static func with(_ status: String, _ details: [String: String], _ reason: String? = nil) -> Observation {
        let sorted = details.sorted { $0.key < $1.key }.map { Detail(member: $0.key, value: $0.value) }
        return Observation(status: status, reason: reason, details: sorted)
    }
}
