// SPDX-License-Identifier: Apache-2.0

import Core

/// Leaves out the notices that tell a daemon's readers how polling goes on: where a wait ends, the reason is said instead.
struct WaitSink: NoticeSink {
    /// Takes the rest.
    let inner: any NoticeSink

    private static let ends: Set<Visibility> = [.unauthorized, .notFound, .rejected]

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        if let visibility = notice.content.visibility, Self.ends.contains(visibility) { return }
        try await inner.deliver(notice)
    }
}
