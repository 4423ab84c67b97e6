// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The machine's wall clock.
package enum WallTime {
    /// Microseconds since 1970 (clock_gettime(2), `CLOCK_REALTIME`).
    package static var microseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
