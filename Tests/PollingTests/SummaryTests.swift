// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

@Suite struct SummaryTests {
    @Test func theStatusLineReadsAsTheContractSays() {
        let summary = Summary(
            states: [.pending: 3, .inProgress: 5, .completed: 3, .failed: 1],
            outOfSight: [.unreachable: 2],
            nextPoll: .milliseconds(3_200),
            isPolling: false
        )
        #expect(
            summary.statusLine
                == "Watching 12: 3 pending, 5 in progress, 3 completed, 1 failed; 2 unreachable; next poll in 4s"
        )
    }

    @Test func anEmptyListIsWatchedToo() {
        let summary = Summary(states: [:], outOfSight: [:], nextPoll: nil, isPolling: false)
        #expect(summary.statusLine == "Watching 0")
    }
}
