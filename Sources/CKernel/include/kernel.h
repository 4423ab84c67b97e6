// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdbool.h>
#include <stdint.h>

// What the kernel says, in plain numbers. Several modules hold C's structs of time, files and terminals: Swift's own
// shims, Glibc's, those of every header that names one. Swift takes a struct for that of whichever it has loaded first
// (which differs from build to build), and refuses its members to files that import another.

// Microseconds that this clock shows (clock_gettime(2)).
int64_t awaitd_clock_microseconds(int clock);

// A descriptor that can be read once so much time of this clock has passed, or -1 (timerfd_create(2)). No time at all
// never passes.
int awaitd_timer_after(int clock, int64_t seconds, int64_t nanoseconds);

// What stat(2) says of a file; the times are in nanoseconds since 1970.
struct awaitd_file_status {
    uint64_t device, inode, links;
    int64_t size, modified, changed;
    uint32_t mode, owner, group;
};

// Of an open file (fstat(2)); 0, or -1 with errno set.
int awaitd_status_of(int descriptor, struct awaitd_file_status *status);

// Of a path, if it is relative in an open folder (AT_FDCWD: in the working directory); 0, or -1 with errno set.
int awaitd_status_at(int folder, const char *path, bool follows_links, struct awaitd_file_status *status);

// Lets sending on a socket last so many seconds at most (SO_SNDTIMEO in socket(7)).
int awaitd_set_send_timeout(int socket, int64_t seconds);

// A terminal's size in columns and rows, 0 where it does not know (TIOCGWINSZ in ioctl_tty(2)); -1 if it is none.
int awaitd_terminal_size(int descriptor, uint16_t *columns, uint16_t *rows);
