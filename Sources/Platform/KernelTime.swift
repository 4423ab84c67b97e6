// SPDX-License-Identifier: Apache-2.0

import CKernel
import Glibc

/// What the kernel's clocks show, in microseconds (clock_gettime(2)).
package enum KernelTime {
    /// Since 1970 (`CLOCK_REALTIME`).
    package static var wall: Int64 { awaitd_clock_microseconds(CLOCK_REALTIME) }

    /// Since some moment, sleep left out (`CLOCK_MONOTONIC`), which is what systemd compares with.
    package static var monotonic: Int64 { awaitd_clock_microseconds(CLOCK_MONOTONIC) }

    /// Since the boot, sleep included (`CLOCK_BOOTTIME`).
    package static var boot: Int64 { awaitd_clock_microseconds(CLOCK_BOOTTIME) }

    /// What processors have worked for this process (`CLOCK_PROCESS_CPUTIME_ID`).
    package static var process: Int64 { awaitd_clock_microseconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// What processors have worked for this thread (`CLOCK_THREAD_CPUTIME_ID`).
    package static var thread: Int64 { awaitd_clock_microseconds(CLOCK_THREAD_CPUTIME_ID) }
}
