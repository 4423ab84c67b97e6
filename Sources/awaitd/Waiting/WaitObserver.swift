// SPDX-License-Identifier: Apache-2.0

import Core
import Logging
import Polling

/// Passes what the polls came to on to whoever waits for their end.
struct WaitObserver: PollObserver {
    let console: WaitConsole
    let evaluations: AsyncStream<PollResult>.Continuation
    let logger: Logger

    func polled(_ evaluation: PollResult) async {
        logger.polled(evaluation)
        evaluations.yield(evaluation)
    }

    func summarized(_ summary: Summary) async {
        console.update(summary)
    }

    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async {
        _ = console.write("\(watch.name): \(error.reason)\n")
    }
}
