// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import SimulatedAWS
import Testing

@Suite("Reading over real sockets", .timeLimit(.minutes(1)))
struct LiveReadTests {
    @Test(
        "Every kind of the demo is read, and its signature taken",
        arguments: [
            ("evaluation", "ev-churn-nightly", ["PENDING", "INPROGRESS"]),
            ("ml-model", "ml-churn", ["PENDING", "INPROGRESS"]),
            ("ml-model-endpoint", "ml-recommend", ["NONE", "UPDATING"]),
            ("batch-prediction", "bp-august", ["PENDING", "INPROGRESS"]),
            ("data-source", "ds-customers", ["PENDING", "INPROGRESS"]),
            ("evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl", ["InProgress"]),
        ]
    )
    func reads(kind: String, id: String, statuses: [String]) async throws {
        try await withSimulator { reader, endpoint, simulator in
            let outcome = try await reader.read(.test(kind, id, at: endpoint))
            guard case .observed(let observation) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            // A machine under load may come to it some seconds after the demo began.
            #expect(statuses.contains(observation.status))
            #expect((observation.createdAt != nil) == (observation.status != "NONE"))
            #expect(observation.requestID != nil)
            #expect(!observation.details.isEmpty)
            let counts = await simulator.counts
            #expect(counts.requests == 1)
            #expect(counts.signatureErrors == 0)
            #expect(counts.protocolErrors == 0)
        }
    }
}
