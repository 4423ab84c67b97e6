// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// There may be a hundred thousand watches: what each of them is made of is small, and shared where it is the same.
@Suite struct SizeTests {
    @Test func aWatchAndItsMachineAreSmall() {
        #expect(MemoryLayout<Watch>.size <= 40)
        #expect(MemoryLayout<WatchMachine>.size <= 160)
        #expect(MemoryLayout<WatchVisibility>.size <= 32)
    }

    @Test func watchesWithTheSameSettingsAreEqualWhetherTheyShareThemOrNot() {
        let (one, other) = (Watch.sample("a"), Watch.sample("a"))
        #expect(one.settings !== other.settings && one == other && one.hashValue == other.hashValue)
        #expect(one.settings != Watch.sample("a", credentials: .profile("p")).settings)
        #expect(WatchList(watches: [one]) == WatchList(watches: [other]))
        #expect(WatchList(watches: [one]) != WatchList(watches: [.sample("a", region: "eu-west-1")]))
    }
}
