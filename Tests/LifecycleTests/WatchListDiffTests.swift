// SPDX-License-Identifier: Apache-2.0

import Lifecycle
import Testing

@Suite struct WatchListDiffTests {
    private func watch(_ name: String, id: String = "ev-1", region: String = "us-east-1", overdue: Int? = nil) throws
        -> Watch
    {
        Watch(
            name: name,
            kind: try #require(Kind.named("evaluation")),
            resourceID: id,
            region: region,
            overdueAfter: overdue.map { .seconds($0) }
        )
    }

    @Test func tellsWhatIsAddedRemovedChangedAndTheSame() throws {
        let old = try [watch("same"), watch("gone"), watch("slower"), watch("moved"), watch("other", id: "a")]
        let new = try [
            watch("new"), watch("other", id: "b"), watch("slower", overdue: 5), watch("moved", region: "eu-west-1"),
            watch("same"),
        ]
        let diff = WatchListDiff(from: old, to: new)
        #expect(diff.added.map(\.name) == ["new", "other", "moved"])
        #expect(diff.removed.map(\.name) == ["gone", "moved", "other"])
        #expect(diff.changed == [new[2]])
        #expect(diff.unchanged == [new[4]])
        #expect(!diff.isEmpty)
    }

    @Test func theSameListInAnotherOrderIsNoChange() throws {
        let list = try [watch("a"), watch("b"), watch("c")]
        #expect(WatchListDiff(from: list, to: list.reversed()).isEmpty)
        #expect(WatchListDiff(from: [], to: []).isEmpty)
    }
}
