// SPDX-License-Identifier: Apache-2.0

package import Core

/// What `awaitd status --json` prints: what `GetStatus` gives, with the `details` of a watch that is named and has long
/// ones.
package struct StatusDocument: Encodable {
    private struct Entry: Encodable {
        let watch: WatchStatus
        let details: [String: String]

        private enum CodingKeys: String, CodingKey {
            case details
        }

        func encode(to encoder: any Encoder) throws {
            try watch.encode(to: encoder)
            guard !details.isEmpty else { return }
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(details, forKey: .details)
        }
    }

    private let watches: [Entry]
    private let matchers: [MatcherStatus]
    private let listings: [ListingStatus]

    /// A document about a report, with the last notices of the watches that are named.
    package init(_ report: StatusReport, notices: [String: [Notice]]) {
        watches = report.watches.map { watch in
            let details = (notices[watch.name] ?? []).longDetails(of: watch)
            return Entry(watch: watch, details: Dictionary(details.map { ($0.member, $0.value) }) { first, _ in first })
        }
        (matchers, listings) = (report.matchers, report.listings)
    }
}

extension [Notice] {
    /// The details of a watch that are kept whole, by the newest notice that has any.
    func longDetails(of watch: WatchStatus) -> [(member: String, value: String)] {
        let kind = KindTable.builtIn.kind(named: watch.kind)
        return reversed().lazy.map { $0.longDetails(of: kind) }.first { !$0.isEmpty } ?? []
    }
}
