/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock that every time in systrail is read from. */
#ifndef SYSTRAIL_UTIL_CLOCK_H
#define SYSTRAIL_UTIL_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NSEC_PER_SEC 1000000000ull
#define NSEC_PER_MSEC 1000000ull

/* CLOCK_MONOTONIC, which the perf events are told to use as well (use_clockid). */
static inline uint64_t clock_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

#endif
