// SPDX-License-Identifier: Apache-2.0

package import Core

/// The jobs that have completed and are not as their watches expect: no fault of the installation, and the answer to why
/// nothing has started after them.
package struct GateFindings: Sendable {
    private let status: StatusReport

    /// The judge of a status.
    package init(_ status: StatusReport) { self.status = status }

    /// At most so many jobs are named.
    private static let most = 3

    /// What is to be said; nothing if all are as expected.
    package var findings: [Finding] {
        let unmet = status.watches.filter { $0.expectation?.unmet != nil }
        var findings = unmet.prefix(Self.most).map { watch in
            Finding(
                "gate", .news, "\(watch.name) has completed, but expected \(watch.expectation?.unmet ?? "")",
                fix: ShellCommand("awaitd status", [watch.name]).line)
        }
        if unmet.count > Self.most {
            let more = unmet.count - Self.most
            findings.append(
                Finding(
                    "gate", .news, "\(more.counted("more job")) not as expected", fix: "awaitd status"))
        }
        return findings
    }
}
