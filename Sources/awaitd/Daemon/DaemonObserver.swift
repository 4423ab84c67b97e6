// SPDX-License-Identifier: Apache-2.0

import Lifecycle
import Logging
import Polling
import Systemd

/// Passes on how polling goes: the whole list to the status line, each poll to the debug log.
struct DaemonObserver: PollObserver {
    let status: StatusLine
    let logger: Logger

    func polled(_ evaluation: Evaluation) async {
        guard logger.logLevel <= .debug else { return }
        var metadata: Logger.Metadata = ["watch": .string(evaluation.watch.name)]
        if let delay = evaluation.delay { metadata["next"] = .string(DurationText.spoken(delay)) }
        switch evaluation.outcome {
        case .observed(let observation):
            metadata["status"] = .string(observation.status)
        case .failed(let failure):
            metadata["error_code"] = .string(failure.code ?? "")
            metadata["reason"] = .string(failure.message)
        }
        logger.debug("Polled", metadata: metadata)
    }

    func summarized(_ summary: Summary) async {
        status.update(summary.statusLine)
    }

    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async {
        logger.error(
            "The record could not be written; the poll will be made again",
            metadata: ["watch": .string(watch.name), "reason": .string(error.reason)]
        )
    }
}
