// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

extension Watch {
    /// A watch for a test.
    static func test(
        _ kind: String,
        _ id: String,
        at endpoint: String? = nil,
        region: String = "us-east-1",
        credentials: CredentialSelection = .defaultChain,
        verbose: Bool = false
    ) throws -> Watch {
        Watch(
            name: "test",
            kind: try #require(Kind.builtIn(named: kind)),
            resourceID: id,
            region: region,
            credentials: credentials,
            endpoint: endpoint,
            verbose: verbose
        )
    }
}

extension PollOutcome {
    /// The observation, if there is one.
    var observation: Observation? {
        if case .observed(let observation) = self { observation } else { nil }
    }

    /// The failure, if there is one.
    var failure: PollFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
