// SPDX-License-Identifier: Apache-2.0

package import Core

/// The way to ask a running ``Poller`` something, from any task.
///
/// Every question is answered, also when the poller ends, or has ended before it was asked.
package struct PollerCommands: Sendable {
    let mailbox = Mailbox<PollerRequest>()

    /// A way to one poller.
    package init() {}

    /// Makes the poller take over another list; returns once it is on record and in use.
    package func apply(_ list: WatchList) async throws(PollerRefusal) -> AppliedList {
        try await ask { .apply(list, $0) }.get()
    }

    /// Makes a watch due at once; false if there is none of this name.
    package func pollNow(_ name: String) async throws(PollerRefusal) -> Bool {
        try await ask { .pollNow(name, $0) }.get()
    }

    /// How all watches stand, in the order of the list.
    package func status() async throws(PollerRefusal) -> [WatchStatus] {
        try await ask { .status($0) }.get()
    }

    /// Makes the poller look again whether something has to be done now.
    package func turn() {
        // A poller that ends has nothing to look at any more.
        _ = mailbox.post(.turn)
    }

    private func ask<Value: Sendable>(
        _ request: (PollerReply<Value>) -> PollerRequest
    ) async -> Result<Value, PollerRefusal> {
        await withCheckedContinuation { continuation in
            let reply = PollerReply(continuation)
            if !mailbox.post(request(reply)) { reply.send(.failure(.stopping)) }
        }
    }
}
