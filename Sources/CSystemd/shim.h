// SPDX-License-Identifier: Apache-2.0
#pragma once
// Not of libsystemd, but of Linux, and missing from Swift's Glibc module.
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/xattr.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

// prctl(2) takes a variable number of arguments, which Swift cannot call.
static inline int awaitd_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
