// SPDX-License-Identifier: Apache-2.0

#include "kernel_time.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int64_t awaitd_clock_microseconds(int clock) {
    struct timespec time = {0, 0};
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int awaitd_timer_after(int clock, int64_t seconds, int64_t nanoseconds) {
    struct itimerspec setting = {{0, 0}, {(time_t)seconds, (long)nanoseconds}};
    int descriptor = timerfd_create(clock, TFD_NONBLOCK | TFD_CLOEXEC);
    if (descriptor >= 0 && timerfd_settime(descriptor, 0, &setting, 0) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}
