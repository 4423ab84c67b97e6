// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Synchronization
import Systemd

/// A journal that takes entries, refuses them, or hangs, as the test wants.
final class FakeJournal: JournalTransport {
    private struct State {
        var entries: [[Notice.Field]] = []
        var refusal: DeliveryError?
        var isHanging = false
    }

    private let state = Mutex(State())
    /// Held down while it hangs: the sender's thread waits in a read, as it would in the real call.
    private let pipe: (read: Int32, write: Int32)
    private let arrived = Mailbox<Void>()

    init() {
        var ends: [Int32] = [-1, -1]
        _ = unsafe Glibc.pipe(&ends)
        pipe = (ends[0], ends[1])
    }

    deinit {
        close(pipe.read)
        close(pipe.write)
    }

    /// The `MESSAGE`s of what was taken.
    var messages: [String] {
        state.withLock { $0.entries.compactMap { fields in fields.first { $0.name == "MESSAGE" }?.value } }
    }

    /// Refuses everything from now on, or nothing.
    func refuse(_ refusal: DeliveryError?) {
        state.withLock { $0.refusal = refusal }
    }

    /// Takes its time from now on, until ``recover()``.
    func hang() {
        state.withLock { $0.isHanging = true }
    }

    /// Lets the one that waits, and all after it, through.
    func recover() {
        state.withLock { $0.isHanging = false }
        var byte: UInt8 = 1
        _ = unsafe write(pipe.write, &byte, 1)
    }

    /// Waits until the next entry has come in, whatever becomes of it.
    func nextAttempt() async {
        _ = await arrived.next()
    }

    func send(_ fields: [Notice.Field]) throws(DeliveryError) {
        arrived.put(())
        if state.withLock({ $0.isHanging }) {
            var byte: UInt8 = 0
            _ = unsafe read(pipe.read, &byte, 1)
        }
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
        state.withLock { $0.entries.append(fields) }
    }
}
