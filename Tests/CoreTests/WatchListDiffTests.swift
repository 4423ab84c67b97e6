// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

@Suite struct WatchListDiffTests {
    private func watch(
        _ name: String,
        id: String = "ev-1",
        region: String = "us-east-1",
        account: String? = nil,
        overdue: Int? = nil
    ) throws -> Watch {
        Watch(
            name: name,
            kind: try #require(Kind.builtIn(named: "evaluation")),
            resourceID: id,
            region: region,
            account: account,
            overdueAfter: overdue.map { .seconds($0) }
        )
    }

    @Test func addedRemovedAndChangedWatchesAreDistinguished() throws {
        let old = try [watch("same"), watch("gone"), watch("slower"), watch("moved"), watch("other", id: "a")]
        let new = try [
            watch("new"), watch("other", id: "b"), watch("slower", overdue: 5), watch("moved", region: "eu-west-1"),
            watch("same"),
        ]
        let diff = WatchListDiff(from: old, to: new)
        #expect(diff.added.map(\.name) == ["new", "other", "moved"])
        #expect(diff.removed.map(\.name) == ["gone", "moved", "other"])
        #expect(diff.changed == [new[2]])
        #expect(!diff.isEmpty)
    }

    @Test func theSameIDInAnotherAccountIsAnotherResourceUnlessAnAccountIsUnknown() throws {
        let (one, other) = ("123456789012", "210987654321")
        let old = try [watch("a", account: one), watch("b", account: one), watch("c"), watch("d", account: one)]
        let new = try [watch("a", account: other), watch("b"), watch("c", account: one), watch("d", account: one)]
        let diff = WatchListDiff(from: old, to: new)
        #expect(diff.added == [new[0]])
        #expect(diff.removed == [old[0]])
        #expect(diff.changed == [new[1], new[2]])
    }

    @Test func reorderingAListIsNoChange() throws {
        let list = try [watch("a"), watch("b"), watch("c")]
        #expect(WatchListDiff(from: list, to: list.reversed()).isEmpty)
        #expect(WatchListDiff(from: [], to: []).isEmpty)
    }
}
