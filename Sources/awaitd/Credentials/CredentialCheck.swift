// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Lifecycle

/// Tries the credentials of a watch list, each sort of them once.
struct CredentialCheck {
    /// Whose credentials are tried, and for how many watches.
    struct Subject: Sendable {
        let selection: CredentialSelection
        /// The region of the first of its watches.
        let region: String
        var watches: Int
    }

    let environment: [String: String]

    /// The credentials that watches want, in their order; those of the default chain if there are no watches.
    static func subjects(of list: WatchList) -> [Subject] {
        var subjects: [Subject] = []
        for watch in list.watches {
            if let index = subjects.firstIndex(where: { $0.selection == watch.credentials }) {
                subjects[index].watches += 1
            } else {
                subjects.append(Subject(selection: watch.credentials, region: watch.region, watches: 1))
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
                let report = await reader.report(on: subject.selection, region: subject.region)
                if report.found == nil { isGood = false }
                try tell(report, subject)
            }
            return isGood
        }
    }
}
