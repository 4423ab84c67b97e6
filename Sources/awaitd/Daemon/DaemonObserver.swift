// SPDX-License-Identifier: Apache-2.0

import Core
import Logging
import Polling

/// Passes on how polling goes: the whole list to the status line, each poll to the debug log.
struct DaemonObserver: PollObserver {
    let status: DaemonStatus
    let logger: Logger

    func polled(_ evaluation: PollResult) async {
        logger.polled(evaluation)
    }

    func summarized(_ summary: Summary) async {
        status.summarized(summary.statusLine)
    }

    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async {
        logger.error(
            "The record could not be written; what it was to say is found out and written later",
            metadata: ["watch": .string(watch.name), "reason": .string(error.reason)]
        )
    }
}
