// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// Tries the credentials of a watch list, each sort of them once.
struct CredentialCheck {
    /// Whose credentials are tried, and for how many watches.
    struct Subject: Sendable {
        /// The first of the watches.
        let watch: Watch
        /// Whether an API key of Bedrock may be sent for them.
        let takesBedrockKey: Bool
        var watches: Int
    }

    let environment: [String: String]

    /// The credentials that watches want, in their order.
    func subjects(of list: WatchList) -> [Subject] {
        let hasBedrockKey = BearerToken(environment: environment) != nil
        var subjects: [Subject] = []
        for watch in list.watches {
            let takesKey = hasBedrockKey && BearerToken.isTaken(by: watch.kind.service, for: watch.credentials)
            let known = subjects.firstIndex {
                $0.watch.credentials == watch.credentials && $0.takesBedrockKey == takesKey
            }
            if let known {
                subjects[known].watches += 1
            } else {
                subjects.append(Subject(watch: watch, takesBedrockKey: takesKey, watches: 1))
            }
        }
        return subjects
    }

    /// Tries all of them, one after another, and tells what came of each.
    ///
    /// Returns whether each gave credentials.
    func run(_ subjects: [Subject], tell: (CredentialReport, Subject) throws -> Void) async throws -> Bool {
        try await withAWSReader(
            environment: environment,
            concurrency: 1,
            userAgent: "awaitd/\(Version.current)",
            now: WallClock.now
        ) { reader, _ in
            var isGood = true
            for subject in subjects {
                let report = await reader.report(onCredentialsOf: subject.watch)
                if !report.isUsable { isGood = false }
                try tell(report, subject)
            }
            return isGood
        }
    }
}
