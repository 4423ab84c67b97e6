// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// How much of the record is kept, as the watch file says just now.
final class RetentionBounds: Sendable {
    private let state: Mutex<Retention>
    /// What the command line says about the age, which holds whatever the file says.
    private let fixedAge: Duration?
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    /// The bounds of a list; `fixedAge` is the age of the command line.
    init(_ retention: Retention, fixedAge: Duration?) {
        state = Mutex(retention)
        self.fixedAge = fixedAge
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The bounds.
    var current: Retention {
        var retention = state.withLock { $0 }
        if let fixedAge { retention.age = fixedAge }
        return retention
    }

    /// Takes over the bounds of another list.
    func set(_ retention: Retention) {
        let isNew = state.withLock { current in
            defer { current = retention }
            return current != retention
        }
        if isNew { change.yield() }
    }

    /// Waits until they have changed, but not longer than that; for one task.
    func waitForChange(atMost time: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [changes] in
                var iterator = changes.makeAsyncIterator()
                await iterator.next()
            }
            group.addTask {
                // Cancelled means that the wait is over.
                try? await Task.sleep(for: time)
            }
            await group.next()
            group.cancelAll()
        }
    }
}
