// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Logging
import StateStore
import Systemd

extension Daemon {
    /// Says what a full disk has kept out of the record to the last.
    ///
    /// It is not told under an identity that nothing would remember: the next start finds the watches where the record has
    /// them and tells what it sees then. Only what has passed meanwhile is in these lines alone.
    func sayWhatIsLost() async {
        let unwritten = await state.store.unwritten
        guard !unwritten.isEmpty else { return }
        telling.logger.error(
            """
            The record could not be written to the last: \(state.store.health.trouble ?? ""). What is still so at the next \
            start is told then; not recorded are these:
            """
        )
        for pending in unwritten.prefix(Self.mostSaid) {
            telling.logger.error("not recorded, seen at \(pending.observedAt.rfc3339): \(pending.notice.message)")
        }
        let rest = unwritten.count - Self.mostSaid
        if rest > 0 { telling.logger.error("and \(rest) more that were not recorded") }
    }

    /// Says, where it can, that the end came because nobody reads what is told; gives the exit code that goes with it.
    func nobodyReads() -> ExitCode {
        context.notifier.failed("Nobody reads what is told any more", errno: EPIPE)
        RunCommand.voice.complain("nobody reads what is told any more; what was not told is told next time")
        return .outputFailed
    }

    /// How many notices are said at the end that could not be recorded.
    private static let mostSaid = 500
}
