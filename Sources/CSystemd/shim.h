// SPDX-License-Identifier: Apache-2.0
#pragma once
// Not of libsystemd, but of Linux, and missing from Swift's Glibc module.
#include <sys/eventfd.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
