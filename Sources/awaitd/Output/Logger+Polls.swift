// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Logging
import Polling

extension Logger {
    /// Logs the result of one poll, for debugging.
    func polled(_ result: PollResult) {
        guard logLevel <= .debug else { return }
        var metadata: Logger.Metadata = ["watch": .string(result.watch.name)]
        if let delay = result.delay { metadata["next"] = .string(DurationText.spoken(delay)) }
        switch result.outcome {
        case .observed(let observation):
            metadata["status"] = .string(observation.status)
        case .failed(let failure):
            metadata["class"] = .string("\(failure.cause)")
            metadata["error_code"] = failure.code.map { .string($0) }
            metadata["reason"] = .string(failure.message)
        }
        debug("Polled", metadata: metadata)
    }

    /// Logs what a page of a list came to, for debugging; never its token.
    func listed(_ result: PageResult) { listed(result.request, page: result.page, result.outcome) }

    /// Logs what a page of a list came to, for debugging; never its token.
    func listed(_ request: ListRequest, page: Int, _ outcome: ListOutcome) {
        guard logLevel <= .debug else { return }
        let kind = request.settings.kind
        var metadata: Logger.Metadata = [
            "operation": .string(kind.listing?.operation ?? kind.name), "region": .string(request.settings.region),
            "page": .string("\(page)"),
        ]
        if let parent = request.parent { metadata["parent"] = .string(parent.cleaned(limit: 300)) }
        switch outcome {
        case .page(let page):
            metadata["items"] = .string("\(page.items.count)")
            metadata["ends"] = .string(page.nextToken == nil ? "yes" : "no")
        case .failed(let failure):
            metadata["class"] = .string("\(failure.cause)")
            metadata["error_code"] = failure.code.map { .string($0) }
            metadata["reason"] = .string(failure.message)
        }
        debug("Listed", metadata: metadata)
    }

    /// Logs that credentials come from another source than before, so that no change of identity is silent.
    func credentialsMoved(_ change: CredentialChange) {
        notice(
            "Credentials come from another source than before",
            metadata: [
                "credentials": .string(change.selection.label), "old_source": .string(change.old.cleaned(limit: 1_000)),
                "new_source": .string(change.new.cleaned(limit: 1_000)),
            ]
        )
    }
}
