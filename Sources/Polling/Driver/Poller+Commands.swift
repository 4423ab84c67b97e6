// SPDX-License-Identifier: Apache-2.0

import Core

extension Poller {
    /// Serves what was asked of the poller; true if the list may look different after it.
    func serve(_ requests: [PollerRequest], with engine: inout Engine) async -> Bool {
        var isChanged = false
        for request in requests {
            switch request {
            case .status(let reply):
                reply.send(.success(engine.status(at: now)))
            case .turn:
                // The loop has turned by now.
                break
            case .pollNow(let name, let reply):
                reply.send(.success(engine.pollNow(name, at: now)))
            case .apply(let list, let reply):
                isChanged = true
                reply.send(await apply(list, to: &engine))
            }
        }
        return isChanged
    }

    /// Commits what a new list changes, and lets the engine take it in only after that.
    private func apply(_ list: WatchList, to engine: inout Engine) async -> Result<AppliedList, PollerRefusal> {
        let change: ListChange
        do throws(StateStoreError) {
            let past = engine.isMissing(list) ? try await needs.store.resumption() : .none
            change = engine.change(to: list, resuming: past, at: now)
            if let commit = change.commit { try await record(commit, of: engine) }
        } catch {
            return .failure(.notRecorded(error.reason))
        }
        engine.apply(change, at: now)
        return .success(AppliedList(changes: change.diff, summary: engine.summary(at: now)))
    }
}
