// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <spawn.h>
// Of the C library since glibc 2.34, behind _GNU_SOURCE, which Swift's Glibc module is made without.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
