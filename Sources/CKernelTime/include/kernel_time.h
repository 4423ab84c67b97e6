// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdint.h>

// The kernel's clocks and timers in plain numbers. A header that names struct timespec makes Swift take the struct for
// that module's or for Glibc's, whichever it has loaded first, and refuse its members to files that import the other.

// Microseconds that this clock shows (clock_gettime(2)).
int64_t awaitd_clock_microseconds(int clock);

// A descriptor that can be read once so much time of this clock has passed, or -1 (timerfd_create(2)). No time at all
// never passes.
int awaitd_timer_after(int clock, int64_t seconds, int64_t nanoseconds);
