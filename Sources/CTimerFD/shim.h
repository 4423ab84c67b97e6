// SPDX-License-Identifier: Apache-2.0
#pragma once
// timerfd_create(2), which is missing from Swift's Glibc module.
#include <sys/timerfd.h>
