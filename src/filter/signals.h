/* SPDX-License-Identifier: GPL-2.0-only */
/* What people type for signals: SIGCHLD, chld, 17; SIGRT_2, which counts from the kernel's 32. */
#ifndef SYSTRAIL_FILTER_SIGNALS_H
#define SYSTRAIL_FILTER_SIGNALS_H

#include <stdint.h>

#include "util/diag.h"

/*
 * The bit of the signal called @name (signal 1 is bit 0) in @bit. Returns 0, or -EINVAL after a
 * sentence that names the nearest ones.
 */
int signals_find(const char *name, uint64_t *bit, const struct diag *d);

#endif
