// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import FoundationEssentials
import TestSupport
import Testing

/// The answers in Tests/RecordedResponses, made from botocore's models, and what botocore reads in them.
@Suite("Recorded answers of every kind")
struct RecordedKindTests {
    /// One recorded answer.
    private struct Recorded {
        let state: String
        let isWarning: Bool
        let body: JSONValue
        let read: JSONValue

        init(_ json: JSONValue) throws {
            state = try #require(json[path: "state"]?.text)
            isWarning = json[path: "isWarning"] == .bool(true)
            body = try #require(json[path: "body"])
            read = try #require(json[path: "read"])
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "RecordedResponses")

    private func recorded(_ kind: Kind) throws -> [Recorded] {
        let file = Self.folder.appending(path: "\(kind.name).json")
        let json = try JSONReader.value(of: Array(try Data(contentsOf: file)))
        guard case .array(let answers) = json[path: "answers"] else { return [] }
        return try answers.map(Recorded.init)
    }

    private func observation(_ kind: Kind, _ body: JSONValue) throws -> Observation {
        let bytes = Array(JSONWriter.compact(body).utf8)
        return try AnswerReader(kind).observation(of: HTTPResponse(status: 200, headers: [], body: bytes))
    }

    @Test("are read as botocore reads them", arguments: Kind.all)
    func areReadAsBotocoreReadsThem(_ kind: Kind) throws {
        let answers = try recorded(kind)
        #expect(!answers.isEmpty)
        for answer in answers {
            let observation = try observation(kind, answer.body)
            #expect(observation.status == answer.read[path: "status"]?.text)
            #expect(observation.reason == answer.read[path: "reason"]?.text)
            #expect(observation.createdAt?.rfc3339 == answer.read[path: "created"]?.text)
            #expect(observation.startedAt?.rfc3339 == answer.read[path: "started"]?.text)
            #expect(observation.finishedAt?.rfc3339 == answer.read[path: "finished"]?.text)
            for detail in observation.details { #expect(!detail.key.isEmpty && !detail.value.isEmpty) }
            for highlight in kind.answer.highlights where kind.service != .machineLearning {
                #expect(observation.details.contains { $0.member == highlight }, "\(highlight) is kept")
            }
        }
    }

    @Test("mean the states that they are recorded for", arguments: Kind.all)
    func meanTheirStates(_ kind: Kind) throws {
        for answer in try recorded(kind) {
            var machine = WatchMachine(rules: kind.statuses)
            let observation = try observation(kind, answer.body)
            _ = machine.observe(observation, at: .seconds(0))
            #expect(machine.state.rawValue == answer.state)
            #expect(kind.statuses.isWarning(observation.status) == answer.isWarning)
        }
    }

    @Test("Those that fail, or complete in part, say why where the operation does", arguments: Kind.all)
    func failuresSayWhy(_ kind: Kind) throws {
        let answers = try recorded(kind)
        let canFail = kind.statuses.meanings.contains { $0.state == .failed }
        #expect(answers.contains { $0.state == "failed" } == canFail)
        for answer in answers where answer.state == "failed" || answer.isWarning {
            let observation = try observation(kind, answer.body)
            #expect((observation.reason != nil) == (kind.answer.reason != nil))
        }
    }

    @Test("A distillation says how far its parts are")
    func distillation() throws {
        let kind = Kind.sample("model-customization-job")
        let answer = try #require(try recorded(kind).first { $0.state == "in-progress" })
        let keys = try observation(kind, answer.body).details.map(\.key)
        for key in ["VALIDATION_DETAILS", "DATA_PROCESSING_DETAILS", "TRAINING_DETAILS"] { #expect(keys.contains(key)) }
    }
}
