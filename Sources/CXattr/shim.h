// SPDX-License-Identifier: Apache-2.0
#pragma once
// xattr(7), which Swift's Glibc leaves out.
#include <sys/xattr.h>
