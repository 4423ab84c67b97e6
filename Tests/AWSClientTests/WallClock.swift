// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc

/// The machine's wall clock.
@Sendable
func wallClock() -> Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
}
