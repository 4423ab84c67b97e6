// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc

extension Notifier {
    /// The notifier to the manager that started this process, as its environment says.
    ///
    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` and takes them out of the environment, so that no child
    /// process speaks for the daemon. Call it once, first thing in `main`: changing the environment is safe only while
    /// there is one thread.
    package static func takingEnvironment() -> Notifier {
        let address = unsafe getenv("NOTIFY_SOCKET").map { unsafe String(cString: $0) }
        var microseconds: UInt64 = 0
        // It looks at WATCHDOG_PID too: a watchdog that is meant for another process is none.
        let watched = unsafe sd_watchdog_enabled(1, &microseconds) > 0
        unsafe unsetenv("NOTIFY_SOCKET")
        return Notifier(
            socket: address.flatMap(NotifySocket.init(address:)),
            watchdogTimeout: watched ? .microseconds(Int64(clamping: microseconds)) : nil
        )
    }
}
