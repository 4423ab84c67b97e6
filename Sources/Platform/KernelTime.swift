// SPDX-License-Identifier: Apache-2.0

import CKernelTime
import Glibc

/// What the kernel's clocks show, in microseconds (clock_gettime(2)).
package enum KernelTime {
    /// Since 1970 (`CLOCK_REALTIME`).
    package static var wall: Int64 { awaitd_clock_microseconds(CLOCK_REALTIME) }

    /// Since some moment, sleep left out (`CLOCK_MONOTONIC`), which is what systemd compares with.
    package static var monotonic: Int64 { awaitd_clock_microseconds(CLOCK_MONOTONIC) }

    /// Since the boot, sleep included (`CLOCK_BOOTTIME`).
    package static var boot: Int64 { awaitd_clock_microseconds(CLOCK_BOOTTIME) }
}
