/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock that every time in systrail is read from. */
#ifndef SYSTRAIL_UTIL_CLOCK_H
#define SYSTRAIL_UTIL_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NSEC_PER_SEC 1000000000ull
#define NSEC_PER_MSEC 1000000ull
#define NSEC_PER_USEC 1000ull

/* CLOCK_MONOTONIC, which the perf events are told to use as well (use_clockid). */
static inline uint64_t clock_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

/* What has to be added to clock_now_ns() for the time of day (CLOCK_REALTIME), as of now. */
static inline int64_t clock_wall_offset_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * (int64_t)NSEC_PER_SEC + ts.tv_nsec - (int64_t)clock_now_ns();
}

#endif
