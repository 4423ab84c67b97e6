// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

/// The complete (state × state) table, written out: a row for each state before, a column for each state seen.
///
/// `=` same, `1` first read, `>` forward, `p` forward past in-progress, `s` forward past stopping, `<` step back,
/// `!` re-entry, `?` unknown status.
@Suite struct StepTableTests {
    static let columns: [JobState] = [
        .unseen, .pending, .inProgress, .stopping, .completed, .failed, .stopped, .deleted, .unknown,
    ]

    static let job: [(JobState, String)] = [
        (.unseen, "= 1 1 1 1 1 1 1 ?"),
        (.pending, "= = > > p > s > ?"),
        (.inProgress, "= < = > > > s > ?"),
        (.stopping, "= < < = > > > > ?"),
        (.completed, "= < < < = > ! > ?"),
        (.failed, "= < < < ! = ! > ?"),
        (.stopped, "= < < < ! > = > ?"),
        (.deleted, "= < < < ! ! ! = ?"),
        (.unknown, "= > > > > > > > ?"),
    ]

    static let endpoint: [(JobState, String)] = [
        (.unseen, "= 1 1 1 1 1 1 1 ?"),
        (.pending, "= = > > p > s > ?"),
        (.inProgress, "= < = > > > s > ?"),
        (.stopping, "= < < = > > > > ?"),
        (.completed, "= > > > = > s > ?"),
        (.failed, "= > > > p = s > ?"),
        (.stopped, "= > > > p > = > ?"),
        (.deleted, "= > > > p > s = ?"),
        (.unknown, "= > > > > > > > ?"),
    ]

    /// A pipeline's execution, which can be retried after a bad end.
    static let pipeline: [(JobState, String)] = [
        (.unseen, "= 1 1 1 1 1 1 1 ?"),
        (.pending, "= = > > p > s > ?"),
        (.inProgress, "= < = > > > s > ?"),
        (.stopping, "= < < = > > > > ?"),
        (.completed, "= < < < = > ! > ?"),
        (.failed, "= > > > > = s > ?"),
        (.stopped, "= > > > > > = > ?"),
        (.deleted, "= < < < ! ! ! = ?"),
        (.unknown, "= > > > > > > > ?"),
    ]

    /// A job, to a status that work can go back to.
    static let returns: [(JobState, String)] = [
        (.unseen, "= 1 1 1 1 1 1 1 ?"),
        (.pending, "= = > > p > s > ?"),
        (.inProgress, "= > = > > > s > ?"),
        (.stopping, "= > > = > > > > ?"),
        (.completed, "= < < < = > ! > ?"),
        (.failed, "= < < < ! = ! > ?"),
        (.stopped, "= < < < ! > = > ?"),
        (.deleted, "= < < < ! ! ! = ?"),
        (.unknown, "= > > > > > > > ?"),
    ]

    static func step(_ mark: Character) -> Step? {
        switch mark {
        case "=": .same
        case "1": .firstRead
        case ">": .forward(skipped: [])
        case "p": .forward(skipped: [.inProgress])
        case "s": .forward(skipped: [.stopping])
        case "<": .stepBack
        case "!": .reentry
        case "?": .unknownStatus
        default: nil
        }
    }

    @Test(arguments: job)
    func aJobStepsAsTheTableSays(from state: JobState, row: String) {
        check(state, row, Kind.builtIn(named: "evaluation")?.statuses)
    }

    @Test(arguments: endpoint)
    func anEndpointStepsAsTheTableSays(from state: JobState, row: String) {
        check(state, row, Kind.builtIn(named: "ml-model-endpoint")?.statuses)
    }

    @Test(arguments: pipeline)
    func whatCanBeRetriedLeavesItsBadEndsOnly(from state: JobState, row: String) {
        check(state, row, Kind.builtIn(named: "pipeline-execution")?.statuses)
    }

    @Test(arguments: returns)
    func goingBackToAListedStatusIsOrdinaryExceptFromAnEnd(from state: JobState, row: String) {
        check(state, row, Kind.builtIn(named: "evaluation")?.statuses, mayReturn: true)
    }

    @Test func theTablesAreComplete() {
        for table in [Self.job, Self.endpoint, Self.pipeline, Self.returns] {
            #expect(table.map(\.0) == Self.columns)
            #expect(Set(Self.columns) == Set(JobState.allCases))
            #expect(table.allSatisfy { $0.1.split(separator: " ").count == Self.columns.count })
        }
    }

    private func check(_ state: JobState, _ row: String, _ rules: StatusRules?, mayReturn: Bool = false) {
        guard let rules else {
            Issue.record("the kind is gone")
            return
        }
        for (column, mark) in zip(Self.columns, row.split(separator: " ")) {
            let expected = mark.first.flatMap(Self.step)
            let step = Step.from(state, to: column, rules: rules, mayReturn: mayReturn)
            #expect(step == expected, "\(state) → \(column)")
        }
    }
}
