// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Glibc
import Platform

/// Gets the credentials of a watch list, each selection of them once: for `awaitd check --credentials`, and in the daemon
/// for those who ask it.
struct CredentialSurvey: Sendable {
    /// Credentials to get, and for how many watches.
    struct Subject: Sendable {
        /// The first of the watches.
        let watch: Watch
        /// What becomes of the environment's API key of Bedrock, if it has one.
        let bedrockKey: BearerToken.Use
        var watches: Int
    }

    let environment: [String: String]
    let reader: AWSReader

    /// When the first of the credentials in use ends; nil if none of them does.
    var credentialsEnd: Timestamp? { reader.credentialsEnd }

    /// The most selections that the daemon looks at for one request.
    private static let mostSubjects = 100
    /// How many of them it gets at once.
    private static let concurrency = 8
    /// After how long it begins no more; one may take as long as a read.
    private static let patience: Duration = .seconds(20)

    /// The credentials that the watches of a list use, in its order.
    static func subjects(of list: WatchList, in environment: [String: String]) -> [Subject] {
        struct Key: Hashable {
            let credentials: CredentialSelection
            let bedrockKey: BearerToken.Use
        }
        let hasBedrockKey = BearerToken.isSet(in: environment)
        var subjects: [Subject] = []
        var places: [Key: Int] = [:]
        for watch in list.watches {
            let key = Key(
                credentials: watch.credentials, bedrockKey: hasBedrockKey ? BearerToken.use(for: watch) : .none)
            if let place = places[key] {
                subjects[place].watches += 1
            } else {
                places[key] = subjects.count
                subjects.append(Subject(watch: watch, bedrockKey: key.bedrockKey, watches: 1))
            }
        }
        return subjects
    }

    /// Whose view it is: this process's.
    static func viewpoint(_ environment: [String: String]) -> CredentialFindings.Viewpoint {
        .init(user: Accounts.user(geteuid()), environment: environment)
    }

    /// Gets the credentials of one subject.
    func finding(on subject: Subject) async -> CredentialFinding {
        CredentialFinding(await reader.report(onCredentialsOf: subject.watch), watches: subject.watches)
    }

    /// Gets those of a whole list, several at once and not endlessly many.
    func findings(of list: WatchList) async -> CredentialFindings {
        let all = Self.subjects(of: list, in: environment)
        let chosen = Array(all.prefix(Self.mostSubjects))
        let end = ContinuousClock.now + Self.patience
        var found: [Int: CredentialFinding] = [:]
        await withTaskGroup(of: (Int, CredentialFinding).self) { group in
            var next = 0
            while next < chosen.count || !group.isEmpty {
                let mayBegin = ContinuousClock.now < end && !Task.isCancelled
                if mayBegin, next < chosen.count, next - found.count < Self.concurrency {
                    let index = next
                    group.addTask { (index, await finding(on: chosen[index])) }
                    next += 1
                } else {
                    guard let (index, finding) = await group.next() else { break }
                    found[index] = finding
                }
            }
        }
        return CredentialFindings(
            viewpoint: Self.viewpoint(environment),
            credentials: found.sorted { $0.key < $1.key }.map(\.value),
            omitted: all.count - found.count
        )
    }
}

extension CredentialFinding {
    /// What a report says, as far as people may see it.
    fileprivate init(_ report: CredentialReport, watches: Int) {
        self.init(
            title: report.title,
            watches: watches,
            skipped: report.skipped.map { "\($0.provider): \($0.reason)" },
            source: report.location.map { place in
                report.sources.isEmpty ? place : "\(place): \(report.sources.joined(separator: ", by "))"
            },
            keyID: report.found?.keyID,
            isTemporary: report.found?.isTemporary ?? false,
            expires: report.found?.expiration,
            usesBedrockKey: report.usesBedrockKey,
            withholdsBedrockKey: report.withholdsBedrockKey,
            failure: report.failure
        )
    }
}
