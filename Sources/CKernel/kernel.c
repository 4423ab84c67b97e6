// SPDX-License-Identifier: Apache-2.0

#include "kernel.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
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

static int64_t nanoseconds(struct timespec time) {
    // A file's time may be any number; one that does not fit is the latest or earliest that does.
    int64_t whole;
    if (__builtin_mul_overflow((int64_t)time.tv_sec, (int64_t)1000000000, &whole) ||
        __builtin_add_overflow(whole, (int64_t)time.tv_nsec, &whole))
        return time.tv_sec < 0 ? INT64_MIN : INT64_MAX;
    return whole;
}

static void copy(const struct stat *from, struct awaitd_file_status *to) {
    *to = (struct awaitd_file_status){
        .device = from->st_dev,
        .inode = from->st_ino,
        .links = from->st_nlink,
        .size = from->st_size,
        .modified = nanoseconds(from->st_mtim),
        .changed = nanoseconds(from->st_ctim),
        .mode = from->st_mode,
        .owner = from->st_uid,
        .group = from->st_gid,
    };
}

int awaitd_status_of(int descriptor, struct awaitd_file_status *status) {
    struct stat found;
    if (fstat(descriptor, &found) != 0)
        return -1;
    copy(&found, status);
    return 0;
}

int awaitd_status_at(int folder, const char *path, bool follows_links, struct awaitd_file_status *status) {
    struct stat found;
    if (fstatat(folder, path, &found, follows_links ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    copy(&found, status);
    return 0;
}

int awaitd_set_send_timeout(int socket, int64_t seconds) {
    struct timeval limit = {(time_t)seconds, 0};
    return setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int awaitd_terminal_size(int descriptor, uint16_t *columns, uint16_t *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0)
        return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}
