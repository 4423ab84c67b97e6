// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import FoundationEssentials
import TestSupport
import Testing

/// The responses in Tests/RecordedResponses, made from botocore's models, and what botocore reads in them.
@Suite("Recorded responses of every kind")
struct RecordedKindTests {
    /// One recorded response.
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
        guard case .array(let responses) = json[path: "answers"] else { return [] }
        return try responses.map(Recorded.init)
    }

    private func observation(_ kind: Kind, _ body: JSONValue) throws -> Observation {
        let bytes = Array(JSONWriter.compact(body).utf8)
        return try ResponseReader(kind).observation(of: HTTPResponse(status: 200, headers: [], body: bytes))
    }

    @Test("are read as botocore reads them", arguments: Kind.all)
    func areReadAsBotocoreReadsThem(_ kind: Kind) throws {
        let responses = try recorded(kind)
        #expect(!responses.isEmpty)
        for response in responses {
            let observation = try observation(kind, response.body)
            #expect(observation.status == response.read[path: "status"]?.text)
            #expect(observation.reason == response.read[path: "reason"]?.text)
            #expect(observation.createdAt?.rfc3339 == response.read[path: "created"]?.text)
            #expect(observation.startedAt?.rfc3339 == response.read[path: "started"]?.text)
            #expect(observation.finishedAt?.rfc3339 == response.read[path: "finished"]?.text)
            for detail in observation.details { #expect(!detail.key.isEmpty && !detail.value.isEmpty) }
            for highlight in kind.response.highlights where kind.service != .machineLearning {
                #expect(observation.details.contains { $0.member == highlight }, "\(highlight) is kept")
            }
            for cause in kind.response.causes {
                #expect(observation.details.contains { $0.member == cause }, "\(cause) is kept")
            }
            // What makes a good end a bad one by being there is not there.
            let told = kind.statuses.caveats.filter { $0.condition != .present }
            for caveat in told where !kind.response.reasons.contains(caveat.member) {
                #expect(observation.details.contains { $0.member == caveat.member }, "\(caveat.member) is kept")
            }
            if kind.response.modified != nil { #expect(observation.modifiedAt != nil) }
        }
    }

    @Test("have the states that they were recorded for", arguments: Kind.all)
    func meanTheirStates(_ kind: Kind) throws {
        for response in try recorded(kind) {
            var machine = WatchMachine(rules: kind.statuses)
            let observation = try observation(kind, response.body)
            _ = machine.observe(observation, at: .seconds(0))
            #expect(machine.state.rawValue == response.state)
            #expect(kind.statuses.isWarning(observation.status) == response.isWarning)
        }
    }

    @Test("that fail or complete in part say why if the operation does", arguments: Kind.all)
    func failuresSayWhy(_ kind: Kind) throws {
        let responses = try recorded(kind)
        let canFail = kind.statuses.meanings.contains { $0.state == .failed }
        #expect(responses.contains { $0.state == "failed" } == canFail)
        for response in responses where response.state == "failed" || response.isWarning {
            let observation = try observation(kind, response.body)
            #expect((observation.reason != nil) == !kind.response.reasons.isEmpty)
        }
    }

    @Test("have no detail that an expectation would be doubted for", arguments: Kind.all)
    func detailsAreNotDoubted(_ kind: Kind) throws {
        for response in try recorded(kind) {
            for detail in try observation(kind, response.body).details {
                let doubt = kind.doubt(aboutDetail: detail.member)
                #expect(doubt == nil, "\(detail.member): \(doubt?.help ?? "")")
            }
        }
    }

    @Test("A distillation has the progress of its parts")
    func distillation() throws {
        let kind = Kind.sample("model-customization-job")
        let response = try #require(try recorded(kind).first { $0.state == "in-progress" })
        let keys = try observation(kind, response.body).details.map(\.key)
        for key in ["VALIDATION_DETAILS", "DATA_PROCESSING_DETAILS", "TRAINING_DETAILS"] { #expect(keys.contains(key)) }
    }
}
