// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Lifecycle
import SimulatedAWS
import Testing

@Suite("Reading over real sockets", .timeLimit(.minutes(1)))
struct LiveReadTests {
    @Test(
        "Every kind of the demo is read, and its signature taken",
        arguments: [
            ("evaluation", "ev-churn-nightly", "PENDING"),
            ("ml-model", "ml-churn", "PENDING"),
            ("ml-model-endpoint", "ml-recommend", "NONE"),
            ("batch-prediction", "bp-august", "PENDING"),
            ("data-source", "ds-customers", "PENDING"),
            ("evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl", "InProgress"),
        ]
    )
    func reads(kind: String, id: String, status: String) async throws {
        try await withSimulator { reader, endpoint, simulator in
            let outcome = try await reader.read(.test(kind, id, at: endpoint))
            guard case .observed(let observation) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(observation.status == status)
            #expect((observation.createdAt != nil) == (status != "NONE"))
            #expect(observation.requestID != nil)
            #expect(!observation.details.isEmpty)
            let counts = await simulator.counts
            #expect(counts.requests == 1)
            #expect(counts.signatureErrors == 0)
            #expect(counts.protocolErrors == 0)
        }
    }
}
